"""How units, and the officials who sign for them, answer: their record, year by year."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    and_,
    case,
    extract,
    func,
    literal,
    or_,
    select,
    union_all,
)

from civic import clock
from civic.db import local_day
from civic.opinions.models.selects import OWED, UNANSWERED
from civic.opinions.models.tables import Opinion, Passing, Reply
from civic.opinions.rules import Answering

COUNTED_BY = case((Opinion.unit_due_on > Opinion.due_on, Opinion.unit_due_on), else_=Opinion.due_on)
"""By when a unit answers to be on time: what came from another unit, within fifteen working days of
its coming, whatever day its author waits for (HR-9; D)."""
YEAR = extract("year", COUNTED_BY)
"""An opinion counts for the year in which its answer is due."""


def answering_of_units(unit_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Rows of the record of these units: see ``read_answering``."""
    owed = or_(OWED, Opinion.answered_at.is_not(None))
    theirs = _rows().where(Opinion.unit_id.in_(unit_ids), owed)
    return select(*union_all(theirs, _lapsed(unit_ids)).subquery().c)


def answering_of_official(person_id: int) -> Select[*tuple[Any, ...]]:
    """The same of what somebody answered for them: nothing is owed by an official alone."""
    signed = _signed([person_id])
    return _rows().where(Opinion.reply_id.in_(select(signed.c.id)))


def answering_of_officials(person_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """The same of each of these people, in whichever unit they answered."""
    signed = _signed(person_ids)
    return _rows(signed.c.signed_by).join(signed, signed.c.id == Opinion.reply_id)


def read_answering(rows: Iterable[Any]) -> dict[int, dict[int, Answering]]:
    """The record by whose it is and year, the latest first, that the rows of a statement made here
    tell."""
    found: dict[int, dict[int, Answering]] = {}
    for whose, year, *figures in sorted(rows, key=lambda row: -row[1]):
        years = found.setdefault(whose, {})
        years[int(year)] = years.get(int(year), Answering()) + Answering(*map(int, figures))
    return found


def _rows(of: ColumnElement[Any] = Opinion.unit_id.expression) -> Select[*tuple[Any, ...]]:
    answered = Opinion.answered_at.is_not(None)
    in_time = local_day(Opinion.answered_at) <= COUNTED_BY
    overdue = and_(UNANSWERED, clock.today() > COUNTED_BY)
    conditions = (
        and_(answered, in_time),
        and_(answered, ~in_time),
        overdue,
        and_(~answered, ~overdue),
        Opinion.extended_at.is_not(None),
        Reply.corrects_id.is_not(None),
    )
    figures = (func.sum(case((condition, 1), else_=0)) for condition in conditions)
    return (
        select(of, YEAR, *figures)
        .select_from(Opinion)
        .outerjoin(Reply, Reply.id == Opinion.reply_id)
        .where(Opinion.unit_id.is_not(None))
        .group_by(of, YEAR)
    )


def _lapsed(unit_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """What these units let pass, and went to another one after its day: late, and theirs. Once of
    each, and not of what came back: that is late where it is."""
    year, none = extract("year", Passing.due_on), literal(0)
    opinions = func.count(Passing.opinion_id.distinct())
    return (
        select(Passing.unit_id, year, none, opinions, none, none, none, none)
        .join(Opinion, Opinion.id == Passing.opinion_id)
        .where(Passing.unit_id.in_(unit_ids), Opinion.unit_id != Passing.unit_id)
        .where(local_day(Passing.at) > Passing.due_on)
        .group_by(Passing.unit_id, year)
    )


def _signed(person_ids: Collection[int]) -> CTE:
    """The answers that these people gave, each with what corrected it since, whoever did that: when
    it came is to the credit of whoever gave it."""
    first = select(Reply.id, Reply.author_id.label("signed_by"))
    first = first.where(Reply.author_id.in_(person_ids), Reply.corrects_id.is_(None))
    chain = first.cte("signed", recursive=True)
    further = select(Reply.id, chain.c.signed_by).join(chain, Reply.corrects_id == chain.c.id)
    return chain.union_all(further)
