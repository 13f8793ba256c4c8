"""Very many people at once, made by the database itself: what tests of size stand on."""

from datetime import date
from typing import Any

from sqlalchemy import String, cast, func, insert, literal, select

from civic import clock
from civic.db import Instant, session
from civic.people.models import Person, Residence
from civic.people.rules import PersonState
from civic.places import actions as places
from civic.places.models import Household
from civic.places.rules import Level
from tests.world import World

DOORS, TO_A_DOOR = 1200, 3


def people(number: int) -> list[int]:
    """So many people with accounts, by id, one after the other."""
    n = counted(number)
    new = select(
        literal("居民") + cast(n, String),
        literal(PersonState.VERIFIED.value),
        literal("key-") + cast(n, String),
        literal(False),
        literal("zh"),
        literal(clock.now(), Instant()),
    )
    columns = ["name", "state", "session_key", "shows_name", "locale", "created_at"]
    return _inserted(Person, columns, new, number)


def key(n: int) -> str:
    """The session key of the one who came in as the ``n``-th, from 0."""
    return f"key-{n}"


def residents(world: World, number: int) -> list[int]:
    """As many grown-up residents of an estate, three behind a door."""
    built = [
        places.add(None, world.here.estate, level=Level.BUILDING, name=f"{n}幢").id
        for n in range(-(-number // (DOORS * TO_A_DOOR)))
    ]
    assert built == list(range(built[0], built[0] + len(built)))
    who = people(number)
    door = counted(-(-number // TO_A_DOOR))
    doors = select(built[0] + door // DOORS, cast(door % DOORS, String))
    homes = _inserted(Household, ["place_id", "number"], doors, -(-number // TO_A_DOOR))
    n = counted(number)
    living = select(
        who[0] + n, homes[0] + n // TO_A_DOOR, n % TO_A_DOOR == 0, literal(date(2020, 1, 1))
    )
    _inserted(Residence, ["person_id", "household_id", "is_head", "since_on"], living, number)
    return who


def counted(number: int) -> Any:
    """A column that counts from 0, so many rows."""
    numbers = select(literal(0).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < number - 1))
    return numbers.c.n


def _inserted(table: Any, columns: list[str], rows: Any, number: int) -> list[int]:
    session().execute(insert(table).from_select(columns, rows, include_defaults=False))
    last = session().scalar(select(func.max(table.id))) or 0
    return list(range(last - number + 1, last + 1))
