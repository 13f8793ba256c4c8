"""What waits for a person, in one query."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    exists,
    func,
    or_,
    select,
    union_all,
)

from civic import calendar, clock
from civic.clock import day_of, end_of_day
from civic.home.models.conducting import conducting
from civic.home.models.evaluating import evaluations
from civic.home.models.parts import SOON_SITS, columns, paths_for
from civic.home.models.votes import votes
from civic.home.rules import Task, Wait, in_order
from civic.matters.models import (
    AttachmentHiding,
    Matter,
    MatterAttachment,
    MatterHiding,
    in_paths,
)
from civic.matters.rules import (
    OPEN_FOR_OPINIONS,
    PARTY_REVIEWED,
    Forum,
    Stage,
)
from civic.meetings.models import (
    Meeting,
    Registration,
    last_answer,
    rated_on_it,
)
from civic.meetings.rules import (
    FINAL,
    TAKEN,
    MeetingKind,
    MeetingStage,
    plan_due,
    publish_due,
    recheck_due,
    sheets_due,
)
from civic.opinions.models import UNANSWERED, Hiding, Opinion, last_due, undecided
from civic.opinions.rules import Objection
from civic.people.models import Appointment, Person
from civic.people.rules import PersonState
from civic.policy import Can
from civic.register.models import Commitment, RegisterEntry, tells_of
from civic.register.rules import TO_KEEP, CommitmentState, Kind
from civic.sittings.models import Attendance, Confirmation, Minutes, Sitting
from civic.sittings.rules import PARTICIPANTS, minutes_due
from civic.voting.rules import destruction_due
from civic.voting.rules import publish_due as result_due

GATED = or_(Matter.is_important, Matter.forum.in_(PARTY_REVIEWED))


def tasks(rows: Iterable[Any]) -> list[Task]:
    """Rows of ``waiting`` as tasks, what is due first at the head."""
    return in_order(
        [
            Task(Wait(kind), ref, title, count, _due(Wait(kind), at, on))
            for kind, ref, title, count, at, on in rows
            if not _is_to_come(Wait(kind), at)
        ]
    )


def _is_to_come(kind: Wait, at: datetime | None) -> bool:
    """An urn is kept for those who dispute the result."""
    if at is None or kind is not Wait.DESTROY_URN:
        return False
    return clock.today() <= destruction_due(day_of(at), calendar.current()).due_on


def _due(kind: Wait, at: datetime | None, on: date | None) -> datetime | None:
    """When it is due: as stored, or counted from what happened."""
    if kind is Wait.MINUTE and at is not None:
        return minutes_due(day_of(at), calendar.current()).ends_at
    if kind is Wait.PUBLISH and at is not None:
        days = calendar.current()
        return publish_due(
            sent_on=day_of(at), last_due_on=on, last_answer_on=None, calendar=days
        ).ends_at
    if kind is Wait.SCORE and at is not None:
        return sheets_due(day_of(at), calendar.current()).ends_at
    if kind is Wait.PLAN and at is not None:
        return plan_due(day_of(at), calendar.current()).ends_at
    if kind is Wait.RECHECK and at is not None:
        return recheck_due(day_of(at), calendar.current()).ends_at
    if kind in _RESULT and at:
        return result_due(max(day_of(at), on or day_of(at))).ends_at
    if kind is Wait.DESTROY_URN:
        return None
    return at or (end_of_day(on) if on else None)


_RESULT = {
    Wait.OPEN_URN,
    Wait.SIGN_URN,
    Wait.SIGN_LOSS,
    Wait.COUNT_VOTE,
    Wait.PUBLISH_VOTE,
    Wait.PUBLISH_EVALUATION,
}
"""What leads to a result, due from the end of voting on, or of waiting for sheets (B3.3; AP-8)."""


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
        *votes(person),
        *conducting(person),
        *evaluations(person),
    )


def _matters(
    kind: Wait, paths: list[str], *conditions: ColumnElement[bool], at: Any = None
) -> Select[Any]:
    return select(*columns(kind, Matter.id, Matter.title, at=at)).where(
        in_paths(paths), *conditions
    )


def _meetings(
    kind: Wait, paths: list[str], *conditions: ColumnElement[bool], at: Any = None, on: Any = None
) -> Select[Any]:
    return (
        select(*columns(kind, Meeting.id, Matter.title, at=at, on=on))
        .join(Matter, Matter.id == Meeting.matter_id)
        .join(Sitting, Sitting.id == Meeting.sitting_id)
        .outerjoin(Minutes, Minutes.sitting_id == Sitting.id)
        .where(in_paths(paths), *conditions)
    )


def _for_the_committee(paths: list[str]) -> Iterable[Select[Any]]:
    stage, now = Meeting.stage, clock.now()
    is_hearing = Meeting.kind == MeetingKind.HEARING
    owed = exists().where(Opinion.matter_id == Meeting.matter_id, or_(UNANSWERED, undecided()))
    answered = last_answer(Meeting.matter_id)
    running = exists().where(Meeting.matter_id == Matter.id, stage.not_in(FINAL))
    unsent = (
        select(*columns(Wait.SEND, Matter.id, Matter.title, count=func.count(Opinion.id)))
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
            is_hearing,
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
            Wait.HAND_ON,
            paths,
            is_hearing,
            stage == MeetingStage.SAT,
            Minutes.confirmed_at.is_not(None),
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
            *columns(
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
        select(*columns(Wait.OBJECTION, Opinion.id, Matter.title, on=Hiding.decide_until_on))
        .join(Hiding, Hiding.opinion_id == Opinion.id)
        .join(Matter, Matter.id == Opinion.matter_id)
        .where(in_paths(paths), Hiding.objection == Objection.OPEN)
    )


def _objections_to_matters(paths: list[str]) -> Iterable[Select[Any]]:
    def of(hiding: Any) -> Select[Any]:
        told = columns(Wait.MATTER_OBJECTION, Matter.id, Matter.title, on=hiding.decide_until_on)
        return select(*told).where(in_paths(paths), hiding.objection == Objection.OPEN)

    file = MatterAttachment
    return (
        of(MatterHiding).join(MatterHiding, MatterHiding.matter_id == Matter.id),
        of(AttachmentHiding)
        .join(file, file.matter_id == Matter.id)
        .join(AttachmentHiding, AttachmentHiding.link_id == file.id),
    )


def _clarifications(person: Person) -> Select[Any]:
    return select(*columns(Wait.CLARIFY, Matter.id, Matter.title)).where(
        Matter.author_id == person.id, Matter.stage == Stage.DRAFT
    )


def _minutes(person: Person) -> Select[Any]:
    signed = exists().where(
        Confirmation.attendance_id == Attendance.id, Confirmation.version == Minutes.version
    )
    return (
        select(*columns(Wait.CONFIRM, Meeting.id, Matter.title, on=Minutes.due_on))
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
        select(*columns(kind, Meeting.id, Matter.title, at=Sitting.starts_at))
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
            select(*columns(kind, Commitment.id, Commitment.what, on=Commitment.due_on))
            .join(RegisterEntry, RegisterEntry.id == Commitment.entry_id)
            .where(*conditions)
        )

    # Theirs, or their unit's; what somebody rated in an office promised is no colleague's (EV-3).
    mine = or_(
        and_(Commitment.keeper_id.is_not(None), Commitment.keeper_id == person.id),
        and_(
            Commitment.keeper_id.is_(None),
            Commitment.unit_id.is_not(None),
            Commitment.unit_id.in_(person.unit_ids),
        ),
    )
    sees_to = in_paths(paths_for(person, Can.REPORT_COMMITMENT), RegisterEntry.place_path)
    looks = in_paths(paths_for(person, Can.SETTLE_COMMITMENT), RegisterEntry.place_path)
    is_rating = RegisterEntry.kind == Kind.EVALUATION_RESULT
    # What mends how they were rated, or their unit, others look at (EV-3).
    was_rated = or_(tells_of(person.id), rated_on_it(person.id))
    instead = or_(and_(~is_rating, sees_to), and_(is_rating, looks, ~was_rated))
    return (
        of(Wait.KEEP, or_(mine, and_(~_has_owner(), instead)), Commitment.state.in_(TO_KEEP)),
        of(
            Wait.STRIKE_OFF,
            looks,
            Commitment.state == CommitmentState.REPORTED_DONE,
            Commitment.reported_by_id != person.id,
            ~and_(is_rating, or_(mine, was_rated)),
        ),
    )


def _has_owner() -> ColumnElement[bool]:
    """Of a promise: that somebody with an account can say how far it is, whoever promised it as their
    own, or any of their unit; else it would be on nobody's desk."""
    today = clock.today()
    return exists().where(
        Appointment.unit_id == Commitment.unit_id,
        or_(Commitment.keeper_id.is_(None), Appointment.person_id == Commitment.keeper_id),
        Appointment.starts_on <= today,
        or_(Appointment.ends_on.is_(None), Appointment.ends_on >= today),
        Person.id == Appointment.person_id,
        Person.state == PersonState.VERIFIED,
        Person.login.is_not(None),
    )
