"""How units, and the officials who sign for them, answer: their record, year by year."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import CTE, Select, and_, case, extract, func, or_, select

from civic.db import local_day
from civic.opinions.models.selects import OWED, overdue
from civic.opinions.models.tables import Opinion, Reply
from civic.opinions.rules import Answering

YEAR = extract("year", Opinion.due_on)
"""An opinion counts for the year in which its answer is due."""


def answering_of_units(unit_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Rows of the record of these units: see ``read_answering``."""
    owed = or_(OWED, Opinion.answered_at.is_not(None))
    return _rows().where(Opinion.unit_id.in_(unit_ids), owed)


def answering_of_official(person_id: int) -> Select[*tuple[Any, ...]]:
    """The same of what somebody answered for them: nothing is owed by an official alone."""
    signed = _signed(person_id)
    return _rows().where(Opinion.reply_id.in_(select(signed.c.id)))


def read_answering(rows: Iterable[Any]) -> dict[int, dict[int, Answering]]:
    """The record by unit and year, the latest first, that the rows of a statement made here tell."""
    found: dict[int, dict[int, Answering]] = {}
    for unit, year, *figures in sorted(rows, key=lambda row: -row[1]):
        found.setdefault(unit, {})[int(year)] = Answering(*map(int, figures))
    return found


def _rows() -> Select[*tuple[Any, ...]]:
    answered = Opinion.answered_at.is_not(None)
    in_time = local_day(Opinion.answered_at) <= Opinion.due_on
    conditions = (
        and_(answered, in_time),
        and_(answered, ~in_time),
        overdue(),
        and_(~answered, ~overdue()),
        Opinion.extended_at.is_not(None),
        Reply.corrects_id.is_not(None),
    )
    figures = (func.sum(case((condition, 1), else_=0)) for condition in conditions)
    return (
        select(Opinion.unit_id, YEAR, *figures)
        .outerjoin(Reply, Reply.id == Opinion.reply_id)
        .where(Opinion.unit_id.is_not(None))
        .group_by(Opinion.unit_id, YEAR)
    )


def _signed(person_id: int) -> CTE:
    """The answers that somebody gave, each with what corrected it since, whoever did that: when
    it came is to the credit of whoever gave it."""
    first = select(Reply.id).where(Reply.author_id == person_id, Reply.corrects_id.is_(None))
    chain = first.cte("signed", recursive=True)
    return chain.union_all(select(Reply.id).join(chain, Reply.corrects_id == chain.c.id))
