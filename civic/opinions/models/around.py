"""Who is around: the units that opinions can be sent to, the neighbours they can be from."""

from typing import Any

from sqlalchemy import Select, func, literal, or_, select, union_all
from sqlalchemy.orm import joinedload

from civic import clock
from civic.people.models import Ownership, Person, Residence, Tenancy, Unit
from civic.people.rules import PersonState
from civic.places.models import Household, Part, Place


def units_around(path: str) -> Select[Unit]:
    """Units of a place and of what it lies in: whom its opinions can be sent to."""
    return (
        select(Unit)
        .join(Place, Place.id == Unit.place_id)
        .where(literal(path).startswith(Place.path))
        .order_by(Place.path.desc(), Unit.name)
    )


def neighbours(community_path: str, name: str) -> Select[Person, str, str]:
    """People of that name who live, own or rent around here, each with one building and door."""
    first = _first_doors(community_path, name)
    return (
        select(Person, first.c.name, first.c.number)
        .join(first, first.c.person_id == Person.id)
        .order_by(first.c.path, first.c.number)
        .limit(20)
    )


def neighbours_in(path: str, name: str) -> Select[Person, Place, str]:
    """The same, each with the building itself: two estates may each have a 1号楼."""
    first = _first_doors(path, name)
    return (
        select(Person, Place, first.c.number)
        .join(first, first.c.person_id == Person.id)
        .join(Place, Place.id == first.c.place_id)
        .options(joinedload(Place.parent))
        .order_by(first.c.path, first.c.number)
        .limit(20)
    )


def _first_doors(community_path: str, name: str) -> Any:
    def behind(bond: Any, key: Any, door: Any) -> Select[Any]:
        return (
            select(bond.person_id, door.place_id, Place.path, Place.name, door.number)
            .join(door, door.id == key)
            .join(Place, Place.id == door.place_id)
            .join(Person, Person.id == bond.person_id)
            .where(
                Person.name == name,
                Person.state != PersonState.CLOSED,
                or_(bond.until_on.is_(None), bond.until_on >= clock.today()),
                Place.path.startswith(community_path, autoescape=True),
            )
        )

    doors = union_all(
        behind(Residence, Residence.household_id, Household),
        behind(Ownership, Ownership.part_id, Part),
        behind(Tenancy, Tenancy.part_id, Part),
    ).subquery()
    order = (doors.c.path, doors.c.number)
    nth = func.row_number().over(partition_by=doors.c.person_id, order_by=order)
    ranked = select(doors, nth.label("nth")).subquery()
    return select(ranked).where(ranked.c.nth == 1).subquery()
