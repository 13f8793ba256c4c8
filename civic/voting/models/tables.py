"""The vote itself: what is asked, by which rule, how far it has come, and what was counted."""

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    false,
    true,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from civic import clock
from civic.clock import Due
from civic.db import Base, Instant, choice
from civic.matters.models import Matter
from civic.people.models import Person, Unit
from civic.places.models import Place
from civic.policy import Actor, Role
from civic.register.models import RegisterEntry
from civic.voting import rules
from civic.voting.rules import (
    Asked,
    Electorate,
    Figures,
    Permit,
    Phase,
    Rule,
    Secrecy,
    Silence,
    VoteStage,
    forums,
)

if TYPE_CHECKING:
    from civic.voting.models.questions import Question


class Vote(Base):
    """表决: what is put to whom, under which rule; locked from its posting on (G-9)."""

    __tablename__ = "voting_votes"
    __table_args__ = (
        CheckConstraint("heads >= 0 AND area >= 0", name="denominators"),
        CheckConstraint("representatives >= 0", name="representatives"),
        CheckConstraint(
            "electorate <> 'owners' OR secrecy NOT IN ('secret', 'light')",
            name="no_secret_by_area",
        ),
        CheckConstraint("silence = 'strict' OR silence_basis <> ''", name="silence_has_basis"),
        CheckConstraint(
            "(posted_at IS NULL) = (objections_until IS NULL)", name="posted_with_objections"
        ),
        CheckConstraint("(extended_at IS NULL) = (extension_reason IS NULL)", name="extension"),
        CheckConstraint("closes_at IS NULL OR closes_at > opens_at", name="window"),
        CheckConstraint(
            "gap_signed_by_id IS NULL OR gap_signed_by_id <> gap_by_id", name="gap_by_two"
        ),
        Index(None, "stage", "closes_at"),
        Index(None, "place_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("places_places.id"))
    """Whose vote it is: everybody on the roll lives, owns or serves in it (OW-11)."""
    place_path: Mapped[str] = mapped_column(String(120))
    matter_id: Mapped[int | None] = mapped_column(ForeignKey("matters_matters.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("people_units.id"), index=True)
    """Who is rated, where somebody is."""
    official_title: Mapped[str] = mapped_column(String(120))
    explanation: Mapped[str] = mapped_column(Text, default="")
    rule: Mapped[Rule] = mapped_column(choice(Rule))
    electorate: Mapped[Electorate] = mapped_column(choice(Electorate))
    secrecy: Mapped[Secrecy] = mapped_column(choice(Secrecy))
    stage: Mapped[VoteStage] = mapped_column(choice(VoteStage))

    # Parameters, locked with the texts.
    silence: Mapped[Silence] = mapped_column(choice(Silence), default=Silence.STRICT)
    silence_basis: Mapped[str] = mapped_column(String(200), default="")
    """The clause of the rules of procedure that lets silence count (B3.6)."""
    online_basis: Mapped[str] = mapped_column(String(200), default="")
    """The clause by which taking part online is taking part (B2.1); empty: on paper only."""
    counts_parking: Mapped[bool] = mapped_column(default=False)
    urgency: Mapped[str] = mapped_column(String(1000), default="")
    party_review_on: Mapped[date | None]
    """When the community's Party organisation studied it, as the draft declares (JWH25 Art.30)."""
    party_review: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    takes_comments: Mapped[bool] = mapped_column(default=False)
    """Whether something may be said with a secret ballot."""
    is_of_a_meeting: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a meeting asks it: then that meeting's acts post, open, cancel and publish it."""

    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"))
    posted_at: Mapped[datetime | None] = mapped_column(Instant)
    noticed_on: Mapped[date | None]
    """The day of its first notice, that of one which was withdrawn too: whoever has served in a rated
    unit since is a party (EV-4)."""
    objections_until: Mapped[date | None]
    opens_at: Mapped[datetime | None] = mapped_column(Instant)
    closes_at: Mapped[datetime | None] = mapped_column(Instant)
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    extended_at: Mapped[datetime | None] = mapped_column(Instant)
    extension_reason: Mapped[str | None] = mapped_column(String(1000))
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    counted_at: Mapped[datetime | None] = mapped_column(Instant)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    challenges_until: Mapped[date | None]
    cancelled_reason: Mapped[str | None] = mapped_column(String(1000))

    # Denominators: as posted, then frozen at opening (G-9).
    heads: Mapped[int] = mapped_column(default=0)
    area: Mapped[int] = mapped_column(BigInteger, default=0)
    representatives: Mapped[int] = mapped_column(default=0, server_default="0")
    """Of an assembly of representatives: how many of its heads are not committee members (RB-5)."""
    roll_root: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """The root over the leaves of all voters on the frozen roll, in the order of their numbers."""
    ballots_digest: Mapped[str | None] = mapped_column(String(64))

    # How many took part: known once it is counted.
    took_part_heads: Mapped[int | None]
    took_part_area: Mapped[int | None] = mapped_column(BigInteger)
    silent_heads: Mapped[int | None]
    """Of an owners' vote: whom the ballot reached and who expressed nothing, as it was counted
    (B3.6, G-9)."""
    silent_area: Mapped[int | None] = mapped_column(BigInteger)
    asks_proof: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether a delivery counts by its proof alone (B3.6); no where nobody could enter one any more
    when proofs came to be asked for."""

    figures: Mapped[str | None] = mapped_column(Text)
    """Marks, papers, rows, as they were when it was reconciled or given up (JSON)."""
    # What doesn't add up, explained and signed by two (integrity.md 2.6).
    gap: Mapped[str | None] = mapped_column(String(1000))
    gap_by_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))
    gap_signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))

    waits_until: Mapped[date | None]
    """Of a meeting: the last day on which its counting waits for other groups' score sheets (AP-8)."""

    known_at: Mapped[datetime | None] = mapped_column(Instant)
    """From when on somebody may know what ballots say: a paper was read, or the urn may be opened."""

    entry_id: Mapped[int | None] = mapped_column(ForeignKey("register_entries.id"), unique=True)
    """Where its result stands; where several votes of a meeting share an entry, the residents'."""

    place: Mapped[Place] = relationship(lazy="raise_on_sql")
    matter: Mapped[Matter | None] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit | None] = relationship(lazy="raise_on_sql")
    entry: Mapped[RegisterEntry | None] = relationship(lazy="raise_on_sql")
    questions: Mapped[list["Question"]] = relationship(
        back_populates="vote", order_by="Question.position", lazy="raise_on_sql"
    )

    @property
    def ledger_ref(self) -> str:
        return f"vote/{self.id}"

    def relations(self, actor: Actor) -> frozenset[Role]:
        return frozenset()

    @property
    def permit(self) -> Permit:
        """What its rule permits, with its days and its article."""
        return rules.PERMITS[self.rule]

    @property
    def asked(self) -> tuple[Asked, ...]:
        """Its questions as counting sees them; they must be loaded."""
        return tuple(question.asked for question in self.questions)

    def rates(self, person: Person) -> bool:
        """Whether they are rated by one of its questions, or have served, at any time since its
        notice, in a unit that is, or of which somebody is (EV-4); its questions must be loaded."""
        units = {self.unit_id, *(question.unit_id for question in self.questions)} - {None}
        if any(question.person_id == person.id for question in self.questions):
            return True
        since = person.unit_ids_since(self.noticed_on or clock.today())
        return not since.isdisjoint(units)

    @property
    def study(self) -> tuple[date | None, str]:
        """When the Party organisation studied it, and what it said that day: as its matter says,
        which went to this body, or as was declared; the matter must be loaded."""
        matter = self.matter
        if matter and forums.is_studied(self.rule, matter.forum, matter.party_review_on):
            return matter.party_review_on, matter.party_review or ""
        return self.party_review_on, self.party_review

    @property
    def kept_figures(self) -> Figures | None:
        """What everybody may hold the result against; None before it is reconciled or given up."""
        return None if self.figures is None else Figures(**json.loads(self.figures))

    @kept_figures.setter
    def kept_figures(self, found: Figures) -> None:
        self.figures = json.dumps(asdict(found))

    @property
    def is_by_area(self) -> bool:
        return self.rule in rules.OWNERS

    @property
    def is_by_urn(self) -> bool:
        return self.secrecy in rules.BY_URN

    @hybrid_property
    def is_public(self) -> bool:
        """Seen by everybody: from the posting on. A draft that was called off never is."""
        return self.posted_at is not None

    @is_public.inplace.expression
    @classmethod
    def _is_public_in_queries(cls) -> ColumnElement[bool]:
        return cls.posted_at.is_not(None)

    @property
    def is_taking_ballots(self) -> bool:
        """By the clock, whenever it is read."""
        return rules.is_taking_ballots(self.stage, self.opens_at, self.closes_at, clock.now())

    @property
    def is_over(self) -> bool:
        """Whether its hour has passed, closed by somebody or not."""
        if self.stage is VoteStage.OPEN:
            return self.closes_at is not None and clock.now() >= self.closes_at
        return self.stage not in {VoteStage.DRAFT, VoteStage.POSTED}

    over_at: Mapped[datetime | None] = query_expression()
    """When nobody votes any more, in any group of its meeting; asked for by a vote's pages alone."""

    is_until_guessed: Mapped[bool | None] = query_expression()
    """Whether the last day to object, or to challenge, lies in a year whose notice is not known
    (WD-4); asked for by a vote's pages alone."""

    is_roll_unsettled: Mapped[bool | None] = query_expression()
    """Whether an objection waits, to be decided or carried out; asked for by a vote's page alone."""

    @property
    def has_lapsed(self) -> bool:
        """Whether its hours have passed without its having begun: it can only be called off."""
        return rules.phase(self.stage, self.closes_at, clock.now()) is Phase.CANCELLED and (
            self.stage is VoteStage.POSTED
        )

    @property
    def is_taking_objections(self) -> bool:
        """Whether the posted roll may still be objected to (RB-19)."""
        return (
            self.stage is VoteStage.POSTED
            and self.objections_until is not None
            and clock.today() <= self.objections_until
        )

    @property
    def own_amendments_until(self) -> date | None:
        """The last day on which the posted roll is amended without an objection (RB-19); none, if
        there are too few days to object for there to be one, as in a council."""
        if self.objections_until is None or self.posted_at is None:
            return None
        last = rules.own_amendments_until(self.objections_until)
        return last if last >= clock.day_of(self.posted_at) else None

    @property
    def is_taking_amendments(self) -> bool:
        """Whether the roll is posted and not sealed yet, as it is with the urn's key (2.4)."""
        return self.stage is VoteStage.POSTED and self.roll_root is None

    @property
    def is_taking_own_amendments(self) -> bool:
        """Whether that day is not over."""
        until = self.own_amendments_until
        return self.stage is VoteStage.POSTED and until is not None and clock.today() <= until

    @property
    def is_online(self) -> bool:
        """Whether it may be cast online."""
        return self.permit.is_online(self.online_basis)

    @property
    def is_waiting(self) -> bool:
        """Whether what others hand in is waited for before anything is counted (AP-8)."""
        return self.waits_until is not None and clock.today() <= self.waits_until

    @property
    def is_counted(self) -> bool:
        return self.stage in rules.COUNTED

    @property
    def is_settled(self) -> bool:
        """Nothing more is to be found out: it is counted, or its urn cannot be opened."""
        return self.is_counted or self.stage is VoteStage.FAILED

    @property
    def shows_result(self) -> bool:
        """Whether anybody may know what came of it: from its publication on."""
        return self.stage in rules.RESULT_PUBLIC

    @property
    def is_extended(self) -> bool:
        return self.extended_at is not None

    @property
    def is_gap_explained(self) -> bool:
        return self.gap is not None and self.gap_signed_by_id is not None

    @property
    def others_until(self) -> datetime | None:
        """Until when another group of its meeting still votes, its own hour over."""
        is_awaited = self.is_over and self.over_at is not None and clock.now() < self.over_at
        return self.over_at if is_awaited else None

    @property
    def _over_on(self) -> date | None:
        if self.closed_at is None or self.others_until is not None:
            return None
        return clock.day_of(max(self.closed_at, self.over_at or self.closed_at))

    @property
    def publish_due(self) -> Due | None:
        """By when the result stands in public, from when it could be counted: none while another group
        still votes (B3.3; CN-10; AP-8)."""
        over_on = self._over_on
        if over_on is None:
            return None
        return rules.publish_due(max(over_on, self.waits_until or over_on))

    @property
    def has_waited(self) -> bool:
        """Whether it could be counted only some days after nobody voted any more (AP-8)."""
        over_on, until = self._over_on, self.waits_until
        return over_on is not None and until is not None and until > over_on

    @property
    def is_final(self) -> bool:
        """By the clock: nobody may challenge it any more, and nothing is left to answer."""
        return self.stage is VoteStage.FINAL or (
            self.stage in {VoteStage.PUBLISHED, VoteStage.VERIFIED}
            and (self.challenges_until is None or clock.today() > self.challenges_until)
        )
