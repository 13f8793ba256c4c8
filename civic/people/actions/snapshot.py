"""What the database knows of the doors and people that a roster names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import false, or_, select

from civic import clock
from civic.db import session
from civic.people.models import Appointment, Ownership, Person, Residence, Tenancy
from civic.people.rules import PersonState
from civic.people.rules.roster import Line
from civic.places.models import Household, Part, Place
from civic.places.rules import PartKind

AT_ONCE = 5000  # values in one IN (…)
DoorKey = tuple[int, str]


BONDS: tuple[tuple[Any, Any, Any], ...] = (
    (Residence, Household, Residence.household_id),
    (Ownership, Part, Ownership.part_id),
    (Tenancy, Part, Tenancy.part_id),
)


def bonds_of(line: Line) -> list[Any]:
    """As what a line puts a person behind its door."""
    said = {Residence: line.lives, Ownership: line.owns, Tenancy: line.rents}
    return [table for table, is_said in said.items() if is_said]


class KnownPerson(NamedTuple):
    """A row of people_persons as the comparison needs it."""

    id: int
    name: str
    born_on: date | None
    phone: str | None
    document_mac: str | None


class KnownPart(NamedTuple):
    """A row of places_parts as the comparison needs it."""

    id: int
    area: int
    kind: PartKind


class KnownBond(NamedTuple):
    """A running residence, ownership or tenancy."""

    id: int
    is_head: bool
    ends: bool  # its last day is known

    def is_as(self, line: Line, table: Any) -> bool:
        """Whether it is what the line says: who is listed goes on living there."""
        return not self.ends and (table is not Residence or self.is_head == line.is_head)


@dataclass
class Snapshot:
    """Everything known about the buildings and the people of a roster."""

    place_ids: list[int]
    communities: dict[int, int] = field(default_factory=dict)  # of each of those places
    people: dict[int, KnownPerson] = field(default_factory=dict)
    by_mac: dict[str, int] = field(default_factory=dict)
    by_phone: dict[tuple[str, str], int] = field(default_factory=dict)
    at_door: dict[tuple[DoorKey, str], list[int]] = field(default_factory=dict)
    households: dict[DoorKey, int] = field(default_factory=dict)
    parts: dict[DoorKey, KnownPart] = field(default_factory=dict)
    running: dict[Any, dict[tuple[int, DoorKey], KnownBond]] = field(
        default_factory=lambda: {table: {} for table, _door, _link in BONDS}
    )
    ended: dict[Any, dict[tuple[int, int], int]] = field(
        default_factory=lambda: {table: {} for table, _door, _link in BONDS}
    )
    belongs: set[tuple[int, int]] = field(default_factory=set)  # who, to which community of it
    known_here: set[int] = field(default_factory=set)  # no longer, or by an office
    elsewhere: set[int] = field(default_factory=set)  # a door or an office outside of the place
    in_office: set[int] = field(default_factory=set)

    def find(self, line: Line, mac: str | None, doors: Sequence[DoorKey]) -> int:
        """Who this is here: by document, by name and telephone, by name and door; 0 if new."""
        if mac and mac in self.by_mac:
            return self.by_mac[mac]
        candidates = [self.by_phone.get((line.name, line.phone), 0)] if line.phone else []
        candidates += [i for door in doors for i in self.at_door.get((door, line.name), ())]
        for ident in candidates:
            if ident and self._may_be(self.people[ident], line, mac):
                return ident
        return 0

    def _may_be(self, person: KnownPerson, line: Line, mac: str | None) -> bool:
        if mac and person.document_mac and mac != person.document_mac:
            return False
        return not (line.born_on and person.born_on and line.born_on != person.born_on)

    def may_change(self, ident: int) -> bool:
        """Whether this roster says who they are: not of whom another one knows as well, nor of
        who holds an office, whose data only who may give that office corrects."""
        return ident not in self.elsewhere and ident not in self.in_office

    def doors_again(self) -> tuple[dict[DoorKey, int], dict[DoorKey, int]]:
        """Ids of households and parts, now that the new ones are in."""
        return _ids(Household, self.place_ids), _ids(Part, self.place_ids)


def take(lines: list[Line], macs: dict[str, str], path: str) -> Snapshot:
    """Read it all, in as many queries whatever the size. ``path``: whose roster it is."""
    there = Snapshot(sorted({line.place_id for line in lines}))
    around = select(Place.id, Place.community_id)
    there.communities = dict(_chunked(around, Place.id, there.place_ids))
    there.households = _ids(Household, there.place_ids)
    for ident, place, number, area, kind in _chunked(
        select(Part.id, Part.place_id, Part.number, Part.area, Part.kind),
        Part.place_id,
        there.place_ids,
    ):
        there.parts[place, number] = KnownPart(ident, area, kind)
    named: set[int] = set()
    _take_bonds(there, named)
    columns = (Person.id, Person.name, Person.born_on, Person.phone, Person.document_mac)
    # Whoever only says who they are must not be taken for a neighbour of that name.
    query = select(*columns).where(
        Person.state.not_in([PersonState.CLOSED, PersonState.REGISTERED])
    )
    for where, values in (
        (Person.id, sorted(named)),
        (Person.document_mac, sorted(macs.values())),
        (Person.phone, sorted({line.phone for line in lines if line.phone})),
    ):
        for row in _chunked(query, where, values):
            person = KnownPerson(*row)
            there.people[person.id] = person
    _take_reach(there, path)
    for person in there.people.values():
        if person.document_mac:
            there.by_mac[person.document_mac] = person.id
    # A name and a number are known to many: by them only who is of here is found.
    at_home = {ident for ident, _community in there.belongs}
    for ident in (*sorted(at_home), *sorted(there.known_here)):
        person_here = there.people.get(ident)
        if person_here is not None and person_here.phone:
            there.by_phone.setdefault((person_here.name, person_here.phone), ident)
    for ident, door in (key for bonds in there.running.values() for key in bonds):
        if ident in there.people:
            found = there.at_door.setdefault((door, there.people[ident].name), [])
            if ident not in found:
                found.append(ident)
    return there


def _take_reach(there: Snapshot, path: str) -> None:
    """Who of those people is of this place, who of others, and who holds an office."""
    today, everybody = clock.today(), sorted(there.people)
    inside = Place.path.startswith(path)
    for bond, door, link in BONDS:
        runs = or_(bond.until_on.is_(None), bond.until_on >= today)
        holders = select(bond.person_id, Place.community_id, inside).join(door, door.id == link)
        for ident, community, is_here in _chunked(
            holders.join(Place, Place.id == door.place_id).where(runs), bond.person_id, everybody
        ):
            if is_here:
                there.belongs.add((ident, community))
            else:
                there.elsewhere.add(ident)
    offices = (
        select(Appointment.person_id, Place.path)
        .join(Place, Place.id == Appointment.place_id)
        .where(or_(Appointment.ends_on.is_(None), Appointment.ends_on >= today))
    )
    for ident, at in _chunked(offices, Appointment.person_id, everybody):
        there.in_office.add(ident)
        (there.known_here if at.startswith(path) else there.elsewhere).add(ident)
    there.known_here -= there.elsewhere


def _take_bonds(there: Snapshot, named: set[int]) -> None:
    today = clock.today()
    for bond, door, link in BONDS:
        head = Residence.is_head if bond is Residence else false()
        query = (
            select(bond.id, bond.person_id, link, bond.since_on, bond.until_on, head)
            .add_columns(door.place_id, door.number)
            .join(door, door.id == link)
        )
        for ident, person, at, since_on, until_on, is_head, place, number in _chunked(
            query, door.place_id, there.place_ids
        ):
            if until_on is not None and until_on < today:
                there.known_here.add(person)
                if bond is not Tenancy or since_on == today:  # others stay beside what begins
                    there.ended[bond][person, at] = ident
                continue
            named.add(person)
            known = KnownBond(ident, is_head, until_on is not None)
            there.running[bond][person, (place, number)] = known


def _ids(table: Any, place_ids: list[int]) -> dict[DoorKey, int]:
    query = select(table.id, table.place_id, table.number)
    return {(p, n): ident for ident, p, n in _chunked(query, table.place_id, place_ids)}


def _chunked(query: Any, column: Any, values: Sequence[Any]) -> Iterator[Any]:
    for at in range(0, len(values), AT_ONCE):
        yield from session().execute(query.where(column.in_(values[at : at + AT_ONCE])))
