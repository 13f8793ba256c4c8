"""A sitting, who came, its agenda, what was said, and the minutes that grow from it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    UniqueConstraint,
    select,
    text,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from civic.checks import Check
from civic.db import Base, Instant, choice
from civic.people.models import Person
from civic.places.models import Place
from civic.policy import Actor, Can, Role
from civic.sittings.rules import (
    PARTICIPANTS,
    AgendaKind,
    AttendanceMode,
    ItemState,
    SittingKind,
    Standing,
    State,
    Turn,
    confirmation,
    convening,
)


class Sitting(Base):
    """会场: one session of one body, on one day."""

    __tablename__ = "sittings_sittings"

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("places_places.id"), index=True)
    place_path: Mapped[str] = mapped_column(String(120))
    kind: Mapped[SittingKind] = mapped_column(choice(SittingKind))
    state: Mapped[State] = mapped_column(choice(State), default=State.SCHEDULED)
    title: Mapped[str] = mapped_column(String(120))
    starts_at: Mapped[datetime] = mapped_column(Instant, index=True)
    venue: Mapped[str] = mapped_column(String(200))
    online_url: Mapped[str | None] = mapped_column(String(300))
    chair_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"), index=True)
    recorder_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))
    arrival_code: Mapped[str] = mapped_column(String(32), unique=True)
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)

    place: Mapped[Place] = relationship(lazy="raise_on_sql")
    chair: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[chair_id])
    recorder: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[recorder_id])
    attendances: Mapped[list["Attendance"]] = relationship(
        lazy="raise_on_sql", back_populates="sitting", order_by="Attendance.id"
    )
    items: Mapped[list["AgendaItem"]] = relationship(
        lazy="raise_on_sql",
        back_populates="sitting",
        order_by="AgendaItem.position",
        cascade="all, delete-orphan",
    )
    notes: Mapped[list["MinuteEntry"]] = relationship(
        lazy="raise_on_sql", back_populates="sitting", order_by="MinuteEntry.id"
    )
    hands: Mapped[list["Hands"]] = relationship(
        lazy="raise_on_sql", back_populates="sitting", order_by="Hands.id"
    )
    turns: Mapped[list["SpeakingTurn"]] = relationship(
        lazy="raise_on_sql", back_populates="sitting", order_by="SpeakingTurn.id"
    )
    minutes: Mapped["Minutes | None"] = relationship(lazy="raise_on_sql", back_populates="sitting")

    @property
    def ledger_ref(self) -> str:
        return f"sitting/{self.id}"

    @property
    def convening(self) -> Can:
        """The power to arrange it: whose meeting it is."""
        return convening(self.kind)

    @property
    def is_open(self) -> bool:
        """Whether people sit together now."""
        return self.state is State.IN_SESSION

    @property
    def present(self) -> int:
        """How many are there, observers not counted (they listen, HR-11)."""
        return sum(a.mode in PARTICIPANTS for a in self.attendances)

    @property
    def observers(self) -> int:
        """How many listen."""
        return sum(a.mode is AttendanceMode.OBSERVER for a in self.attendances)

    @property
    def confirmation(self) -> tuple[Check, ...]:
        """Who has to confirm the minutes, and how many have (TM-5, HR-5)."""
        agreed = self.minutes.agreed if self.minutes is not None else ()
        return confirmed(self, agreed, self.attendances)

    def relations(self, actor: Actor) -> frozenset[Role]:
        """Who presides; who took part, as far as the roll is loaded with the sitting."""
        found = set()
        ident = getattr(actor, "id", None)
        if ident is not None and ident == self.chair_id:
            found.add(Role.PRESIDING)
        if "attendances" in self.__dict__ and any(
            a.person_id == ident and a.mode in PARTICIPANTS for a in self.attendances
        ):
            found.add(Role.PARTICIPANT)
        return frozenset(found)


class Attendance(Base):
    """到会: who came, how, and who wrote it down (themselves, by the room's QR code)."""

    __tablename__ = "sittings_attendances"
    __table_args__ = (
        UniqueConstraint("sitting_id", "person_id"),
        UniqueConstraint("sitting_id", "guest"),
        CheckConstraint("(person_id IS NULL) <> (guest IS NULL)", name="person_or_guest"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sittings_sittings.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"), index=True)
    guest: Mapped[str | None] = mapped_column(String(60))
    group: Mapped[str] = mapped_column("speaks_for", String(80), default="")
    mode: Mapped[AttendanceMode] = mapped_column(choice(AttendanceMode))
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"))

    sitting: Mapped[Sitting] = relationship(lazy="raise_on_sql", back_populates="attendances")
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[person_id])

    @property
    def name(self) -> str:
        """The name as it stands on the roll (not for the public)."""
        return self.person.name if self.person is not None else str(self.guest)

    @property
    def takes_part(self) -> bool:
        """Whether this one speaks and confirms, or only listens."""
        return self.mode in PARTICIPANTS


class AgendaItem(Base):
    """One step of the agenda (议程)."""

    __tablename__ = "sittings_agenda_items"
    __table_args__ = (UniqueConstraint("sitting_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sittings_sittings.id"), index=True)
    position: Mapped[int]
    kind: Mapped[AgendaKind] = mapped_column(choice(AgendaKind))
    title: Mapped[str] = mapped_column(String(120))
    state: Mapped[ItemState] = mapped_column(choice(ItemState), default=ItemState.WAITING)
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)

    sitting: Mapped[Sitting] = relationship(lazy="raise_on_sql", back_populates="items")


class MinuteEntry(Base):
    """发言要点: the main points of one speaker, under one item of the agenda."""

    __tablename__ = "sittings_minute_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sittings_sittings.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("sittings_agenda_items.id"), index=True)
    attendance_id: Mapped[int | None] = mapped_column(
        ForeignKey("sittings_attendances.id"), index=True
    )
    # What was said as an opinion is answered like one written before the sitting.
    opinion_id: Mapped[int | None] = mapped_column(ForeignKey("opinions_opinions.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"))

    sitting: Mapped[Sitting] = relationship(lazy="raise_on_sql", back_populates="notes")
    item: Mapped[AgendaItem] = relationship(lazy="raise_on_sql")
    attendance: Mapped[Attendance | None] = relationship(lazy="raise_on_sql")


class Hands(Base):
    """意向性表态: counted hands, worth an indication and nothing more (HR-7)."""

    __tablename__ = "sittings_hands"
    __table_args__ = (
        CheckConstraint("yes >= 0 AND no >= 0 AND abstain >= 0", name="not_negative"),
        CheckConstraint("yes + no + abstain <= present", name="hands_of_those_present"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sittings_sittings.id"), index=True)
    question: Mapped[str] = mapped_column(String(200))
    present: Mapped[int]
    yes: Mapped[int]
    no: Mapped[int]
    abstain: Mapped[int]
    standing: Mapped[Standing] = mapped_column(choice(Standing))
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"))

    sitting: Mapped[Sitting] = relationship(lazy="raise_on_sql", back_populates="hands")

    @property
    def not_shown(self) -> int:
        """Those present who raised no hand."""
        return self.present - self.yes - self.no - self.abstain


class SpeakingTurn(Base):
    """发言: a place in the order of speakers."""

    __tablename__ = "sittings_turns"

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sittings_sittings.id"), index=True)
    attendance_id: Mapped[int] = mapped_column(ForeignKey("sittings_attendances.id"), index=True)
    state: Mapped[Turn] = mapped_column(choice(Turn), default=Turn.WAITING)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    began_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)

    sitting: Mapped[Sitting] = relationship(lazy="raise_on_sql", back_populates="turns")
    attendance: Mapped[Attendance] = relationship(lazy="raise_on_sql")


Index(
    "uq_sittings_turns_one_speaks",
    SpeakingTurn.sitting_id,
    unique=True,
    sqlite_where=text("state = 'speaking'"),
    postgresql_where=text("state = 'speaking'"),
)


class Minutes(Base):
    """会议纪要: the text that those who were there confirm. Another text starts them anew."""

    __tablename__ = "sittings_minutes"

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sittings_sittings.id"), unique=True)
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    drafted_at: Mapped[datetime] = mapped_column(Instant)
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"))
    due_on: Mapped[date]
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)

    sitting: Mapped[Sitting] = relationship(lazy="raise_on_sql", back_populates="minutes")
    confirmations: Mapped[list["Confirmation"]] = relationship(
        lazy="raise_on_sql", back_populates="minutes", order_by="Confirmation.id"
    )

    @property
    def signed(self) -> Sequence["Confirmation"]:
        """Who has said something of this very text, not of an earlier one."""
        return [c for c in self.confirmations if c.version == self.version]

    @property
    def agreed(self) -> Sequence["Confirmation"]:
        """Who stands by this very text; an objection stands beside it, and is no consent."""
        return [c for c in self.signed if not c.is_objection]


class Confirmation(Base):
    """Somebody who was there stands by the minutes, perhaps with a remark or an objection."""

    __tablename__ = "sittings_confirmations"
    __table_args__ = (UniqueConstraint("minutes_id", "attendance_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("sittings_minutes.id"), index=True)
    attendance_id: Mapped[int] = mapped_column(ForeignKey("sittings_attendances.id"), index=True)
    version: Mapped[int]
    is_chair: Mapped[bool] = mapped_column(default=False)
    is_on_paper: Mapped[bool] = mapped_column(default=False)
    is_objection: Mapped[bool] = mapped_column(default=False)
    remark: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"))

    minutes: Mapped[Minutes] = relationship(lazy="raise_on_sql", back_populates="confirmations")
    attendance: Mapped[Attendance] = relationship(lazy="raise_on_sql")


def confirmed(
    sitting: Sitting, agreed: Sequence[Confirmation], roll: Sequence[Attendance]
) -> tuple[Check, ...]:
    """Whether those asked for stand by the text, of those who do and those who were there."""
    return confirmation(
        chair_confirmed=any(c.is_chair for c in agreed),
        representatives=sum(not c.is_chair for c in agreed),
        participants=sum(a.takes_part and a.person_id != sitting.chair_id for a in roll),
    )


# -- what acts and pages take ---------------------------------------------------


def own_attendances(person_id: int) -> Select[*tuple[Any, ...]]:
    """Where a person was, and what they said of the minutes."""
    return (
        select(
            Attendance.sitting_id,
            Attendance.mode,
            Attendance.at,
            Confirmation.at.label("confirmed_at"),
            Confirmation.is_objection,
            Confirmation.remark,
        )
        .outerjoin(Confirmation, Confirmation.attendance_id == Attendance.id)
        .where(Attendance.person_id == person_id)
    )


OWN_DATA = {"attendances": own_attendances}


def whole(sitting_id: int) -> Select[Sitting]:
    """A sitting with everything that belongs to it: eight queries, for acts and the room."""
    return (
        select(Sitting)
        .where(Sitting.id == sitting_id)
        .options(
            joinedload(Sitting.chair),
            selectinload(Sitting.attendances).joinedload(Attendance.person),
            selectinload(Sitting.items),
            selectinload(Sitting.notes),
            selectinload(Sitting.hands),
            selectinload(Sitting.turns),
            joinedload(Sitting.minutes).selectinload(Minutes.confirmations),
        )
    )


def givers_of_opinions(sitting_id: int) -> Select[int | None]:
    """Ids of whoever gave an opinion in it."""
    return (
        select(Attendance.person_id)
        .join(MinuteEntry, MinuteEntry.attendance_id == Attendance.id)
        .where(Attendance.sitting_id == sitting_id, MinuteEntry.opinion_id.is_not(None))
    )


def conducted(sitting_id: int) -> Select[Sitting]:
    """A sitting with its roll and its agenda."""
    return (
        select(Sitting)
        .where(Sitting.id == sitting_id)
        .options(
            joinedload(Sitting.chair),
            selectinload(Sitting.attendances).joinedload(Attendance.person),
            selectinload(Sitting.items),
        )
    )
