"""Acts on places."""

from decimal import Decimal
from typing import Protocol

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from civic import ledger, policy
from civic.db import session
from civic.errors import Invalid
from civic.ledger import Fact
from civic.places.models import Household, Part, Place
from civic.places.rules import (
    Level,
    PartKind,
    PartState,
    Why,
    check_area,
    check_names,
    check_parent,
)
from civic.policy import Can


class Actor(policy.Actor, ledger.Actor, Protocol):
    """Whoever keeps the tree: people stand above places, so they are known by their shape."""


def add(actor: Actor | None, parent: Place | None, *, level: Level, name: str) -> Place:
    """A new place in the tree. ``actor`` None: the system founds it (``civic init``, import)."""
    if actor is not None:
        policy.require(actor, Can.MANAGE_PLACES, parent or Place(path="/"))
    check_parent(parent.level if parent else None, level)
    same = select(Place.id).where(
        Place.parent_id == (parent.id if parent else None), Place.name == name
    )
    if session().scalar(same) is not None:
        raise Invalid(Why.DUPLICATE, field="name", name=name)
    place = Place(parent_id=parent.id if parent else None, level=level, name=name, path="")
    session().add(place)
    place.path = f"new/{id(place)}"
    session().flush()
    place.path = f"{parent.path if parent else '/'}{place.id}/"
    if level is Level.COMMUNITY:
        place.community_id = place.id
    elif parent is not None:
        place.community_id = parent.community_id
    session().flush()
    ledger.record(Fact.PLACE_ADDED, about=place, by=actor, pub={"level": level.value, "name": name})
    return place


def add_all(actor: Actor, parent: Place, *, level: Level, names: list[str]) -> list[Place]:
    """Several places of one level at once, all or none."""
    policy.require(actor, Can.MANAGE_PLACES, parent)
    check_names(names)
    return [add(actor, parent, level=level, name=name) for name in names]


def rename(actor: Actor, place: Place, name: str) -> Place:
    """A place goes by another name; what was registered keeps the old one."""
    policy.require(actor, Can.MANAGE_PLACES, place)
    same = select(Place.id).where(
        Place.parent_id == place.parent_id, Place.name == name, Place.id != place.id
    )
    if session().scalar(same) is not None:
        raise Invalid(Why.DUPLICATE, field="name", name=name)
    before, place.name = place.name, name
    ledger.record(Fact.PLACE_CHANGED, about=place, by=actor, pub={"name": name, "before": before})
    return place


def house(place: Place, number: str) -> Household:
    """The household behind a door, opened if it is new (roster import, founding)."""
    found = session().scalar(
        select(Household)
        .where(Household.place_id == place.id, Household.number == number)
        .options(joinedload(Household.place))
    )
    if found is None:
        found = Household(place=place, number=number)
        session().add(found)
        session().flush()
    return found


def _parts(place: Place, number: str) -> Select[Part]:
    behind = select(Part).where(Part.place_id == place.id, Part.number == number)
    return behind.options(joinedload(Part.place))


def measure(
    place: Place,
    number: str,
    area: int,
    *,
    kind: PartKind = PartKind.HOME,
    state: PartState = PartState.DELIVERED,
) -> Part:
    """An exclusive part with its area in 0.01 m², entered or brought up to date."""
    check_area(area)
    part = session().scalar(_parts(place, number))
    if part is None:
        part = Part(place=place, number=number)
        session().add(part)
    part.area, part.kind, part.state = area, kind, state
    session().flush()
    return part


def part_behind(place: Place, number: str, area: int | None) -> Part:
    """The exclusive part behind a door; with its area it is opened, if it is new.

    A measured area isn't changed in passing: votes are counted by it.
    """
    part = session().scalar(_parts(place, number))
    if part is None:
        if area is None:
            raise Invalid(Why.AREA_NEEDED, field="area")
        return measure(place, number, area)
    if area is not None and area != part.area:
        raise Invalid(Why.AREA_DIFFERS, field="area", known=Decimal(part.area) / 100)
    return part
