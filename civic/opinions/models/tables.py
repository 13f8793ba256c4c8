"""Opinions, what neighbours make of them, what was hidden, and the answers."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic import clock
from civic.clock import Counting, Due
from civic.db import Base, Instant, choice
from civic.i18n import masked
from civic.matters.models import Hides, Matter
from civic.opinions import rules
from civic.opinions.rules import Channel, Disposition, HideGround, Kind, Phase, Stance
from civic.people.models import Person, Unit
from civic.policy import Actor, Role


class Opinion(Base):
    """意见: what somebody says of a matter, and how far its answer has come."""

    __tablename__ = "opinions_opinions"
    __table_args__ = (
        CheckConstraint("agree >= 0 AND disagree >= 0 AND passed >= 0", name="counted"),
        CheckConstraint("round > 0", name="round"),
        CheckConstraint(
            "(unit_id IS NULL) = (due_on IS NULL) AND (unit_id IS NULL) = (sent_at IS NULL)",
            name="sent_means_due",
        ),
        CheckConstraint("(came_at IS NULL) = (unit_due_on IS NULL)", name="passed_on_means_due"),
        CheckConstraint("(reply_id IS NULL) = (answered_at IS NULL)", name="answered_by_a_reply"),
        CheckConstraint("reply_id IS NULL OR disposition IS NOT NULL", name="answered_with_class"),
        CheckConstraint("(disposition IS NULL) = (reason IS NULL)", name="class_has_reason"),
        CheckConstraint("(extended_at IS NULL) = (extension_reason IS NULL)", name="extension"),
        Index("ix_opinions_opinions_matter", "matter_id", "round", "id"),
        Index("ix_opinions_opinions_unit_due", "unit_id", "answered_at", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matters_matters.id"))
    place_path: Mapped[str] = mapped_column(String(120))
    """The matter's own, kept here so that the policy needs no join."""
    round: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[Kind] = mapped_column(choice(Kind))
    phase: Mapped[Phase] = mapped_column(choice(Phase))
    channel: Mapped[Channel] = mapped_column(choice(Channel))
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"), index=True)
    speaker: Mapped[str | None] = mapped_column(String(60))
    """Who spoke, by name, where the person is on no list."""
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))
    given_at: Mapped[datetime] = mapped_column(Instant)

    agree: Mapped[int] = mapped_column(default=0)
    disagree: Mapped[int] = mapped_column(default=0)
    passed: Mapped[int] = mapped_column(default=0)

    hidden: Mapped[HideGround | None] = mapped_column(choice(HideGround))
    """The ground on which it is hidden now; empty again once it is restored."""

    unit_id: Mapped[int | None] = mapped_column(ForeignKey("people_units.id"))
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    """When it was first sent: the time for its answer runs from here, whoever has it now."""
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))
    due_on: Mapped[date | None]
    due_rule: Mapped[Counting | None] = mapped_column(choice(Counting))
    due_from_on: Mapped[date | None]
    due_days: Mapped[int | None] = mapped_column(SmallInteger)
    due_is_provisional: Mapped[bool] = mapped_column(default=False)
    due_calendar: Mapped[str | None] = mapped_column(String(32))
    """Which state of the calendar the date was computed with (WD-5)."""
    extended_at: Mapped[datetime | None] = mapped_column(Instant)
    extension_reason: Mapped[str | None] = mapped_column(String(1000))
    first_due_on: Mapped[date | None]
    came_at: Mapped[datetime | None] = mapped_column(Instant)
    """When it came to this unit from another one; None: it was sent here first."""
    unit_due_on: Mapped[date | None]
    """Then: by when this unit answers, as its record counts it. Its author still waits for
    ``due_on``."""

    disposition: Mapped[Disposition | None] = mapped_column(choice(Disposition))
    reason: Mapped[str | None] = mapped_column(Text)
    classified_by_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))
    classified_at: Mapped[datetime | None] = mapped_column(Instant)
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("opinions_replies.id"), index=True)
    """The answer as it stands now, after any correction."""
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    """When it was first answered; a correction doesn't move it."""

    matter: Mapped[Matter] = relationship(lazy="raise_on_sql")
    author: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[author_id])
    entered_by: Mapped[Person | None] = relationship(
        lazy="raise_on_sql", foreign_keys=[entered_by_id]
    )
    unit: Mapped[Unit | None] = relationship(lazy="raise_on_sql")
    hiding: Mapped["Hiding | None"] = relationship(
        lazy="raise_on_sql", back_populates="opinion", uselist=False
    )
    reply: Mapped["Reply | None"] = relationship(lazy="raise_on_sql", back_populates="opinions")

    @property
    def ledger_ref(self) -> str:
        return f"opinion/{self.id}"

    @property
    def public_name(self) -> str | None:
        """Who said it, as the public sees it; None: nobody is named."""
        if self.author is not None:
            return self.author.name if self.author.shows_name else masked(self.author.name)
        return masked(self.speaker) if self.speaker else None

    @property
    def is_entered(self) -> bool:
        """Whether a clerk wrote it down for somebody."""
        return self.channel in rules.BY_CLERK

    @property
    def is_hidden(self) -> bool:
        return self.hidden is not None

    @property
    def is_restored(self) -> bool:
        """Whether it was hidden, and the objection against that was right."""
        return self.hidden is None and self.hiding is not None

    @property
    def is_owed_a_reply(self) -> bool:
        """Whether it must be answered before the round can close (HR-8)."""
        return rules.is_owed_a_reply(self.hidden)

    @property
    def is_answered(self) -> bool:
        return self.reply_id is not None

    @property
    def is_sent(self) -> bool:
        return self.unit_id is not None

    @property
    def is_awaited(self) -> bool:
        """Sent to a unit that has not answered yet, and still has to."""
        return self.is_sent and not self.is_answered and self.is_owed_a_reply

    @property
    def due_at(self) -> datetime | None:
        """24:00 of the day by which it is answered (G-5)."""
        return None if self.due_on is None else clock.end_of_day(self.due_on)

    @property
    def counted_by(self) -> date | None:
        """By when the unit that has it must answer to be on time in its own record (HR-9; D)."""
        return max(
            (day for day in (self.due_on, self.unit_due_on) if day is not None), default=None
        )

    @property
    def is_overdue(self) -> bool:
        """Whether the answer is late at this very moment."""
        return (
            self.due_on is not None
            and self.is_owed_a_reply
            and rules.is_overdue(self.due_on, self.answered_at, clock.now())
        )

    @property
    def was_late(self) -> bool:
        """Whether the answer came, and came too late."""
        return (
            self.due_on is not None
            and self.answered_at is not None
            and rules.was_late(self.due_on, self.answered_at)
        )

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many agree, disagree and pass."""
        return (self.agree, self.disagree, self.passed)

    def put_due(self, due: Due, calendar: str) -> None:
        """Take over a deadline with how it was found (WD-5)."""
        self.due_on, self.due_rule = due.due_on, due.rule
        self.due_from_on, self.due_days = due.start_on, due.days
        self.due_is_provisional, self.due_calendar = due.is_provisional, calendar

    def relations(self, actor: Actor) -> frozenset[Role]:
        if not isinstance(actor, Person):
            return frozenset()
        found = set()
        if self.author_id is not None and actor.id == self.author_id:
            found.add(Role.AUTHOR)
        if self.unit_id is not None and self.unit_id in actor.unit_ids:
            found.add(Role.ADDRESSEE)
        return frozenset(found)


class Passing(Base):
    """转送: an opinion that a unit had, and left unanswered until it went to another one."""

    __tablename__ = "opinions_passings"

    id: Mapped[int] = mapped_column(primary_key=True)
    opinion_id: Mapped[int] = mapped_column(ForeignKey("opinions_opinions.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("people_units.id"), index=True)
    """Which unit had it."""
    due_on: Mapped[date]
    """By when that unit would have answered."""
    at: Mapped[datetime] = mapped_column(Instant)


class Reaction(Base):
    """What one neighbour makes of one opinion; the last word counts."""

    __tablename__ = "opinions_reactions"

    opinion_id: Mapped[int] = mapped_column(ForeignKey("opinions_opinions.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people_persons.id"), primary_key=True, index=True
    )
    stance: Mapped[Stance] = mapped_column(choice(Stance))
    at: Mapped[datetime] = mapped_column(Instant)


class Hiding(Hides, Base):
    """隐去: on which ground an opinion was hidden, by whose office, and the objection to it."""

    __tablename__ = "opinions_hidings"
    __table_args__ = (
        CheckConstraint("(objection IS NULL) = (objected_at IS NULL)", name="objected"),
        CheckConstraint("(decided_at IS NULL) = (decision_reason IS NULL)", name="decided"),
    )

    opinion_id: Mapped[int] = mapped_column(ForeignKey("opinions_opinions.id"), primary_key=True)

    opinion: Mapped[Opinion] = relationship(lazy="raise_on_sql", back_populates="hiding")


class Reply(Base):
    """答复: a unit's written answer to one opinion, or to many alike. Never changed."""

    __tablename__ = "opinions_replies"

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matters_matters.id"), index=True)
    place_path: Mapped[str] = mapped_column(String(120))
    unit_id: Mapped[int] = mapped_column(ForeignKey("people_units.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))
    disposition: Mapped[Disposition] = mapped_column(choice(Disposition))
    text: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(Instant)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("opinions_replies.id"), unique=True)
    """The answer that this one puts right; it stays readable."""

    matter: Mapped[Matter] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")
    author: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    corrects: Mapped["Reply | None"] = relationship(remote_side=[id], lazy="raise_on_sql")
    opinions: Mapped[list[Opinion]] = relationship(
        lazy="raise_on_sql", back_populates="reply", order_by=Opinion.id, viewonly=True
    )

    @property
    def ledger_ref(self) -> str:
        return f"reply/{self.id}"

    def relations(self, actor: Actor) -> frozenset[Role]:
        if isinstance(actor, Person) and self.unit_id in actor.unit_ids:
            return frozenset({Role.ADDRESSEE})
        return frozenset()
