"""Matters, who seconds them, what is attached to them."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    exists,
    false,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, aliased, joinedload, mapped_column, relationship

from civic import clock
from civic.db import Base, Instant, choice
from civic.files import Attachment
from civic.ledger import Entry, Fact
from civic.matters.rules import (
    OPEN_FOR_MERGING,
    PARTY_REVIEWED,
    PUBLIC,
    REPRESENTATIVES_ROUTE,
    ROUTES,
    Category,
    Destination,
    Forum,
    Progress,
    Route,
    Screening,
    Stage,
    Step,
    Subject,
    progress,
)
from civic.people.models import Person, Residence, Unit
from civic.people.rules import UnitKind
from civic.places.models import Household, Place
from civic.places.rules import Level
from civic.policy import Actor, Role


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
    title: Mapped[str] = mapped_column(String(60))
    body: Mapped[str] = mapped_column(Text)
    wish: Mapped[str] = mapped_column(Text, default="")

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

    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("matters_matters.id"), index=True)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    """Merged, withdrawn, turned away or archived."""
    withdrawal_reason: Mapped[str | None] = mapped_column(String(1000))

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

    @property
    def ledger_ref(self) -> str:
        return f"matter/{self.id}"

    @property
    def code(self) -> str:
        """2026-031, as people quote it; empty for a draft."""
        return f"{self.year}-{self.number:03d}" if self.number else ""

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
        gated = self.is_important or self.forum in PARTY_REVIEWED
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

    matter: Mapped[Matter] = relationship(lazy="raise_on_sql")
    attachment: Mapped[Attachment] = relationship(lazy="raise_on_sql")


# -- what pages show ----------------------------------------------------------

PLACES = (joinedload(Matter.place).joinedload(Place.parent), joinedload(Matter.community))
"""What a line about a matter says of where it lies."""


def in_paths(paths: Iterable[str]) -> ColumnElement[bool]:
    """Within any of these places; within none, if there are none."""
    return or_(false(), *(Matter.place_path.startswith(path, autoescape=True) for path in paths))


def page(matter_id: int, reader_id: int | None) -> Select[Matter, bool]:
    """A matter with all that its page shows, and whether the reader seconds it: one query."""
    mine = exists().where(Seconding.matter_id == Matter.id, Seconding.person_id == reader_id)
    return (
        select(Matter, mine)
        .where(Matter.id == matter_id)
        .options(
            *PLACES,
            joinedload(Matter.author),
            joinedload(Matter.merged_into),
            joinedload(Matter.merged),
            joinedload(Matter.attachments).joinedload(MatterAttachment.attachment),
        )
    )


def public() -> Select[Matter]:
    """Every matter that everybody may read, newest first."""
    return _list(Matter.number.is_not(None)).order_by(Matter.raised_at.desc(), Matter.id.desc())


def around(path: str) -> Select[Matter]:
    """Public matters of a place and all that lies in it, newest first."""
    return public().where(in_paths([path]))


def of_author(person_id: int) -> Select[Matter]:
    """What a person has raised, drafts too, newest first."""
    return _list(Matter.author_id == person_id).order_by(Matter.created_at.desc(), Matter.id.desc())


def seconded_by(person_id: int) -> Select[Matter]:
    """What a person stands behind, newest first."""
    return (
        _list()
        .join(Seconding, Seconding.matter_id == Matter.id)
        .where(Seconding.person_id == person_id)
        .order_by(Seconding.at.desc(), Matter.id.desc())
    )


def awaiting_screening(paths: Iterable[str]) -> Select[Matter]:
    """Submitted within these places, what is due first at the head (TM-2)."""
    return _waiting(paths, Matter.stage == Stage.SUBMITTED)


def awaiting_routing(paths: Iterable[str]) -> Select[Matter]:
    """Accepted, with no forum yet."""
    return _waiting(paths, Matter.stage == Stage.SCREENED, Matter.forum.is_(None))


def awaiting_party_review(paths: Iterable[str]) -> Select[Matter]:
    """What the Party organisation is to study before a forum takes it up (JWH25 Art.30)."""
    gated = or_(Matter.is_important, Matter.forum.in_(PARTY_REVIEWED))
    return _waiting(paths, Matter.stage == Stage.SCREENED, Matter.party_review_on.is_(None), gated)


def awaiting_meeting(paths: Iterable[str]) -> Select[Matter]:
    """With a forum and through its gate: somebody is to convene."""
    gated = or_(Matter.is_important, Matter.forum.in_(PARTY_REVIEWED))
    return _waiting(
        paths,
        Matter.stage == Stage.SCREENED,
        Matter.forum.is_not(None),
        or_(~gated, Matter.party_review_on.is_not(None)),
    )


def awaiting_archive(paths: Iterable[str]) -> Select[Matter]:
    """Results out, perhaps evaluated: to be archived once everything promised is settled."""
    return _waiting(paths, Matter.stage.in_((Stage.RESULT_PUBLISHED, Stage.EVALUATED)))


def mergeable(matter: Matter) -> Select[Matter]:
    """Other matters of the community that it could join, alike ones first."""
    return (
        _list(
            Matter.community_id == matter.community_id,
            Matter.id != matter.id,
            Matter.stage.in_(OPEN_FOR_MERGING | {Stage.NOTICED}),
        )
        .order_by((Matter.category == matter.category).desc(), Matter.raised_at.desc())
        .limit(50)
    )


def seconders(matter_id: int) -> Select[Seconding]:
    """Who stands behind a matter, in the order of their names being put down."""
    return (
        select(Seconding)
        .where(Seconding.matter_id == matter_id)
        .options(joinedload(Seconding.person))
        .order_by(Seconding.id)
    )


def seconder_ids(matter_id: int) -> Select[int]:
    """The persons behind a matter: whom its news concern."""
    return select(Seconding.person_id).where(Seconding.matter_id == matter_id)


def standing(matter: Matter) -> Select[int, int]:
    """Whether it lies in a courtyard (1: an estate without a property firm), and how many
    households of that courtyard second it (CN-8)."""
    estate, firm_place, home = aliased(Place), aliased(Place), aliased(Place)
    around = (estate.level == Level.ESTATE, literal(matter.place_path).startswith(estate.path))
    today = clock.today()
    courtyard = (
        select(func.count())
        .select_from(estate)
        .where(
            *around,
            ~exists()
            .where(Unit.kind == UnitKind.PROPERTY_FIRM, firm_place.id == Unit.place_id)
            .where(firm_place.path.startswith(estate.path)),
        )
    )
    households = (
        select(func.count(Residence.household_id.distinct()))
        .select_from(Seconding)
        .join(Residence, Residence.person_id == Seconding.person_id)
        .join(Household, Household.id == Residence.household_id)
        .join(home, home.id == Household.place_id)
        .join(estate, home.path.startswith(estate.path))
        .where(
            Seconding.matter_id == matter.id,
            or_(Residence.until_on.is_(None), Residence.until_on >= today),
            *around,
        )
    )
    return select(courtyard.scalar_subquery(), households.scalar_subquery())


def happened(matter: Matter) -> Select[Entry]:
    """What the public record says of a matter, oldest first."""
    private = [fact for fact in Fact if not fact.is_public]
    return (
        select(Entry)
        .where(Entry.ref == matter.ledger_ref, Entry.fact.not_in(private))
        .order_by(Entry.idx)
    )


def last_number(community_id: int, year: int) -> Select[int | None]:
    """The last number given in a community in a year; 0 before the first."""
    return select(func.coalesce(func.max(Matter.number), 0)).where(
        Matter.community_id == community_id, Matter.year == year
    )


def _list(*conditions: ColumnElement[bool]) -> Select[Matter]:
    return select(Matter).where(*conditions).options(*PLACES)


def _waiting(paths: Iterable[str], *conditions: ColumnElement[bool]) -> Select[Matter]:
    waiting = _list(in_paths(paths), *conditions)
    return waiting.order_by(Matter.due_at.is_(None), Matter.due_at, Matter.id)
