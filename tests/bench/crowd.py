"""Very many people at once, poured in: what tests of size stand on."""

from datetime import date
from typing import cast

from sqlalchemy import Table, func, select

from civic import clock
from civic.db import pour, session
from civic.people.models import Person, Residence
from civic.people.rules import PersonState
from civic.places import actions as places
from civic.places.models import Household
from civic.places.rules import Level
from tests.world import World

DOORS, TO_A_DOOR = 120, 3


def people(number: int) -> list[int]:
    """So many people with accounts, by id; ``key`` is what the cookie of each keeps."""
    before = session().scalar(select(func.max(Person.id))) or 0
    columns = ("name", "state", "session_key", "shows_name", "locale", "created_at")
    verified, now = PersonState.VERIFIED, clock.now()
    rows = ((f"居民{n}", verified, key(n), False, "zh", now) for n in range(number))
    pour(cast(Table, Person.__table__), columns, rows)
    return list(session().scalars(select(Person.id).where(Person.id > before).order_by(Person.id)))


def key(n: int) -> str:
    """The session key of the one who came in as the ``n``-th."""
    return f"key-{n}"


def residents(world: World, number: int) -> list[int]:
    """As many grown-up residents of an estate, three behind a door."""
    buildings = [
        places.add(None, world.here.estate, level=Level.BUILDING, name=f"{n}幢").id
        for n in range(number // (DOORS * TO_A_DOOR) + 1)
    ]
    who = people(number)
    doors = range(number // TO_A_DOOR)
    before = session().scalar(select(func.max(Household.id))) or 0
    pour(
        cast(Table, Household.__table__),
        ("place_id", "number"),
        ((buildings[n // DOORS], f"{n % DOORS // 4 + 1}{n % 4 + 1:02d}") for n in doors),
    )
    homes = session().scalars(
        select(Household.id).where(Household.id > before).order_by(Household.id)
    )
    lived = enumerate(home for home in homes for _ in range(TO_A_DOOR))
    pour(
        cast(Table, Residence.__table__),
        ("person_id", "household_id", "is_head", "since_on"),
        ((who[n], home, n % TO_A_DOOR == 0, date(2020, 1, 1)) for n, home in lived),
    )
    return who
