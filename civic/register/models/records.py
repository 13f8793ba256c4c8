"""How units keep what they promise: their record, year by year."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Select, and_, case, extract, func, select

from civic import clock
from civic.db import local_day
from civic.register.models.tables import Commitment
from civic.register.rules import SETTLED, TO_KEEP, CommitmentState, Keeping

YEAR = extract("year", Commitment.due_on)
"""A commitment counts for the year in which it is due."""


def keeping_of_units(unit_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Rows of the record of these units: see ``read_keeping``."""
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
    return (
        select(Commitment.unit_id, YEAR, *figures)
        .where(Commitment.unit_id.in_(unit_ids))
        .group_by(Commitment.unit_id, YEAR)
    )


def read_keeping(rows: Iterable[Any]) -> dict[int, dict[int, Keeping]]:
    """The record by unit and year, the latest first, that the rows of ``keeping_of_units`` tell."""
    found: dict[int, dict[int, Keeping]] = {}
    for unit, year, *figures in sorted(rows, key=lambda row: -row[1]):
        found.setdefault(unit, {})[int(year)] = Keeping(*map(int, figures))
    return found


def promised_by(unit_id: int) -> Select[Commitment]:
    """What a unit promised: what is not settled first, by due date, then the latest."""
    return (
        select(Commitment)
        .where(Commitment.unit_id == unit_id)
        .order_by(
            Commitment.state.in_(SETTLED),
            case((Commitment.state.not_in(SETTLED), Commitment.due_on)),
            Commitment.due_on.desc(),
            Commitment.id,
        )
    )
