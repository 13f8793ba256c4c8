"""Tables of matters: the matter, who seconds it, what is attached to it."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    case,
    cast,
    literal,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic.db import Base, Instant, choice
from civic.files import Attachment
from civic.i18n import lazy_gettext as _l
from civic.matters.models.hiding import Hides
from civic.matters.rules import (
    PUBLIC,
    REPRESENTATIVES_ROUTE,
    ROUTES,
    Category,
    Destination,
    Forum,
    HideGround,
    Progress,
    Route,
    Screening,
    Stage,
    Step,
    Subject,
    is_said_since,
    needs_party_review,
    progress,
)
from civic.people.models import Person
from civic.places.models import Place
from civic.places.rules import Level
from civic.policy import Actor, Role

INSTEAD = {
    HideGround.INSULT: _l("（内容已隐藏：侮辱他人）"),
    HideGround.PRIVACY: _l("（内容已隐藏：泄露隐私）"),
    HideGround.ILLEGAL: _l("（内容已隐藏：内容违法）"),
}
"""What stands where something hidden stood, on whatever page, sheet or list."""


class Matter(Base):
    """议题: something a neighbourhood takes up. ``round`` counts its sittings (HR-10)."""

    __tablename__ = "matters_matters"
    __table_args__ = (
        UniqueConstraint("community_id", "year", "number"),
        CheckConstraint("round > 0", name="round"),
        CheckConstraint("supporters >= 0", name="supporters"),
        CheckConstraint("number > 0", name="number"),
        Index("ix_matters_matters_stage_due", "stage", "due_at"),
        Index("ix_matters_matters_place_stage", "place_path", "stage"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("places_places.id"), index=True)
    place_path: Mapped[str] = mapped_column(String(120))
    """The place's own path, kept here so that the policy and every list need no join."""
    community_id: Mapped[int] = mapped_column(ForeignKey("places_places.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"), index=True)
    raised_as: Mapped[Role] = mapped_column(choice(Role))
    year: Mapped[int | None] = mapped_column(SmallInteger)
    number: Mapped[int | None]
    """Per community and year, without gaps; given when it is submitted."""

    category: Mapped[Category] = mapped_column(choice(Category), index=True)
    written_title: Mapped[str] = mapped_column("title", String(60))
    """What its author wrote; others read ``title``, ``body`` and ``wish``, which may be hidden."""
    written_body: Mapped[str] = mapped_column("body", Text)
    written_wish: Mapped[str] = mapped_column("wish", Text, default="")
    hidden: Mapped[HideGround | None] = mapped_column(choice(HideGround))
    """The ground on which its words are hidden now; empty again once they are restored."""

    stage: Mapped[Stage] = mapped_column(choice(Stage), default=Stage.DRAFT)
    round: Mapped[int] = mapped_column(default=1)
    supporters: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Instant)
    raised_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    """When whoever has it next is due; only for sorting, each page computes its own."""

    screening: Mapped[Screening | None] = mapped_column(choice(Screening))
    screened_at: Mapped[datetime | None] = mapped_column(Instant)
    screened_by_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))
    screening_reason: Mapped[str | None] = mapped_column(String(1000))
    destination: Mapped[Destination | None] = mapped_column(choice(Destination))

    subject: Mapped[Subject | None] = mapped_column(choice(Subject))
    forum: Mapped[Forum | None] = mapped_column(choice(Forum))
    routed_at: Mapped[datetime | None] = mapped_column(Instant)
    routing_note: Mapped[str | None] = mapped_column(String(1000))
    is_important: Mapped[bool] = mapped_column(default=False)
    party_review_on: Mapped[date | None]
    party_review: Mapped[str | None] = mapped_column(String(1000))
    is_to_be_heard_again: Mapped[bool] = mapped_column(default=False)
    """The plan changed substantially since it was heard: a new round before the decision."""

    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("matters_matters.id"), index=True)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    """Merged, withdrawn, turned away or archived."""
    written_reason: Mapped[str | None] = mapped_column("withdrawal_reason", String(1000))
    """Why its author withdrew it; others read ``withdrawal_reason``, hidden with the words."""

    place: Mapped[Place] = relationship(foreign_keys=[place_id], lazy="raise_on_sql")
    community: Mapped[Place] = relationship(foreign_keys=[community_id], lazy="raise_on_sql")
    author: Mapped[Person] = relationship(foreign_keys=[author_id], lazy="raise_on_sql")
    merged_into: Mapped["Matter | None"] = relationship(
        remote_side=[id], foreign_keys=[merged_into_id], lazy="raise_on_sql"
    )
    merged: Mapped[list["Matter"]] = relationship(
        foreign_keys=[merged_into_id],
        lazy="raise_on_sql",
        viewonly=True,
        order_by="Matter.id",
    )
    attachments: Mapped[list["MatterAttachment"]] = relationship(
        lazy="raise_on_sql", viewonly=True, order_by="MatterAttachment.id"
    )
    hiding: Mapped["MatterHiding | None"] = relationship(lazy="raise_on_sql", viewonly=True)

    @hybrid_property
    def title(self) -> str:
        """Its title; of a hidden matter its number and the ground, wherever it is named."""
        return self.written_title if self.hidden is None else f"{self.code}{INSTEAD[self.hidden]}"

    @title.inplace.setter
    def _write_title(self, text: str) -> None:
        self.written_title = text

    @title.inplace.expression
    @classmethod
    def _title_in_queries(cls) -> ColumnElement[str]:
        zeros = case((cls.number < 10, "00"), (cls.number < 100, "0"), else_="")
        code = cast(cls.year, String) + "-" + zeros + cast(cls.number, String)
        instead = {ground: code + literal(str(words)) for ground, words in INSTEAD.items()}
        return case(instead, value=cls.hidden, else_=cls.written_title)

    @property
    def body(self) -> str:
        """What it is about, unless that is hidden."""
        return self.written_body if self.hidden is None else str(INSTEAD[self.hidden])

    @body.setter
    def body(self, text: str) -> None:
        self.written_body = text

    @property
    def wish(self) -> str:
        """What its author hopes for, unless that is hidden."""
        return self.written_wish if self.hidden is None else ""

    @wish.setter
    def wish(self, text: str) -> None:
        self.written_wish = text

    @property
    def withdrawal_reason(self) -> str | None:
        """Why it was withdrawn, unless that is hidden."""
        reason = self.written_reason
        return reason if reason is None or self.hidden is None else str(INSTEAD[self.hidden])

    @withdrawal_reason.setter
    def withdrawal_reason(self, text: str | None) -> None:
        self.written_reason = text

    def is_hideable(self, hiding: Hides | None) -> bool:
        """Whether its words may be hidden now: for the first time, or for what was said since."""
        if hiding is None:
            return True
        said_at = self.ended_at if self.written_reason else None
        return not self.is_hidden and is_said_since(hiding.decided_at, said_at)

    @property
    def is_hidden(self) -> bool:
        """Whether its words are hidden."""
        return self.hidden is not None

    def covered(self, text: str) -> str:
        """A text that was fixed while the title could be read, as it may be shown now."""
        return text.replace(self.written_title, self.title) if self.is_hidden else text

    @property
    def ledger_ref(self) -> str:
        return f"matter/{self.id}"

    @property
    def code(self) -> str:
        """2026-031, as people quote it; empty for a draft."""
        return f"{self.year}-{self.number:03d}" if self.number else ""

    @property
    def where(self) -> tuple[str, ...]:
        """Names from the community down to the place, without grids."""
        names = [self.community.name]
        around = self.place.parent
        if around is not None and around.level is Level.ESTATE:
            names.append(around.name)
        if self.place_id != self.community_id:
            names.append(self.place.name)
        return tuple(names)

    @property
    def is_public(self) -> bool:
        """Whether others than its author may read it."""
        return self.stage in PUBLIC and self.number is not None

    @property
    def chain(self) -> tuple[tuple[Step, Progress], ...]:
        """Its own way: what is done, what is now, what is next."""
        return progress(self.forum, self.stage)

    @property
    def route(self) -> Route | None:
        """The forum with what its outcome is worth, who decides there, and why."""
        known = (REPRESENTATIVES_ROUTE, *ROUTES.values())
        return next((route for route in known if route.forum is self.forum), None)

    @property
    def needs_party_review(self) -> bool:
        """Whether it waits for the Party organisation to study it (JWH25 Art.30)."""
        gated = needs_party_review(self.forum, is_important=self.is_important)
        return gated and self.party_review_on is None

    def relations(self, actor: Actor) -> frozenset[Role]:
        if isinstance(actor, Person) and actor.id == self.author_id:
            return frozenset({Role.AUTHOR})
        return frozenset()


class Seconding(Base):
    """附议: a neighbour stands behind a matter, once."""

    __tablename__ = "matters_secondings"
    __table_args__ = (UniqueConstraint("matter_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matters_matters.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    came_from_id: Mapped[int | None] = mapped_column(ForeignKey("matters_matters.id"))
    """The merged matter under which the name first stood."""

    matter: Mapped[Matter] = relationship(foreign_keys=[matter_id], lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")

    @property
    def ledger_ref(self) -> str:
        return f"seconding/{self.matter_id}.{self.person_id}"


class MatterAttachment(Base):
    """A picture or a document beside the words of a matter."""

    __tablename__ = "matters_attachments"
    __table_args__ = (UniqueConstraint("matter_id", "attachment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matters_matters.id"))
    attachment_id: Mapped[int] = mapped_column(ForeignKey("files_attachments.id"), index=True)
    hidden: Mapped[HideGround | None] = mapped_column(choice(HideGround))
    """The ground on which it is hidden now; empty again once it is restored."""

    matter: Mapped[Matter] = relationship(lazy="raise_on_sql")
    attachment: Mapped[Attachment] = relationship(lazy="raise_on_sql")
    hiding: Mapped["AttachmentHiding | None"] = relationship(lazy="raise_on_sql", viewonly=True)

    @property
    def is_hidden(self) -> bool:
        """Whether nobody may see or download it."""
        return self.hidden is not None

    @property
    def name(self) -> str:
        """The file's own name, or the ground on which it is hidden."""
        return self.attachment.name if self.hidden is None else str(INSTEAD[self.hidden])


_OBJECTED = "(objection IS NULL) = (objected_at IS NULL)"
_DECIDED = "(decided_at IS NULL) = (decision_reason IS NULL)"


class MatterHiding(Hides, Base):
    """The hiding of a matter's words."""

    __tablename__ = "matters_hidings"
    __table_args__ = (
        CheckConstraint(_OBJECTED, name="objected"),
        CheckConstraint(_DECIDED, name="decided"),
    )

    matter_id: Mapped[int] = mapped_column(ForeignKey("matters_matters.id"), primary_key=True)


class AttachmentHiding(Hides, Base):
    """The hiding of one file of a matter."""

    __tablename__ = "matters_attachment_hidings"
    __table_args__ = (
        CheckConstraint(_OBJECTED, name="objected"),
        CheckConstraint(_DECIDED, name="decided"),
    )

    link_id: Mapped[int] = mapped_column(ForeignKey("matters_attachments.id"), primary_key=True)
