"""Entries of the public register, their numbers, and what was promised in them."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic import clock
from civic.clock import Due
from civic.db import Base, Instant, choice
from civic.files import Attachment
from civic.ledger import Entry, leaf_hash
from civic.matters.models import Matter
from civic.people.models import Person, Unit
from civic.places.models import Place
from civic.policy import Actor, Can, Role
from civic.register import rules
from civic.register.rules import SHOWN_DAYS, TO_KEEP, CommitmentState, Kind

SEARCHED = "register"
"""Under which kind the search knows entries."""


class Counter(Base):
    """The last number given at a place in a year. Its lock is the queue for the next one."""

    __tablename__ = "register_counters"

    place_id: Mapped[int] = mapped_column(ForeignKey("places_places.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


entry_documents = Table(
    "register_documents",
    Base.metadata,
    Column("entry_id", Integer, ForeignKey("register_entries.id"), primary_key=True),
    Column("attachment_id", Integer, ForeignKey("files_attachments.id"), primary_key=True),
)

commitment_evidence = Table(
    "register_evidence",
    Base.metadata,
    Column("commitment_id", Integer, ForeignKey("register_commitments.id"), primary_key=True),
    Column("attachment_id", Integer, ForeignKey("files_attachments.id"), primary_key=True),
)


concerned = Table(
    "register_concerned",
    Base.metadata,
    Column("entry_id", Integer, ForeignKey("register_entries.id"), primary_key=True),
    Column("unit_id", Integer, ForeignKey("people_units.id"), primary_key=True, index=True),
)
"""Which units were rated by what an entry tells, themselves or people in them (EV-4)."""


_CORRECTING = {
    Kind.DEPARTMENT_DECISION: Can.CORRECT_DECISION,
    Kind.EVALUATION_RESULT: Can.CORRECT_EVALUATION,
}


class RegisterEntry(Base):
    """登记: one entry under its number. Its words never change; a mistake gets a new entry."""

    __tablename__ = "register_entries"
    __table_args__ = (
        UniqueConstraint("place_id", "year", "number"),
        CheckConstraint("number > 0", name="numbered"),
        CheckConstraint(f"shown_days >= {SHOWN_DAYS}", name="shown_long_enough"),
        CheckConstraint(
            "(taken_down_at IS NULL) = (taken_down_reason IS NULL)", name="taken_down_why"
        ),
        Index(None, "published_at", "id"),
        Index(None, "place_id", "published_at"),
        Index(None, "kind", "published_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("places_places.id"))
    place_path: Mapped[str] = mapped_column(String(120))
    year: Mapped[int]
    number: Mapped[int]
    # As it was given: a place that changes its name keeps its old numbers.
    number_text: Mapped[str] = mapped_column(String(120))
    kind: Mapped[Kind] = mapped_column(choice(Kind))
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    figures: Mapped[str] = mapped_column(Text, default="")
    """What was counted, as the act itself wrote it; a correction of the words leaves it as it is."""
    matter_id: Mapped[int | None] = mapped_column(ForeignKey("matters_matters.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("people_units.id"), index=True)
    document_number: Mapped[str | None] = mapped_column(String(120))
    decided_on: Mapped[date | None]
    published_at: Mapped[datetime] = mapped_column(Instant)
    shown_days: Mapped[int] = mapped_column(SmallInteger, default=SHOWN_DAYS)
    taken_down_at: Mapped[datetime | None] = mapped_column(Instant)
    taken_down_reason: Mapped[str | None] = mapped_column(String(1000))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("register_entries.id"), unique=True)
    first_id: Mapped[int | None] = mapped_column(ForeignKey("register_entries.id"))
    """The first words of which these are the last: what it tells of happened then. None: its own."""
    correction_reason: Mapped[str | None] = mapped_column(String(1000))
    # Set as soon as the record has its entry, in the same transaction.
    ledger_idx: Mapped[int | None] = mapped_column(ForeignKey("log_entries.idx"), unique=True)

    record: Mapped[Entry | None] = relationship(lazy="raise_on_sql")
    place: Mapped[Place] = relationship(lazy="raise_on_sql")
    matter: Mapped[Matter | None] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit | None] = relationship(lazy="raise_on_sql")
    documents: Mapped[list[Attachment]] = relationship(
        secondary=entry_documents, order_by=Attachment.id, lazy="raise_on_sql"
    )
    commitments: Mapped[list["Commitment"]] = relationship(
        back_populates="entry", order_by="Commitment.id", lazy="raise_on_sql"
    )
    corrects: Mapped["RegisterEntry | None"] = relationship(
        foreign_keys=[corrects_id],
        remote_side=[id],
        back_populates="corrected_by",
        lazy="raise_on_sql",
    )
    corrected_by: Mapped["RegisterEntry | None"] = relationship(
        foreign_keys=[corrects_id],
        back_populates="corrects",
        uselist=False,
        lazy="raise_on_sql",
    )

    @property
    def ledger_ref(self) -> str:
        return f"register/{self.id}"

    def relations(self, actor: Actor) -> frozenset[Role]:
        """The unit that decided answers for the words of its decision."""
        if self.unit_id is not None and self.unit_id in getattr(actor, "unit_ids", ()):
            return frozenset({Role.ADDRESSEE})
        return frozenset()

    @property
    def correcting(self) -> Can:
        """The power to correct it: what a department decided, nobody rewrites but itself; what an
        evaluation came to, nobody but the supervisors, unless it was theirs (JWH25 Art.37)."""
        return _CORRECTING.get(self.kind, Can.CORRECT_ENTRY)

    @property
    def taking_down(self) -> Can:
        """The power to take it down: what an evaluation came to, the supervisors', unless it was theirs (EV-4; D)."""
        if self.kind is Kind.EVALUATION_RESULT:
            return Can.TAKE_DOWN_EVALUATION
        return Can.TAKE_DOWN_ENTRY

    @property
    def published_on(self) -> date:
        return clock.day_of(self.published_at)

    @property
    def shown_until(self) -> Due:
        """The last day on which it must be shown (JWH25 Art.34)."""
        return rules.shown_until(self.published_on, self.shown_days)

    @property
    def is_due_to_be_shown(self) -> bool:
        """Whether the minimum showing period still runs."""
        return rules.is_due_to_be_shown(self.published_on, clock.now(), self.shown_days)

    @property
    def taken_down_on(self) -> date | None:
        return clock.day_of(self.taken_down_at) if self.taken_down_at else None

    @property
    def is_taken_down(self) -> bool:
        return self.taken_down_at is not None

    @property
    def leaf(self) -> str:
        """The fingerprint of its leaf in the public record."""
        return leaf_hash(self.record.body).hex() if self.record else ""


class Commitment(Base):
    """落实事项: what somebody promised, until when, and what came of it (TM-7)."""

    __tablename__ = "register_commitments"
    __table_args__ = (
        CheckConstraint("unit_id IS NOT NULL OR owner <> ''", name="owned"),
        Index(None, "state", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("register_entries.id"), index=True)
    what: Mapped[str] = mapped_column(String(500))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("people_units.id"), index=True)
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"), index=True)
    """Whose own it is: rated in an office, they promised it in their plan, and no colleague (EV-3)."""
    owner: Mapped[str] = mapped_column(String(80), default="")
    due_on: Mapped[date]
    state: Mapped[CommitmentState] = mapped_column(choice(CommitmentState))
    remark: Mapped[str | None] = mapped_column(String(1000))
    """A word on where it came from, whatever is decided of it later."""
    reason: Mapped[str | None] = mapped_column(String(1000))
    """Why it was parked, or sent back."""
    report: Mapped[str | None] = mapped_column(Text)
    reported_at: Mapped[datetime | None] = mapped_column(Instant)
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))
    settled_at: Mapped[datetime | None] = mapped_column(Instant)

    entry: Mapped[RegisterEntry] = relationship(back_populates="commitments", lazy="raise_on_sql")
    unit: Mapped[Unit | None] = relationship(lazy="raise_on_sql")
    reported_by: Mapped[Person | None] = relationship(
        foreign_keys=[reported_by_id], lazy="raise_on_sql"
    )
    evidence: Mapped[list[Attachment]] = relationship(
        secondary=commitment_evidence, order_by=Attachment.id, lazy="raise_on_sql"
    )

    @property
    def ledger_ref(self) -> str:
        return f"commitment/{self.id}"

    @property
    def place_path(self) -> str:
        return self.entry.place_path

    def relations(self, actor: Actor) -> frozenset[Role]:
        """Whoever promised it."""
        is_theirs = isinstance(actor, Person) and self.is_of(actor)
        return frozenset({Role.ADDRESSEE}) if is_theirs else frozenset()

    def is_of(self, person: Person) -> bool:
        """Whether they promised it: it is their own, wherever they serve now, or is their unit's."""
        if self.keeper_id is not None:
            return self.keeper_id == person.id
        return self.unit_id is not None and self.unit_id in person.unit_ids

    @property
    def is_overdue(self) -> bool:
        """By the clock, whenever it is read."""
        return rules.is_overdue(self.state, self.due_on, clock.now())

    @property
    def due_at(self) -> datetime:
        """24:00 of the day by which it is done."""
        return clock.end_of_day(self.due_on)

    @property
    def is_kept(self) -> bool:
        """Done, and somebody has looked: what is parked is not."""
        return self.state is CommitmentState.STRUCK_OFF

    @property
    def can_begin(self) -> bool:
        """Whether somebody may say that it is under way."""
        return self.state in {CommitmentState.PROMISED, CommitmentState.PARKED}

    @property
    def is_reported(self) -> bool:
        return self.state is CommitmentState.REPORTED_DONE

    @property
    def is_open(self) -> bool:
        """Whether its owner still has to do or report something."""
        return self.state in TO_KEEP


class Docket:
    """A matter as its addressees see it: what they may enter a decision about."""

    def __init__(self, matter: Matter, units: Sequence[Unit]) -> None:
        self.matter = matter
        self.units = units

    @property
    def place_path(self) -> str:
        return self.matter.place_path

    def relations(self, actor: Actor) -> frozenset[Role]:
        """Officials of a unit that opinions on this matter were sent to."""
        mine = frozenset(getattr(actor, "unit_ids", ()))
        if mine.isdisjoint(unit.id for unit in self.units):
            return frozenset()
        return frozenset({Role.ADDRESSEE})
