"""Entries of the public register, their numbers, and what was promised in them."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Table,
    Text,
    UniqueConstraint,
    exists,
    select,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from civic import clock, search
from civic.clock import Due
from civic.db import Base, Instant, choice
from civic.files import Attachment
from civic.ledger import Entry, leaf_hash
from civic.matters.models import Matter
from civic.opinions.models import Opinion
from civic.people.models import Unit
from civic.places.models import Place
from civic.policy import Actor, Can, Role
from civic.register import rules
from civic.register.rules import SETTLED, TO_KEEP, CommitmentState, Kind

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


class RegisterEntry(Base):
    """登记: one entry under its number. Its words never change; a mistake gets a new entry."""

    __tablename__ = "register_entries"
    __table_args__ = (
        UniqueConstraint("place_id", "year", "number"),
        CheckConstraint("number > 0", name="numbered"),
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
    matter_id: Mapped[int | None] = mapped_column(ForeignKey("matters_matters.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("people_units.id"), index=True)
    document_number: Mapped[str | None] = mapped_column(String(120))
    decided_on: Mapped[date | None]
    published_at: Mapped[datetime] = mapped_column(Instant)
    taken_down_at: Mapped[datetime | None] = mapped_column(Instant)
    taken_down_reason: Mapped[str | None] = mapped_column(String(1000))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("register_entries.id"), unique=True)
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
        remote_side=[id], back_populates="corrected_by", lazy="raise_on_sql"
    )
    corrected_by: Mapped["RegisterEntry | None"] = relationship(
        back_populates="corrects", uselist=False, lazy="raise_on_sql"
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
        """The power to correct it: what a department decided, nobody rewrites but itself."""
        if self.kind is Kind.DEPARTMENT_DECISION:
            return Can.CORRECT_DECISION
        return Can.CORRECT_ENTRY

    @property
    def published_on(self) -> date:
        return clock.day_of(self.published_at)

    @property
    def shown_until(self) -> Due:
        """The last day on which it must be shown (JWH25 Art.34)."""
        return rules.shown_until(self.published_on)

    @property
    def is_due_to_be_shown(self) -> bool:
        """Whether the minimum showing period still runs."""
        return rules.is_due_to_be_shown(self.published_on, clock.now())

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
    owner: Mapped[str] = mapped_column(String(80), default="")
    due_on: Mapped[date]
    state: Mapped[CommitmentState] = mapped_column(choice(CommitmentState))
    reason: Mapped[str | None] = mapped_column(String(1000))
    report: Mapped[str | None] = mapped_column(Text)
    reported_at: Mapped[datetime | None] = mapped_column(Instant)
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))
    settled_at: Mapped[datetime | None] = mapped_column(Instant)

    entry: Mapped[RegisterEntry] = relationship(back_populates="commitments", lazy="raise_on_sql")
    unit: Mapped[Unit | None] = relationship(lazy="raise_on_sql")
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
        """The officials of the unit that promised it."""
        if self.unit_id is not None and self.unit_id in getattr(actor, "unit_ids", ()):
            return frozenset({Role.ADDRESSEE})
        return frozenset()

    @property
    def is_overdue(self) -> bool:
        """By the clock, whenever it is read."""
        return rules.is_overdue(self.state, self.due_on, clock.now())

    @property
    def due_at(self) -> datetime:
        """24:00 of the day by which it is done."""
        return clock.end_of_day(self.due_on)

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED

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

    @property
    def is_parked(self) -> bool:
        return self.state is CommitmentState.PARKED


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


# What pages show -----------------------------------------------------------------------


WHOLE = (
    joinedload(RegisterEntry.record),
    joinedload(RegisterEntry.place),
    joinedload(RegisterEntry.matter),
    joinedload(RegisterEntry.unit),
    joinedload(RegisterEntry.corrects),
    joinedload(RegisterEntry.corrected_by),
    joinedload(RegisterEntry.documents),
    selectinload(RegisterEntry.commitments).options(
        joinedload(Commitment.unit), joinedload(Commitment.evidence)
    ),
)
"""An entry with all that its own page shows: two queries."""


def shown(entry_id: int) -> Select[RegisterEntry]:
    """An entry by its id."""
    return select(RegisterEntry).where(RegisterEntry.id == entry_id).options(*WHOLE)


def numbered(place_id: int, year: int, number: int) -> Select[RegisterEntry]:
    """The entry under this number."""
    return (
        select(RegisterEntry)
        .where(
            RegisterEntry.place_id == place_id,
            RegisterEntry.year == year,
            RegisterEntry.number == number,
        )
        .options(*WHOLE)
    )


def proved(entry_id: int) -> Select[RegisterEntry]:
    """An entry with its bytes in the public record."""
    return (
        select(RegisterEntry)
        .where(RegisterEntry.id == entry_id)
        .options(joinedload(RegisterEntry.record), joinedload(RegisterEntry.place))
    )


def with_documents(entry_id: int) -> Select[RegisterEntry]:
    """An entry with its files."""
    return (
        select(RegisterEntry)
        .where(RegisterEntry.id == entry_id)
        .options(joinedload(RegisterEntry.documents))
    )


def listed(
    *,
    query: str = "",
    place: Place | None = None,
    kind: Kind | None = None,
    year: int | None = None,
    with_archive: bool = False,
) -> Select[RegisterEntry]:
    """Entries by words, place (and all below it), kind and year; newest first."""
    found = (
        select(RegisterEntry)
        .options(joinedload(RegisterEntry.corrected_by), joinedload(RegisterEntry.place))
        .order_by(RegisterEntry.published_at.desc(), RegisterEntry.id.desc())
    )
    if query:
        found = found.where(RegisterEntry.id.in_(search.matching(SEARCHED, query)))
    if place is not None:
        found = found.where(RegisterEntry.place_path.startswith(place.path, autoescape=True))
    if kind is not None:
        found = found.where(RegisterEntry.kind == kind)
    if year is not None:
        found = found.where(RegisterEntry.year == year)
    if not with_archive:
        found = found.where(RegisterEntry.taken_down_at.is_(None))
    return found


def registers() -> Select[Place]:
    """Places that have a register."""
    return select(Place).where(Place.id.in_(select(Counter.place_id))).order_by(Place.path)


def years() -> Select[int]:
    """Years that have entries, the latest first."""
    return select(Counter.year).distinct().order_by(Counter.year.desc())


def of_matter(matter_id: int) -> Select[RegisterEntry]:
    """What the register says about a matter, oldest first."""
    return (
        select(RegisterEntry)
        .where(RegisterEntry.matter_id == matter_id)
        .options(joinedload(RegisterEntry.corrected_by))
        .order_by(RegisterEntry.id)
    )


def promised() -> Select[Commitment]:
    """What was promised and is not settled, by due date: what is late comes first."""
    return (
        select(Commitment)
        .where(Commitment.state.not_in(SETTLED))
        .options(
            joinedload(Commitment.unit),
            joinedload(Commitment.entry),
            selectinload(Commitment.evidence),
        )
        .order_by(Commitment.due_on, Commitment.id)
    )


def corrected_by(entry_id: int) -> Select[int]:
    """The entry that puts this one right, if there is one."""
    return select(RegisterEntry.id).where(RegisterEntry.corrects_id == entry_id)


def promised_in(entry_id: int) -> Select[Commitment]:
    """What was promised under an entry."""
    return select(Commitment).where(Commitment.entry_id == entry_id).order_by(Commitment.id)


def commitment(commitment_id: int) -> Select[Commitment]:
    """A commitment with its entry and its evidence."""
    return (
        select(Commitment)
        .where(Commitment.id == commitment_id)
        .options(
            joinedload(Commitment.unit),
            joinedload(Commitment.entry),
            joinedload(Commitment.evidence),
        )
    )


def unsettled(matter_id: int) -> Select[Commitment]:
    """What keeps a matter from being archived (TM-8)."""
    return (
        select(Commitment)
        .join(RegisterEntry)
        .where(RegisterEntry.matter_id == matter_id, Commitment.state.not_in(SETTLED))
        .order_by(Commitment.due_on, Commitment.id)
    )


def addressed_units(matter_id: int) -> Select[Unit]:
    """Units that opinions on a matter were sent to."""
    return (
        select(Unit)
        .where(exists().where(Opinion.matter_id == matter_id, Opinion.unit_id == Unit.id))
        .order_by(Unit.name, Unit.id)
    )


def units_around(place: Place) -> Select[Unit]:
    """Units of a place and of whatever it lies in, which may promise something there."""
    around = [int(ident) for ident in place.path.strip("/").split("/")]
    return select(Unit).where(Unit.place_id.in_(around)).order_by(Unit.name, Unit.id)
