"""What the database knows of the doors and people that a roster names."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from civic import clock
from civic.db import session
from civic.people.models import Ownership, Person, Residence, Tenancy
from civic.people.rules import PersonState
from civic.people.rules.roster import Line
from civic.places.models import Household, Part
from civic.places.rules import PartKind

AT_ONCE = 5000  # values in one IN (…)
DoorKey = tuple[int, str]


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


class KnownResidence(NamedTuple):
    """A running residence."""

    id: int
    is_head: bool


@dataclass
class Snapshot:
    """Everything known about the buildings and the people of a roster."""

    place_ids: list[int]
    people: dict[int, KnownPerson] = field(default_factory=dict)
    by_mac: dict[str, int] = field(default_factory=dict)
    by_phone: dict[tuple[str, str], int] = field(default_factory=dict)
    at_door: dict[tuple[DoorKey, str], list[int]] = field(default_factory=dict)
    households: dict[DoorKey, int] = field(default_factory=dict)
    parts: dict[DoorKey, KnownPart] = field(default_factory=dict)
    residences: dict[tuple[int, DoorKey], KnownResidence] = field(default_factory=dict)
    ownerships: set[tuple[int, DoorKey]] = field(default_factory=set)
    tenancies: set[tuple[int, DoorKey]] = field(default_factory=set)
    ended_residences: dict[tuple[int, int], int] = field(default_factory=dict)
    ended_ownerships: dict[tuple[int, int], int] = field(default_factory=dict)

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

    def doors_again(self) -> tuple[dict[DoorKey, int], dict[DoorKey, int]]:
        """Ids of households and parts, now that the new ones are in."""
        return _ids(Household, self.place_ids), _ids(Part, self.place_ids)


def take(lines: list[Line], macs: dict[str, str]) -> Snapshot:
    """Read it all, in as many queries whatever the size."""
    there = Snapshot(sorted({line.place_id for line in lines}))
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
    for person in there.people.values():
        if person.document_mac:
            there.by_mac[person.document_mac] = person.id
        if person.phone:
            there.by_phone[person.name, person.phone] = person.id
    for ident, door in (*there.residences, *there.ownerships, *there.tenancies):
        if ident in there.people:
            found = there.at_door.setdefault((door, there.people[ident].name), [])
            if ident not in found:
                found.append(ident)
    return there


def _take_bonds(there: Snapshot, named: set[int]) -> None:
    today = clock.today()
    doors: Iterable[tuple[Any, Any, Any]] = (
        (Residence, Household, Residence.household_id),
        (Ownership, Part, Ownership.part_id),
        (Tenancy, Part, Tenancy.part_id),
    )
    for bond, door, link in doors:
        head = Residence.is_head if bond is Residence else bond.id
        query = select(
            bond.id, bond.person_id, link, bond.until_on, head, door.place_id, door.number
        ).join(door, door.id == link)
        for ident, person, at, until_on, head_of, place, number in _chunked(
            query, door.place_id, there.place_ids
        ):
            key = (person, (place, number))
            if until_on is not None and until_on < today:
                if bond is Residence:
                    there.ended_residences[person, at] = ident
                elif bond is Ownership:
                    there.ended_ownerships[person, at] = ident
                continue
            named.add(person)
            if bond is Residence:
                there.residences[key] = KnownResidence(ident, head_of)
            elif bond is Ownership:
                there.ownerships.add(key)
            else:
                there.tenancies.add(key)


def _ids(table: Any, place_ids: list[int]) -> dict[DoorKey, int]:
    query = select(table.id, table.place_id, table.number)
    return {(p, n): ident for ident, p, n in _chunked(query, table.place_id, place_ids)}


def _chunked(query: Any, column: Any, values: Sequence[Any]) -> Iterator[Any]:
    for at in range(0, len(values), AT_ONCE):
        yield from session().execute(query.where(column.in_(values[at : at + AT_ONCE])))
