"""Writing a roster's changes, many rows at a time."""

from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, update

from civic import clock
from civic.db import session
from civic.people import rules
from civic.people.actions.accounts import void_cards
from civic.people.actions.plan import Plan
from civic.people.actions.snapshot import Snapshot, bonds_of
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
    doors = {Residence: households, Ownership: parts, Tenancy: parts}
    added: dict[Any, list[dict[str, Any]]] = {table: [] for table in doors}
    going_on: dict[Any, list[dict[str, Any]]] = {table: [] for table in doors}
    for someone in plan.people:
        for line in someone.lines:
            for table in bonds_of(line):
                known = there.running[table].get((someone.id, line.door))
                head = {"is_head": line.is_head} if table is Residence else {}
                if known is None:
                    at = doors[table][line.door]
                    added[table].append(
                        {"person_id": someone.id, "at": at, "since_on": today} | head
                    )
                elif not known.is_as(line, table):
                    going_on[table].append({"key": known.id, "until_on": None} | head)
    _void_cards(plan, there)
    step(5)
    # One head at every moment: who no longer is one goes first.
    heads = going_on.pop(Residence)
    _change(Residence, [row for row in heads if not row["is_head"]])
    _add(Residence, added[Residence], there)
    _change(Residence, [row for row in heads if row["is_head"]])
    step(7)
    for table, rows in going_on.items():
        _add(table, added[table], there)
        _change(table, rows)
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


def _add(model: Any, rows: list[dict[str, Any]], there: Snapshot) -> None:
    """New bonds; one that had ended begins anew."""
    link = "household_id" if model is Residence else "part_id"
    fresh, again = [], []
    for row in rows:
        person, at = row.pop("person_id"), row.pop("at")
        known = there.ended[model].get((person, at))
        if known is None:
            fresh.append({"person_id": person, link: at} | row)
        else:
            again.append({"key": known, "until_on": None} | row)
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
