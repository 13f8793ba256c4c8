"""The roll: who may vote, as which head, who casts for it; objections, amendments, proxies."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
    and_,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic import clock
from civic.db import Base, Instant, choice
from civic.files import Attachment
from civic.people.models import Person
from civic.people.rules import is_adult
from civic.places.models import Place
from civic.policy import Actor, Role
from civic.voting import rules
from civic.voting.models.tables import Vote
from civic.voting.rules import (
    AmendmentKind,
    Channel,
    Delivery,
    ProxyState,
    RaterGroup,
    VoterKind,
)


class Voter(Base):
    """One head on a roll. Its number is its place on the posted list, and on a paper ballot."""

    __tablename__ = "voting_voters"
    __table_args__ = (
        UniqueConstraint("vote_id", "number"),
        CheckConstraint("number > 0 AND area >= 0", name="counted"),
        CheckConstraint("(paper IS NULL) = (handed_out_at IS NULL)", name="handed_out"),
        CheckConstraint("(delivery IS NULL) = (delivered_at IS NULL)", name="delivered"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("voting_votes.id"))
    number: Mapped[int]
    kind: Mapped[VoterKind] = mapped_column(choice(VoterKind))
    building_id: Mapped[int | None] = mapped_column(ForeignKey("places_places.id"))
    door: Mapped[str] = mapped_column(String(20), default="")
    """The number of the (first) door; the building's name stands with the building."""
    group: Mapped[RaterGroup | None] = mapped_column("rater_group", choice(RaterGroup))
    area: Mapped[int] = mapped_column(BigInteger, default=0)
    caster_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))
    """Who casts; None: its persons have not agreed on one, so that it cannot be counted (OW-5)."""
    caster_document_id: Mapped[int | None] = mapped_column(ForeignKey("files_attachments.id"))
    """The paper on which its persons, or the developer, named who casts."""
    salt: Mapped[bytes] = mapped_column(LargeBinary(32))
    leaf: Mapped[bytes] = mapped_column(LargeBinary(32))
    is_struck: Mapped[bool] = mapped_column(default=False, server_default=false())

    delivery: Mapped[Delivery | None] = mapped_column(choice(Delivery))
    delivered_at: Mapped[datetime | None] = mapped_column(Instant)
    delivery_document_id: Mapped[int | None] = mapped_column(ForeignKey("files_attachments.id"))
    """What the committee proved it by; kept, where its owner signed in later."""
    paper: Mapped[Channel | None] = mapped_column(choice(Channel))
    handed_out_at: Mapped[datetime | None] = mapped_column(Instant)

    vote: Mapped[Vote] = relationship(lazy="raise_on_sql")
    building: Mapped[Place | None] = relationship(lazy="raise_on_sql")
    persons: Mapped[list["VoterPerson"]] = relationship(
        back_populates="voter", order_by="VoterPerson.person_id", lazy="raise_on_sql"
    )
    proxies: Mapped[list["Proxy"]] = relationship(
        back_populates="voter", order_by="Proxy.id", lazy="raise_on_sql"
    )
    naming: Mapped["Naming | None"] = relationship(
        primaryjoin=lambda: and_(Naming.voter_id == Voter.id, Naming.state == ProxyState.GIVEN),
        viewonly=True,
        lazy="raise_on_sql",
    )
    """The paper that names who casts, as long as it waits for somebody to look at it."""

    @property
    def ledger_ref(self) -> str:
        return f"voter/{self.id}"

    @property
    def place_path(self) -> str:
        return self.vote.place_path

    def relations(self, actor: Actor) -> frozenset[Role]:
        """Its persons, whom they (or the developer) named, and who holds its confirmed proxy."""
        ident = getattr(actor, "id", None)
        able = {person.person_id for person in self.persons} | {self.caster_id}
        able |= {proxy.holder_id for proxy in self.proxies if proxy.is_in_force}
        if ident is not None and ident in able and getattr(actor, "is_verified", False):
            return frozenset({Role.ON_ROLL})
        return frozenset()

    @property
    def is_by_urn(self) -> bool:
        return self.vote.is_by_urn

    @property
    def person_ids(self) -> frozenset[int]:
        return frozenset(person.person_id for person in self.persons)

    @property
    def adult_ids(self) -> frozenset[int]:
        """Those of its persons who are of age: no other votes, or names who does (B7.1)."""
        today = clock.today()
        return frozenset(p.person_id for p in self.persons if is_adult(p.person.born_on, today))

    @property
    def is_minors(self) -> bool:
        """Whether it is of minors alone, for whom their guardian casts (B7.1)."""
        return bool(self.persons) and not self.adult_ids

    @property
    def is_cast_by_minor(self) -> bool:
        """Whether nobody can cast for it until a guardian is named (B7.1)."""
        return self.caster_id in self.person_ids - self.adult_ids

    @property
    def named_themselves(self) -> frozenset[int]:
        """Whom its persons named to cast by themselves, on no paper; what a minor said is nothing."""
        able = self.adult_ids
        said = (p.names_id for p in self.persons if p.person_id in able and not p.is_by_paper)
        return frozenset(named for named in said if named is not None)

    @property
    def is_warned(self) -> bool:
        """Whether nobody can cast for it until its persons agree (OW-5)."""
        return self.caster_id is None

    def proxy_of(self, person_id: int) -> "Proxy | None":
        """The confirmed proxy that this person holds for it."""
        held = (p for p in self.proxies if p.holder_id == person_id and p.is_in_force)
        return next(held, None)


class VoterPerson(Base):
    """A person who stands behind a head, and whom of them this person names to cast (OW-5)."""

    __tablename__ = "voting_voter_persons"

    voter_id: Mapped[int] = mapped_column(ForeignKey("voting_voters.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people_persons.id"), primary_key=True, index=True
    )
    names_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))
    is_by_paper: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a paper says so, not they themselves."""

    voter: Mapped[Voter] = relationship(back_populates="persons", lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[person_id])


class Invitation(Base):
    """Somebody invited to rate, and as what: the roll of such a vote is made of these (AP-8)."""

    __tablename__ = "voting_invitations"

    vote_id: Mapped[int] = mapped_column(ForeignKey("voting_votes.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people_persons.id"), primary_key=True, index=True
    )
    group: Mapped[RaterGroup] = mapped_column("rater_group", choice(RaterGroup))

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class RollObjection(Base):
    """异议: somebody is missing on a posted roll, or stands there wrongly (RB-19)."""

    __tablename__ = "voting_roll_objections"
    __table_args__ = (
        CheckConstraint("(is_upheld IS NULL) = (decided_at IS NULL)", name="decided"),
        CheckConstraint("(is_upheld IS NULL) = (decision IS NULL)", name="decided_with_reason"),
        CheckConstraint(
            "(carried_out_at IS NULL) = (carried_out_by_id IS NULL) "
            "AND (carried_out_at IS NULL OR (is_upheld IS NOT NULL AND is_upheld))",
            name="carried_out",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("voting_votes.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"), index=True)
    text: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime] = mapped_column(Instant)
    due_on: Mapped[date]
    is_upheld: Mapped[bool | None]
    decision: Mapped[str | None] = mapped_column(String(1000))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))
    carried_out_at: Mapped[datetime | None] = mapped_column(Instant)
    """When whoever amends said that the roll was amended as it asks."""
    carried_out_by_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))

    vote: Mapped[Vote] = relationship(lazy="raise_on_sql")
    by: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[by_id])

    @property
    def ledger_ref(self) -> str:
        return f"roll_objection/{self.id}"

    @property
    def place_path(self) -> str:
        return self.vote.place_path

    def relations(self, actor: Actor) -> frozenset[Role]:
        return frozenset({Role.AUTHOR}) if getattr(actor, "id", None) == self.by_id else frozenset()

    @property
    def is_decided(self) -> bool:
        return self.is_upheld is not None

    @property
    def is_carried_out(self) -> bool:
        return self.carried_out_at is not None

    @property
    def is_overdue(self) -> bool:
        return not self.is_decided and clock.now() >= clock.end_of_day(self.due_on)


class RollAmendment(Base):
    """A change of the posted roll before it opens: an entry of its own, shown with the result."""

    __tablename__ = "voting_roll_amendments"

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("voting_votes.id"), index=True)
    kind: Mapped[AmendmentKind] = mapped_column(choice(AmendmentKind))
    voter_id: Mapped[int] = mapped_column(ForeignKey("voting_voters.id"))
    objection_id: Mapped[int | None] = mapped_column(
        ForeignKey("voting_roll_objections.id"), index=True
    )
    reason: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"))


class Proxy(Base):
    """委托: an owner's written authorisation of somebody else to cast (B3.4)."""

    __tablename__ = "voting_proxies"
    __table_args__ = (
        CheckConstraint(f"slot BETWEEN 1 AND {rules.PER_HOLDER}", name="three_at_most"),
        CheckConstraint("holder_id <> principal_id", name="not_to_oneself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("voting_votes.id"))
    voter_id: Mapped[int] = mapped_column(ForeignKey("voting_voters.id"), index=True)
    principal_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"))
    holder_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"), index=True)
    slot: Mapped[int] = mapped_column(SmallInteger)
    scope: Mapped[str] = mapped_column(String(500))
    until: Mapped[date]
    document_id: Mapped[int] = mapped_column(ForeignKey("files_attachments.id"))
    state: Mapped[ProxyState] = mapped_column(choice(ProxyState))
    given_at: Mapped[datetime] = mapped_column(Instant)
    given_by_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"))
    checked_at: Mapped[datetime | None] = mapped_column(Instant)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))

    voter: Mapped[Voter] = relationship(back_populates="proxies", lazy="raise_on_sql")
    holder: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[holder_id])
    document: Mapped[Attachment] = relationship(lazy="raise_on_sql")

    @property
    def ledger_ref(self) -> str:
        return f"proxy/{self.id}"

    @property
    def place_path(self) -> str:
        return self.voter.place_path

    def relations(self, actor: Actor) -> frozenset[Role]:
        """Whoever gave it may take it back."""
        is_mine = getattr(actor, "id", None) == self.principal_id
        return frozenset({Role.ON_ROLL}) if is_mine else frozenset()

    @property
    def is_in_force(self) -> bool:
        """Confirmed, not run out, and given by whoever casts for the head (B3.4; OW-5)."""
        return (
            self.state is ProxyState.CONFIRMED
            and clock.today() <= self.until
            and self.principal_id == self.voter.caster_id
        )


class Naming(Base):
    """推举书: a paper by which a head's persons, or the developer, name who casts (OW-4, OW-5)."""

    __tablename__ = "voting_namings"
    __table_args__ = (
        CheckConstraint("state <> 'confirmed' OR checked_by_id <> entered_by_id", name="by_two"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("voting_votes.id"), index=True)
    voter_id: Mapped[int] = mapped_column(ForeignKey("voting_voters.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("files_attachments.id"))
    state: Mapped[ProxyState] = mapped_column(choice(ProxyState))
    entered_at: Mapped[datetime] = mapped_column(Instant)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"))
    checked_at: Mapped[datetime | None] = mapped_column(Instant)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))

    voter: Mapped[Voter] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[person_id])
    document: Mapped[Attachment] = relationship(lazy="raise_on_sql")


_waits = text("state = 'given'")
Index(
    "uq_voting_namings_one_in_hand",
    Naming.voter_id,
    unique=True,
    sqlite_where=_waits,
    postgresql_where=_waits,
)
_in_hand = text("state IN ('given', 'confirmed')")
Index(
    "uq_voting_proxies_three_places",
    Proxy.vote_id,
    Proxy.holder_id,
    Proxy.slot,
    unique=True,
    sqlite_where=_in_hand,
    postgresql_where=_in_hand,
)
Index(
    "uq_voting_proxies_one_for_each",
    Proxy.voter_id,
    unique=True,
    sqlite_where=_in_hand,
    postgresql_where=_in_hand,
)
