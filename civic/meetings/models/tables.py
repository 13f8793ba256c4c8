"""Meetings: one round each, with its panel, interest groups, seats and notices."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    or_,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic.db import Base, Instant, choice
from civic.matters.models import Matter
from civic.meetings.rules import (
    HELD,
    NOTICE_DAYS,
    OBSERVER_SEATS,
    PUBLIC,
    TAKEN,
    Capacity,
    ExplanationPart,
    Initiative,
    MeetingKind,
    MeetingStage,
    Part,
    PlanChange,
    Scope,
    Seat,
    SeatState,
)
from civic.people.models import Person, Unit
from civic.places.models import Place
from civic.policy import Actor, Can, Role
from civic.sittings.models import Sitting


class Meeting(Base):
    """三会: one round of a meeting on one matter. The next round is a meeting of its own."""

    __tablename__ = "meetings_meetings"
    __table_args__ = (
        CheckConstraint("round > 0", name="round"),
        CheckConstraint("observer_seats >= 0", name="observer_seats"),
        CheckConstraint(
            "kind <> 'hearing' OR (initiative IS NOT NULL AND scope IS NOT NULL"
            " AND decision_maker_id IS NOT NULL)",
            name="hearing_before_a_decision",
        ),
        Index("ix_meetings_meetings_place_stage", "place_path", "stage"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matters_matters.id"), index=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sittings_sittings.id"), unique=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("places_places.id"), index=True)
    place_path: Mapped[str] = mapped_column(String(120))
    kind: Mapped[MeetingKind] = mapped_column(choice(MeetingKind))
    stage: Mapped[MeetingStage] = mapped_column(choice(MeetingStage), default=MeetingStage.DRAFT)
    round: Mapped[int] = mapped_column(default=1)
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("meetings_meetings.id"))

    # These three every hearing has (the schema sees to it), and nothing but a hearing.
    initiative: Mapped[Initiative] = mapped_column(choice(Initiative), nullable=True)
    scope: Mapped[Scope] = mapped_column(choice(Scope), nullable=True)
    decision_maker_id: Mapped[int] = mapped_column(
        ForeignKey("people_units.id"), index=True, nullable=True
    )
    agreement: Mapped[str] = mapped_column(String(200), default="")
    convened_at: Mapped[datetime] = mapped_column(Instant)
    convened_by_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"))

    official_title: Mapped[str] = mapped_column(String(60), default="")
    """What the committee calls it in notice and result, read for names; the matter's own title
    is a resident's words, which the public record never holds."""

    # What the organiser explains (HR-5); a changed plan is another version (HR-10).
    necessity: Mapped[str] = mapped_column(Text, default="")
    feasibility: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[str] = mapped_column(Text, default="")
    cost: Mapped[str] = mapped_column(Text, default="")
    impact: Mapped[str] = mapped_column(Text, default="")
    plan_version: Mapped[int] = mapped_column(default=1)
    plan_change: Mapped[PlanChange] = mapped_column(choice(PlanChange), default=PlanChange.NONE)

    notice_days: Mapped[int] = mapped_column(default=NOTICE_DAYS)
    observer_seats: Mapped[int] = mapped_column(default=OBSERVER_SEATS)
    registration_until: Mapped[datetime | None] = mapped_column(Instant)
    noticed_at: Mapped[datetime | None] = mapped_column(Instant)
    halted_reason: Mapped[str] = mapped_column(String(1000), default="")

    opinions_sent_at: Mapped[datetime | None] = mapped_column(Instant)
    outcome: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("register_entries.id"))
    archived_at: Mapped[datetime | None] = mapped_column(Instant)

    matter: Mapped[Matter] = relationship(lazy="raise_on_sql")
    sitting: Mapped[Sitting] = relationship(lazy="raise_on_sql")
    place: Mapped[Place] = relationship(lazy="raise_on_sql")
    decision_maker: Mapped[Unit] = relationship(lazy="raise_on_sql")
    previous: Mapped["Meeting | None"] = relationship(lazy="raise_on_sql", remote_side=[id])
    panel: Mapped[list["PanelMember"]] = relationship(
        lazy="raise_on_sql",
        back_populates="meeting",
        order_by="PanelMember.id",
        cascade="all, delete-orphan",
    )
    groups: Mapped[list["InterestGroup"]] = relationship(
        lazy="raise_on_sql", back_populates="meeting", order_by="InterestGroup.id"
    )
    registrations: Mapped[list["Registration"]] = relationship(
        lazy="raise_on_sql", back_populates="meeting", order_by="Registration.id"
    )
    notices: Mapped[list["Notice"]] = relationship(
        lazy="raise_on_sql", back_populates="meeting", order_by="Notice.id"
    )
    plan_changes: Mapped[list["PlanRevision"]] = relationship(
        lazy="raise_on_sql", back_populates="meeting", order_by="PlanRevision.id"
    )

    chair_changes: Mapped[list["ChairChange"]] = relationship(
        lazy="raise_on_sql", back_populates="meeting", order_by="ChairChange.id"
    )

    @property
    def ledger_ref(self) -> str:
        return f"meeting/{self.id}"

    @hybrid_property
    def is_public(self) -> bool:
        """Seen by everybody: from the notice on. What was called off before it, never is."""
        is_unheard_of = self.stage is MeetingStage.CANCELLED and self.noticed_at is None
        return self.stage in PUBLIC and not is_unheard_of

    @is_public.inplace.expression
    @classmethod
    def _is_public_in_queries(cls) -> ColumnElement[bool]:
        was_heard_of = or_(cls.stage != MeetingStage.CANCELLED, cls.noticed_at.is_not(None))
        return and_(cls.stage.in_(PUBLIC), was_heard_of)

    @property
    def is_from_elsewhere(self) -> bool:
        """Whether it was held elsewhere and brought in: answers are awaited, notice never given."""
        return self.noticed_at is None and self.stage in HELD

    def power(self, can: Can) -> Can:
        """The power for an act of those who conduct it: for every act of an evaluation one, that
        the supervisors hold as well (EV-4)."""
        return Can.CONVENE_EVALUATION if self.kind is MeetingKind.EVALUATION else can

    @property
    def explanation(self) -> dict[ExplanationPart, str]:
        """The organiser's five parts, as far as they are written (HR-5)."""
        return {part: getattr(self, part.value) for part in ExplanationPart}

    def relations(self, actor: Actor) -> frozenset[Role]:
        """Those of its sitting, where that is loaded; officials of the deciding unit."""
        found = frozenset[Role]()
        if "sitting" in self.__dict__:
            found = self.sitting.relations(actor)
        if isinstance(actor, Person) and self.decision_maker_id in actor.unit_ids:
            found |= {Role.ADDRESSEE}
        return found


Index(
    "uq_meetings_meetings_one_of_a_round",
    Meeting.matter_id,
    Meeting.kind,
    Meeting.round,
    unique=True,
    sqlite_where=text("stage <> 'cancelled'"),
    postgresql_where=text("stage <> 'cancelled'"),
)


class InterestGroup(Base):
    """利益方: people with the same stake in the matter, and their seats for speakers."""

    __tablename__ = "meetings_groups"
    __table_args__ = (
        UniqueConstraint("meeting_id", "name"),
        CheckConstraint("seats >= 0", name="seats"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings_meetings.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    stake: Mapped[str] = mapped_column(String(200))
    is_affected: Mapped[bool]
    seats: Mapped[int]

    meeting: Mapped[Meeting] = relationship(lazy="raise_on_sql", back_populates="groups")


class PanelMember(Base):
    """听证小组成员: in what capacity, and for which interest group (HR-3, HR-6)."""

    __tablename__ = "meetings_panel_members"
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),
        CheckConstraint("person_id IS NOT NULL OR guest IS NOT NULL", name="somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings_meetings.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"), index=True)
    guest: Mapped[str | None] = mapped_column(String(60))
    capacity: Mapped[Capacity] = mapped_column(choice(Capacity))
    office: Mapped[str] = mapped_column(String(80), default="")
    group_id: Mapped[int | None] = mapped_column(ForeignKey("meetings_groups.id"), index=True)

    meeting: Mapped[Meeting] = relationship(lazy="raise_on_sql", back_populates="panel")
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    group: Mapped[InterestGroup | None] = relationship(lazy="raise_on_sql")

    @property
    def seat(self) -> Seat:
        """The seat as the composition check counts it (HR-6).

        Whoever speaks for an affected group in another capacity is not affected themselves.
        """
        if self.group is None:
            return Seat("", False)
        is_resident = self.capacity is Capacity.AFFECTED_RESIDENT and self.person_id is not None
        return Seat(self.group.name, is_resident and self.group.is_affected)

    @property
    def name(self) -> str:
        """The name as it stands in the file (not for the public)."""
        return self.person.name if self.person is not None else str(self.guest)


class Registration(Base):
    """报名: a seat to speak for a group, or to observe."""

    __tablename__ = "meetings_registrations"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings_meetings.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"), index=True)
    part: Mapped[Part] = mapped_column(choice(Part))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("meetings_groups.id"), index=True)
    is_online: Mapped[bool] = mapped_column(default=False)
    state: Mapped[SeatState] = mapped_column(choice(SeatState))
    ticket: Mapped[str] = mapped_column(String(32), unique=True)
    at: Mapped[datetime] = mapped_column(Instant)
    # The clerk, for somebody who came or called.
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))

    meeting: Mapped[Meeting] = relationship(lazy="raise_on_sql", back_populates="registrations")
    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[person_id])
    group: Mapped[InterestGroup | None] = relationship(lazy="raise_on_sql")

    @property
    def is_taken(self) -> bool:
        """Whether it holds a seat, or a place in the line."""
        return self.state in TAKEN

    @property
    def speaks(self) -> bool:
        """Whether it is a seat to speak, and not a place in the line."""
        return self.part is Part.SPEAK and self.state is SeatState.SEATED

    @property
    def takes_observer_seat(self) -> bool:
        """Whether it takes one of the seats in the room that are kept for observers."""
        return self.is_taken and self.part is Part.OBSERVE and not self.is_online


class Notice(Base):
    """公告: what was announced, frozen. Postponing withdraws it; a new one is given."""

    __tablename__ = "meetings_notices"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings_meetings.id"), index=True)
    number: Mapped[int]
    given_at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"))
    sits_at: Mapped[datetime] = mapped_column(Instant)
    venue: Mapped[str] = mapped_column(String(200))
    online_url: Mapped[str | None] = mapped_column(String(300))
    days: Mapped[int]
    earliest_on: Mapped[date]
    observer_seats: Mapped[int]
    registration_until: Mapped[datetime] = mapped_column(Instant)
    text: Mapped[str] = mapped_column(Text)
    materials: Mapped[str] = mapped_column(Text)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_reason: Mapped[str] = mapped_column(String(1000), default="")

    meeting: Mapped[Meeting] = relationship(lazy="raise_on_sql", back_populates="notices")


class PlanRevision(Base):
    """方案变更: what changed after the round, and how far (HR-10)."""

    __tablename__ = "meetings_plan_changes"
    __table_args__ = (UniqueConstraint("meeting_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings_meetings.id"), index=True)
    version: Mapped[int]
    extent: Mapped[PlanChange] = mapped_column(choice(PlanChange))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"))

    meeting: Mapped[Meeting] = relationship(lazy="raise_on_sql", back_populates="plan_changes")


class ChairChange(Base):
    """换主持人: somebody else presides from now on, and why (HR-3, TM-4)."""

    __tablename__ = "meetings_chair_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings_meetings.id"), index=True)
    before_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"), index=True)
    reason: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"))

    meeting: Mapped[Meeting] = relationship(lazy="raise_on_sql", back_populates="chair_changes")
    before: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[before_id])
    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[person_id])
