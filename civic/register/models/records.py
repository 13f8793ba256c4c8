"""How units, and people in office, keep what they promise: their record, year by year."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, extract, func, select
from sqlalchemy.orm import InstrumentedAttribute

from civic import clock
from civic.db import local_day
from civic.register.models.tables import Commitment
from civic.register.rules import SETTLED, TO_KEEP, CommitmentState, Keeping

YEAR = extract("year", Commitment.due_on)
"""A commitment counts for the year in which it is due."""


def keeping_of_units(unit_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Rows of the record of these units: see ``read_keeping``. What somebody rated in an office
    promised is their own, and in nobody else's record (EV-3)."""
    return _keeping(
        Commitment.unit_id, Commitment.unit_id.in_(unit_ids), Commitment.keeper_id.is_(None)
    )


def keeping_of_people(person_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """The same of what these people, rated in an office, promised as their own."""
    return _keeping(Commitment.keeper_id, Commitment.keeper_id.in_(person_ids))


def _keeping(
    of: InstrumentedAttribute[int | None], *where: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    state, to_keep = Commitment.state, Commitment.state.in_(TO_KEEP)
    is_past = Commitment.due_on < clock.today()
    in_time = local_day(Commitment.reported_at) <= Commitment.due_on
    struck_off = state == CommitmentState.STRUCK_OFF
    conditions = (
        and_(struck_off, in_time),
        and_(struck_off, ~in_time),
        state == CommitmentState.REPORTED_DONE,
        and_(to_keep, is_past),
        and_(to_keep, ~is_past),
        state == CommitmentState.PARKED,
    )
    figures = (func.sum(case((condition, 1), else_=0)) for condition in conditions)
    return select(of, YEAR, *figures).where(*where).group_by(of, YEAR)


def read_keeping(rows: Iterable[Any]) -> dict[int, dict[int, Keeping]]:
    """The record by whose it is and year, the latest first, that these rows tell."""
    found: dict[int, dict[int, Keeping]] = {}
    for whose, year, *figures in sorted(rows, key=lambda row: -row[1]):
        found.setdefault(whose, {})[int(year)] = Keeping(*map(int, figures))
    return found


def promised_by(unit_id: int) -> Select[Commitment]:
    """What a unit promised: what is not settled first, by due date, then the latest."""
    return (
        select(Commitment)
        .where(Commitment.unit_id == unit_id, Commitment.keeper_id.is_(None))
        .order_by(
            Commitment.state.in_(SETTLED),
            case((Commitment.state.not_in(SETTLED), Commitment.due_on)),
            Commitment.due_on.desc(),
            Commitment.id,
        )
    )
