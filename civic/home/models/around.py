"""What goes on around here, and how much of it there was."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.orm import joinedload

from civic.db import local_day
from civic.matters.models import (
    Matter,
    around,
)
from civic.matters.rules import (
    OPEN_FOR_OPINIONS,
    OPEN_FOR_SECONDING,
    Screening,
)
from civic.meetings.models import Meeting
from civic.meetings.rules import MeetingStage
from civic.opinions.models import UNANSWERED, Opinion
from civic.people.models import Person
from civic.places.models import Place
from civic.places.rules import Level
from civic.policy import Role
from civic.register.models import RegisterEntry
from civic.sittings.models import Sitting


def home_of(person: Person) -> str:
    """The path of the place a person belongs to: where they live, own or hold office."""
    living = [h.path for h in person.holds if h.role is Role.RESIDENT]
    return (living or [h.path for h in person.holds] or ["/"])[0]


def hearings(path: str) -> Select[Meeting]:
    """Announced sittings and those in session, the next first."""
    return (
        select(Meeting)
        .join(Sitting, Sitting.id == Meeting.sitting_id)
        .where(
            Meeting.place_path.startswith(path, autoescape=True),
            Meeting.stage.in_((MeetingStage.NOTICED, MeetingStage.IN_SESSION)),
        )
        .options(joinedload(Meeting.matter), joinedload(Meeting.sitting), joinedload(Meeting.place))
        .order_by(Sitting.starts_at)
        .limit(3)
    )


def open_matters(path: str) -> Select[Matter]:
    """What neighbours can still second or speak to, the newest first."""
    return around(path).where(Matter.stage.in_(OPEN_FOR_OPINIONS | OPEN_FOR_SECONDING)).limit(6)


def entries(path: str) -> Select[RegisterEntry]:
    """The newest of the register."""
    return (
        select(RegisterEntry)
        .where(
            RegisterEntry.place_path.startswith(path, autoescape=True),
            RegisterEntry.taken_down_at.is_(None),
        )
        .options(joinedload(RegisterEntry.place))
        .order_by(RegisterEntry.published_at.desc(), RegisterEntry.id.desc())
        .limit(4)
    )


# Figures -----------------------------------------------------------------------------------


def figures(since: datetime, today: date) -> Select[*tuple[Any, ...]]:
    """A row for each community: matters raised and accepted, hearings held, opinions,
    answered, answered in time, now overdue, entries."""
    answered = Opinion.answered_at >= since
    in_time = or_(Opinion.due_on.is_(None), local_day(Opinion.answered_at) <= Opinion.due_on)
    raised = _each(
        select(Matter.community_id.label("at")),
        Matter.raised_at >= since,
        and_(Matter.raised_at >= since, Matter.screening == Screening.ACCEPT),
    )
    held = _each(
        select(Matter.community_id.label("at"))
        .select_from(Meeting)
        .join(Matter, Matter.id == Meeting.matter_id)
        .join(Sitting, Sitting.id == Meeting.sitting_id),
        Sitting.opened_at >= since,
    )
    said = _each(
        select(Matter.community_id.label("at"))
        .select_from(Opinion)
        .join(Matter, Matter.id == Opinion.matter_id),
        Opinion.given_at >= since,
        answered,
        and_(answered, in_time),
        and_(UNANSWERED, Opinion.due_on < today),
    )
    entered = _each(select(RegisterEntry.place_id.label("at")), RegisterEntry.published_at >= since)
    tables = (raised, held, said, entered)
    found = [func.coalesce(n, 0) for table in tables for n in list(table.c)[1:]]
    rows: Select[*tuple[Any, ...]] = (
        select(Place, *found).where(Place.level == Level.COMMUNITY).order_by(Place.path)
    )
    for table in tables:
        rows = rows.outerjoin(table, table.c.at == Place.id)
    return rows


def _each(grouped: Select[Any], *wanted: ColumnElement[bool]) -> Subquery:
    """How many of each, by community."""
    sums = (func.sum(case((condition, 1), else_=0)) for condition in wanted)
    return grouped.add_columns(*sums).group_by(grouped.selected_columns.at).subquery()
