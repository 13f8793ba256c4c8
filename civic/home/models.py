"""What waits for a person, what goes on around here, and how much of it there was."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import joinedload

from civic import calendar, clock
from civic.clock import day_of, end_of_day
from civic.db import Instant, local_day
from civic.home.rules import Task, Wait, in_order
from civic.matters.models import (
    AttachmentHiding,
    Matter,
    MatterAttachment,
    MatterHiding,
    around,
    in_paths,
)
from civic.matters.rules import (
    OPEN_FOR_OPINIONS,
    OPEN_FOR_SECONDING,
    PARTY_REVIEWED,
    Forum,
    Screening,
    Stage,
)
from civic.meetings.models import Meeting, Registration, last_answer
from civic.meetings.rules import FINAL, TAKEN, MeetingStage, publish_due
from civic.opinions.models import UNANSWERED, Hiding, Opinion, last_due, undecided
from civic.opinions.rules import Objection
from civic.people.models import Person
from civic.places.models import Place
from civic.places.rules import Level
from civic.policy import GRANTS, Can, Role
from civic.register.models import Commitment, RegisterEntry
from civic.register.rules import TO_KEEP, CommitmentState
from civic.sittings.models import Attendance, Confirmation, Minutes, Sitting
from civic.sittings.rules import PARTICIPANTS, minutes_due

SOON_SITS = timedelta(days=3)
GATED = or_(Matter.is_important, Matter.forum.in_(PARTY_REVIEWED))


def paths_for(person: Person, can: Can) -> list[str]:
    """Where the person holds an office with this power."""
    return sorted({h.path for h in person.holds if h.role in GRANTS[can]})


def tasks(rows: Iterable[Any]) -> list[Task]:
    """Rows of ``waiting`` as tasks, what is due first at the head."""
    return in_order(
        [
            Task(Wait(kind), ref, title, count, _due(Wait(kind), at, on))
            for kind, ref, title, count, at, on in rows
        ]
    )


def _due(kind: Wait, at: datetime | None, on: date | None) -> datetime | None:
    """When it is due: as stored, or counted from what happened."""
    if kind is Wait.MINUTE and at is not None:
        return minutes_due(day_of(at), calendar.current()).ends_at
    if kind is Wait.PUBLISH and at is not None:
        days = calendar.current()
        return publish_due(
            sent_on=day_of(at), last_due_on=on, last_answer_on=None, calendar=days
        ).ends_at
    return at or (end_of_day(on) if on else None)


def waiting(person: Person) -> CompoundSelect[Any]:
    """Everything that waits for a person, in one query: kind, id, title, count, due at, due on."""
    return union_all(
        *_for_the_committee(paths_for(person, Can.SCREEN_MATTER)),
        _matters(
            Wait.REVIEW,
            paths_for(person, Can.REVIEW_MATTER),
            Matter.stage == Stage.SCREENED,
            Matter.party_review_on.is_(None),
            GATED,
        ),
        _answers(person),
        _objections(paths_for(person, Can.DECIDE_OBJECTION)),
        *_objections_to_matters(paths_for(person, Can.DECIDE_OBJECTION)),
        _clarifications(person),
        _minutes(person),
        _seats(person, Wait.SIT, MeetingStage.NOTICED),
        _seats(person, Wait.IN_SESSION, MeetingStage.IN_SESSION),
        *_promises(person),
    )


def _columns(
    kind: Wait, ref: Any, title: Any, *, count: Any = None, at: Any = None, on: Any = None
) -> Sequence[Any]:
    return (
        literal(kind.value, String),
        ref,
        title,
        literal(1) if count is None else count,
        # A bare NULL is text to PostgreSQL, and a union wants one type.
        cast(null(), Instant) if at is None else type_coerce(at, Instant),
        cast(null(), Date) if on is None else type_coerce(on, Date),
    )


def _matters(
    kind: Wait, paths: list[str], *conditions: ColumnElement[bool], at: Any = None
) -> Select[Any]:
    return select(*_columns(kind, Matter.id, Matter.title, at=at)).where(
        in_paths(paths), *conditions
    )


def _meetings(
    kind: Wait, paths: list[str], *conditions: ColumnElement[bool], at: Any = None, on: Any = None
) -> Select[Any]:
    return (
        select(*_columns(kind, Meeting.id, Matter.title, at=at, on=on))
        .join(Matter, Matter.id == Meeting.matter_id)
        .join(Sitting, Sitting.id == Meeting.sitting_id)
        .outerjoin(Minutes, Minutes.sitting_id == Sitting.id)
        .where(in_paths(paths), *conditions)
    )


def _for_the_committee(paths: list[str]) -> Iterable[Select[Any]]:
    stage, now = Meeting.stage, clock.now()
    owed = exists().where(Opinion.matter_id == Meeting.matter_id, or_(UNANSWERED, undecided()))
    answered = last_answer(Meeting.matter_id)
    running = exists().where(Meeting.matter_id == Matter.id, stage.not_in(FINAL))
    unsent = (
        select(*_columns(Wait.SEND, Matter.id, Matter.title, count=func.count(Opinion.id)))
        .join(Opinion, Opinion.matter_id == Matter.id)
        .where(in_paths(paths), Matter.stage.not_in(OPEN_FOR_OPINIONS))
        .where(UNANSWERED, Opinion.unit_id.is_(None))
        .group_by(Matter.id, Matter.title)
    )
    return (
        _matters(Wait.SCREEN, paths, Matter.stage == Stage.SUBMITTED, at=Matter.due_at),
        _matters(Wait.ROUTE, paths, Matter.stage == Stage.SCREENED, Matter.forum.is_(None)),
        _matters(
            Wait.CONVENE,
            paths,
            # planned without a meeting: the last one was called off
            Matter.stage.in_((Stage.SCREENED, Stage.PLANNED)),
            ~running,
            Matter.forum == Forum.HEARING,
            or_(~GATED, Matter.party_review_on.is_not(None)),
        ),
        _meetings(
            Wait.NOTIFY,
            paths,
            stage.in_((MeetingStage.DRAFT, MeetingStage.PANEL_FORMED, MeetingStage.POSTPONED)),
        ),
        _meetings(
            Wait.SIT,
            paths,
            stage == MeetingStage.NOTICED,
            Sitting.starts_at < now + SOON_SITS,
            at=Sitting.starts_at,
        ),
        _meetings(Wait.IN_SESSION, paths, stage == MeetingStage.IN_SESSION, at=Sitting.starts_at),
        _meetings(
            Wait.MINUTE,
            paths,
            stage == MeetingStage.SAT,
            Minutes.confirmed_at.is_(None),
            at=Sitting.closed_at,
        ),
        _meetings(
            Wait.HAND_ON, paths, stage == MeetingStage.SAT, Minutes.confirmed_at.is_not(None)
        ),
        unsent,
        _meetings(
            Wait.PUBLISH,
            paths,
            stage == MeetingStage.REPLIES_AWAITED,
            ~owed,
            at=func.coalesce(answered.scalar_subquery(), Meeting.opinions_sent_at),
            on=last_due(Meeting.matter_id).scalar_subquery(),
        ),
    )


def _answers(person: Person) -> Select[Any]:
    return (
        select(
            *_columns(
                Wait.ANSWER,
                Matter.id,
                Matter.title,
                count=func.count(Opinion.id),
                on=func.min(Opinion.due_on),
            )
        )
        .join(Opinion, Opinion.matter_id == Matter.id)
        .where(Opinion.unit_id.in_(person.unit_ids), UNANSWERED)
        .group_by(Matter.id, Matter.title)
    )


def _objections(paths: list[str]) -> Select[Any]:
    return (
        select(*_columns(Wait.OBJECTION, Opinion.id, Matter.title, on=Hiding.decide_until_on))
        .join(Hiding, Hiding.opinion_id == Opinion.id)
        .join(Matter, Matter.id == Opinion.matter_id)
        .where(in_paths(paths), Hiding.objection == Objection.OPEN)
    )


def _objections_to_matters(paths: list[str]) -> Iterable[Select[Any]]:
    def of(hiding: Any) -> Select[Any]:
        columns = _columns(
            Wait.MATTER_OBJECTION, Matter.id, Matter.title, on=hiding.decide_until_on
        )
        return select(*columns).where(in_paths(paths), hiding.objection == Objection.OPEN)

    file = MatterAttachment
    return (
        of(MatterHiding).join(MatterHiding, MatterHiding.matter_id == Matter.id),
        of(AttachmentHiding)
        .join(file, file.matter_id == Matter.id)
        .join(AttachmentHiding, AttachmentHiding.link_id == file.id),
    )


def _clarifications(person: Person) -> Select[Any]:
    return select(*_columns(Wait.CLARIFY, Matter.id, Matter.title)).where(
        Matter.author_id == person.id, Matter.stage == Stage.DRAFT
    )


def _minutes(person: Person) -> Select[Any]:
    signed = exists().where(
        Confirmation.attendance_id == Attendance.id, Confirmation.version == Minutes.version
    )
    return (
        select(*_columns(Wait.CONFIRM, Meeting.id, Matter.title, on=Minutes.due_on))
        .join(Matter, Matter.id == Meeting.matter_id)
        .join(Minutes, Minutes.sitting_id == Meeting.sitting_id)
        .join(Attendance, Attendance.sitting_id == Meeting.sitting_id)
        .where(
            Attendance.person_id == person.id,
            Attendance.mode.in_(PARTICIPANTS),
            Minutes.confirmed_at.is_(None),
            ~signed,
        )
    )


def _seats(person: Person, kind: Wait, stage: MeetingStage) -> Select[Any]:
    return (
        select(*_columns(kind, Meeting.id, Matter.title, at=Sitting.starts_at))
        .join(Matter, Matter.id == Meeting.matter_id)
        .join(Sitting, Sitting.id == Meeting.sitting_id)
        .join(Registration, Registration.meeting_id == Meeting.id)
        .where(
            Registration.person_id == person.id,
            Registration.state.in_(TAKEN),
            Meeting.stage == stage,
        )
    )


def _promises(person: Person) -> Iterable[Select[Any]]:
    def of(kind: Wait, *conditions: ColumnElement[bool]) -> Select[Any]:
        return (
            select(*_columns(kind, Commitment.id, Commitment.what, on=Commitment.due_on))
            .join(RegisterEntry, RegisterEntry.id == Commitment.entry_id)
            .where(*conditions)
        )

    ours = and_(
        Commitment.unit_id.is_(None),  # promised by somebody without an account: we see to it
        in_paths(paths_for(person, Can.REPORT_COMMITMENT), RegisterEntry.place_path),
    )
    supervised = paths_for(person, Can.SETTLE_COMMITMENT)
    return (
        of(
            Wait.KEEP,
            or_(Commitment.unit_id.in_(person.unit_ids), ours),
            Commitment.state.in_(TO_KEEP),
        ),
        of(
            Wait.STRIKE_OFF,
            in_paths(supervised, RegisterEntry.place_path),
            Commitment.state == CommitmentState.REPORTED_DONE,
            Commitment.reported_by_id != person.id,
        ),
    )


# What goes on around here ----------------------------------------------------------------


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
