"""What a roster would change: the file beside what the database knows."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from civic.people.actions.snapshot import Snapshot, bonds_of
from civic.people.models import Residence
from civic.people.rules.cells import Column
from civic.people.rules.roster import Errors, Identities, Line, RowWhy, Sheet
from civic.places.rules import PartKind

MOST_SAMPLED = 20
ADDED, CHANGED, SAME = range(3)


@dataclass
class Outcome:
    """What a roster changes (or would): added, changed and unchanged of each kind."""

    rows: int = 0
    errors: Errors = field(default_factory=Errors)
    ignored: list[str] = field(default_factory=list)
    counts: dict[str, list[int]] = field(
        default_factory=lambda: {
            kind: [0, 0, 0] for kind in ("person", "household", "part", "residence", "holding")
        }
    )
    sample: list[tuple[int, str, str, list[str]]] = field(default_factory=list)
    is_done: bool = False
    kept: int = 0  # people whose data the file says otherwise, and who are not its to change

    @property
    def changes(self) -> int:
        """How much is not as it was."""
        return sum(added + changed for added, changed, _same in self.counts.values())


@dataclass
class Someone:
    """One person of the file: who they are here, or will be."""

    line: Line
    id: int = 0
    lines: list[Line] = field(default_factory=list)


@dataclass
class Plan:
    people: list[Someone] = field(default_factory=list)
    added: list[tuple[Someone, dict[str, Any]]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    households: dict[tuple[int, str], None] = field(default_factory=dict)
    parts: dict[tuple[int, str], tuple[int, PartKind]] = field(default_factory=dict)
    parts_changed: list[dict[str, Any]] = field(default_factory=list)


def compare(sheet: Sheet, macs: dict[str, str], there: Snapshot, outcome: Outcome) -> Plan:
    plan = Plan()
    someones: dict[tuple[object, ...], Someone] = {}
    people = Identities(sheet.lines)
    for line in sheet.lines:
        someone = someones.setdefault(people.of(line), Someone(line))
        someone.lines.append(line)
        if line.id_number:
            someone.line = line
    plan.people = list(someones.values())
    taken: dict[int, Line] = {}
    for someone in plan.people:
        _plan_person(someone, macs, there, plan, outcome, taken, sheet.errors)
    _plan_doors(sheet, there, plan, outcome)
    _plan_bonds(plan, there, outcome, sheet.errors)
    return plan


def _plan_person(
    someone: Someone,
    macs: dict[str, str],
    there: Snapshot,
    plan: Plan,
    outcome: Outcome,
    taken: dict[int, Line],
    errors: Errors,
) -> None:
    line = someone.line
    mac = macs.get(line.id_number)
    born_on = next((x.born_on for x in someone.lines if x.born_on), None)
    phone = next((x.phone for x in someone.lines if x.phone), None)
    someone.id = there.find(line, mac, [x.door for x in someone.lines])
    if not someone.id:
        facts = {"name": line.name, "born_on": born_on, "phone": phone, "document_mac": mac}
        plan.added.append((someone, facts))
        _count(outcome, "person", ADDED, line)
        return
    if (before := taken.setdefault(someone.id, line)) is not line:
        errors.add(line.row, RowWhy.DUPLICATE_PERSON, Column.NAME, line.name, before.row)
        return
    kept = there.people[someone.id]
    if not there.may_change(someone.id):
        if kept.name != line.name:
            errors.add(line.row, RowWhy.NAME_ELSEWHERE, Column.NAME, line.name)
        outcome.kept += any(
            said not in (None, known)
            for said, known in (
                (born_on, kept.born_on),
                (phone, kept.phone),
                (mac, kept.document_mac),
            )
        )
        _count(outcome, "person", SAME, line)
        return
    now = {
        "name": line.name,
        "born_on": born_on or kept.born_on,
        "phone": phone or kept.phone,
        "document_mac": mac or kept.document_mac,
    }
    was = (kept.name, kept.born_on, kept.phone, kept.document_mac)
    if tuple(now.values()) == was:
        _count(outcome, "person", SAME, line)
    else:
        plan.changed.append({"key": someone.id} | now)
        _count(outcome, "person", CHANGED, line)


def _plan_doors(sheet: Sheet, there: Snapshot, plan: Plan, outcome: Outcome) -> None:
    areas: dict[tuple[int, str], int] = {}
    kinds: dict[tuple[int, str], PartKind] = {}
    wanted: dict[tuple[int, str], Line] = {}
    homes: dict[tuple[int, str], Line] = {}
    for line in sheet.lines:
        if line.area is not None:
            areas[line.door] = line.area
        if line.kind is not None:
            kinds[line.door] = line.kind
        if line.needs_part:
            wanted.setdefault(line.door, line)
        if line.lives:
            homes.setdefault(line.door, line)
    for door, line in homes.items():
        if door in there.households:
            _count(outcome, "household", SAME, line)
        else:
            plan.households[door] = None
            _count(outcome, "household", ADDED, line)
    for door, line in wanted.items():
        part = there.parts.get(door)
        if part is None:
            if door not in areas:
                sheet.errors.add(line.row, RowWhy.MISSING_AREA, Column.AREA, line.number)
                continue
            plan.parts[door] = (areas[door], kinds.get(door, PartKind.HOME))
            _count(outcome, "part", ADDED, line)
            continue
        area, kind = areas.get(door, part.area), kinds.get(door, part.kind)
        if (area, kind) == (part.area, part.kind):
            _count(outcome, "part", SAME, line)
        else:
            plan.parts_changed.append({"key": part.id, "area": area, "kind": kind})
            _count(outcome, "part", CHANGED, line)


def _plan_bonds(plan: Plan, there: Snapshot, outcome: Outcome, errors: Errors) -> None:
    heads: dict[tuple[int, str], Line] = {}
    listed: dict[tuple[int, str], set[int]] = defaultdict(set)
    for someone in plan.people:
        for line in someone.lines:
            if line.lives:
                listed[line.door].add(someone.id)
                if line.is_head:
                    heads[line.door] = line
            for table in bonds_of(line):
                known = there.running[table].get((someone.id, line.door))
                how = ADDED if known is None else SAME if known.is_as(line, table) else CHANGED
                _count(outcome, "residence" if table is Residence else "holding", how, line)
    for (person_id, door), residence in there.running[Residence].items():
        if residence.is_head and door in heads and person_id not in listed[door]:
            errors.add(heads[door].row, RowWhy.HEAD_ALREADY, Column.HEAD, heads[door].number)


def _count(outcome: Outcome, kind: str, how: int, line: Line) -> None:
    outcome.counts[kind][how] += 1
    if how == SAME:
        return
    what = f"{kind}.{('added', 'changed')[how]}"
    known = next((one for one in outcome.sample if one[0] == line.row), None)
    if known is not None:
        if what not in known[3]:
            known[3].append(what)
    elif len(outcome.sample) < MOST_SAMPLED:
        door = " ".join([*(part for part in line.building if part), line.number])
        outcome.sample.append((line.row, line.name, door, [what]))
