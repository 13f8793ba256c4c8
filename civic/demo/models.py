"""One row says that this database is a demo, and how far its clock runs ahead."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    CompoundSelect,
    Date,
    Select,
    and_,
    cast,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Mapped, mapped_column

from civic import clock
from civic.db import Base, Instant
from civic.demo.rules import Deadline, Due
from civic.matters.models import AttachmentHiding, Matter, MatterHiding
from civic.matters.rules import Stage
from civic.meetings.models import Meeting
from civic.meetings.rules import MeetingStage
from civic.opinions.models import UNANSWERED, Hiding, Opinion
from civic.opinions.rules import Objection
from civic.people.models import Person
from civic.people.rules import PersonState
from civic.register.models import Commitment
from civic.register.rules import CommitmentState
from civic.sittings.models import Minutes, Sitting
from civic.sittings.rules import State
from civic.voting.models import Ballot, Challenge, RollObjection, Vote, Voter
from civic.voting.rules import VoteStage


class Founding(Base):
    """The demo was founded here. ``ahead`` in seconds."""

    __tablename__ = "demo_foundings"
    __table_args__ = (
        CheckConstraint("one = 1", name="one"),
        CheckConstraint("ahead >= 0", name="ahead"),
    )

    one: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    founded_at: Mapped[datetime] = mapped_column(Instant)
    ahead: Mapped[int] = mapped_column(default=0)

    @property
    def ledger_ref(self) -> str:
        return "demo/clock"

    @property
    def place_path(self) -> str:
        return "/"


def card_holders(logins: Iterable[str]) -> Select[Person]:
    """The people whose sign-in cards lie on the front page."""
    return select(Person).where(Person.login.in_(tuple(logins)))


def open_votes(now: datetime) -> Select[Vote]:
    """Votes that take ballots now, the first to end first."""
    return (
        select(Vote)
        .where(Vote.stage == VoteStage.OPEN, Vote.opens_at <= now, Vote.closes_at > now)
        .order_by(Vote.closes_at, Vote.id)
    )


def ranked(vote_id: int, played: Iterable[str]) -> Select[int, int | None, bool]:
    """Rows (head, who casts for it, whether it is free) of a roll, the largest area first.

    Free: nobody plays who casts, no paper was handed out, no ballot stands in the site's tables.
    """
    cast = exists().where(Ballot.voter_id == Voter.id, Ballot.is_counted)
    is_free = and_(
        Person.state == PersonState.VERIFIED,
        or_(Person.login.is_(None), Person.login.not_in(tuple(played))),
        Voter.paper.is_(None),
        ~cast,
    )
    return (
        select(Voter.id, Voter.caster_id, func.coalesce(is_free, false()))
        .outerjoin(Person, Person.id == Voter.caster_id)
        .where(Voter.vote_id == vote_id, Voter.is_struck.is_(False))
        .order_by(Voter.area.desc(), Voter.number)
    )


def due_after(now: datetime) -> CompoundSelect[Any]:
    """For each kind of thing that falls due or begins, the next one: rows (kind, moment, day).

    A day means 24:00 of it, so today's is still to come.
    """
    today = clock.day_of(now)
    is_posted = Vote.stage == VoteStage.POSTED
    waits = Meeting.stage == MeetingStage.NOTICED
    unkept = Commitment.state.in_((CommitmentState.PROMISED, CommitmentState.IN_PROGRESS))
    # A bare NULL is text to PostgreSQL, and a union wants one type.
    no_moment, no_day = cast(null(), Instant), cast(null(), Date)

    def at(kind: Due, column: Any, *conditions: Any) -> Select[str, datetime, date]:
        first = type_coerce(func.min(column), Instant)
        return select(literal(kind.value), first, no_day).where(column > now, *conditions)

    def on(kind: Due, column: Any, *conditions: Any) -> Select[str, datetime, date]:
        first = type_coerce(func.min(column), Date)
        return select(literal(kind.value), no_moment, first).where(column >= today, *conditions)

    return union_all(
        at(Due.SCREENING, Matter.due_at, Matter.stage == Stage.SUBMITTED),
        at(Due.REGISTRATION, Meeting.registration_until, waits),
        at(Due.SITTING, Sitting.starts_at, Sitting.state == State.SCHEDULED, waits).join(
            Meeting, Meeting.sitting_id == Sitting.id
        ),
        on(Due.MINUTES, Minutes.due_on, Minutes.confirmed_at.is_(None)),
        on(Due.REPLY, Opinion.due_on, UNANSWERED),
        on(
            Due.OBJECTION,
            Hiding.object_until_on,
            Hiding.objection.is_(None),
            Hiding.by_id.is_not(None),
        ),
        *(
            on(Due.OBJECTION, table.object_until_on, table.objection.is_(None))
            for table in (MatterHiding, AttachmentHiding)
        ),
        *(
            on(Due.DECISION, table.decide_until_on, table.objection == Objection.OPEN)
            for table in (Hiding, MatterHiding, AttachmentHiding)
        ),
        on(Due.COMMITMENT, Commitment.due_on, unkept),
        on(Due.ROLL, Vote.objections_until, is_posted),
        on(
            Due.ROLL_DECISION, RollObjection.due_on, RollObjection.is_upheld.is_(None), is_posted
        ).join(Vote, Vote.id == RollObjection.vote_id),
        at(Due.VOTE_BEGINS, Vote.opens_at, is_posted),
        at(Due.VOTE_ENDS, Vote.closes_at, Vote.stage == VoteStage.OPEN),
        on(Due.CHALLENGE, Vote.challenges_until, Vote.stage == VoteStage.PUBLISHED),
        on(Due.VERIFICATION, Challenge.due_on, Challenge.answered_at.is_(None)),
    )


def in_order(rows: Iterable[tuple[str, datetime | None, date | None]]) -> list[Deadline]:
    """Rows of ``due_after``, the first to come first."""
    found = []
    for kind, at, on in rows:
        moment = clock.end_of_day(on) if on is not None else at
        if moment is not None:
            found.append(Deadline(moment, Due(kind)))
    return sorted(found)
