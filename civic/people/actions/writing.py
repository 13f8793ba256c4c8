"""Writing a roster's changes, many rows at a time."""

from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, update

from civic import clock
from civic.db import session
from civic.people import rules
from civic.people.actions.accounts import void_cards
from civic.people.actions.plan import Plan
from civic.people.actions.snapshot import Snapshot
from civic.people.models import Ownership, Person, Residence, Tenancy
from civic.people.rules import PersonState
from civic.places.models import Household, Part
from civic.places.rules import PartState

BATCH = 10_000


def _table(model: Any) -> Table:
    return cast(Table, model.__table__)


def write(plan: Plan, there: Snapshot, step: Callable[[int], None]) -> None:
    now, today, link = clock.now(), clock.today(), session().connection()
    session().flush()
    common = {"state": PersonState.LISTED, "shows_name": False, "locale": "zh", "created_at": now}
    for at in range(0, len(plan.added), BATCH):
        batch = plan.added[at : at + BATCH]
        ids = link.execute(
            insert(_table(Person)).returning(Person.id, sort_by_parameter_order=True),
            [facts | common | {"session_key": rules.new_key()} for _someone, facts in batch],
        ).scalars()
        for (someone, _facts), ident in zip(batch, ids, strict=True):
            someone.id = ident
    step(3)
    _change(Person, plan.changed)
    if plan.households:
        rows = [{"place_id": place, "number": number} for place, number in plan.households]
        link.execute(insert(_table(Household)), rows)
    if plan.parts:
        state = PartState.DELIVERED
        link.execute(
            insert(_table(Part)),
            [
                {"place_id": place, "number": number, "area": area, "kind": kind, "state": state}
                for (place, number), (area, kind) in plan.parts.items()
            ],
        )
    _change(Part, plan.parts_changed)
    step(4)
    households, parts = there.doors_again()
    residences, heads, ownerships, tenancies = [], [], [], []
    for someone in plan.people:
        for line in someone.lines:
            since = {"person_id": someone.id, "since_on": today}
            if line.lives:
                known = there.residences.get((someone.id, line.door))
                if known is None:
                    home = {"household_id": households[line.door], "is_head": line.is_head}
                    residences.append(since | home)
                elif known.is_head != line.is_head:
                    heads.append({"key": known.id, "is_head": line.is_head})
            if line.owns and (someone.id, line.door) not in there.ownerships:
                ownerships.append(since | {"part_id": parts[line.door]})
            if line.rents and (someone.id, line.door) not in there.tenancies:
                tenancies.append(since | {"part_id": parts[line.door]})
    _void_cards(plan, there)
    step(5)
    # One head at every moment: who no longer is one goes first.
    _change(Residence, [row for row in heads if not row["is_head"]])
    _add(Residence, residences, there.ended_residences)
    _change(Residence, [row for row in heads if row["is_head"]])
    step(7)
    _add(Ownership, ownerships, there.ended_ownerships)
    _add(Tenancy, tenancies, {})
    session().expire_all()


def _void_cards(plan: Plan, there: Snapshot) -> None:
    """Whoever printed a card had no say in a community that is new to its holder."""
    newcomers = {
        someone.id
        for someone in plan.people
        for line in someone.lines
        if someone.id in there.people
        and (someone.id, there.communities[line.place_id]) not in there.belongs
    }
    ids = sorted(newcomers)
    for at in range(0, len(ids), BATCH):
        void_cards(ids[at : at + BATCH])


def _add(model: Any, rows: list[dict[str, Any]], ended: dict[tuple[int, int], int]) -> None:
    """New bonds; one that had ended begins anew."""
    fresh, again = [], []
    for row in rows:
        at = row.get("household_id") or row.get("part_id")
        known = ended.get((row["person_id"], cast(int, at)))
        if known is None:
            fresh.append(row)
        else:
            kept = {k: row[k] for k in ("since_on", "is_head") if k in row}
            again.append({"key": known, "until_on": None} | kept)
    if fresh:
        session().connection().execute(insert(_table(model)), fresh)
    _change(model, again)


def _change(model: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        table = _table(model)
        session().connection().execute(
            update(table)
            .where(table.c.id == bindparam("key"))
            .values({name: bindparam(name) for name in rows[0] if name != "key"}),
            rows,
        )
