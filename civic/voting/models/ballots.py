"""Named ballots and their answers, and papers as they were bundled and read.

What was cast secretly is not here: it lies in the urn.
"""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic.db import Base, Instant, choice
from civic.files import Attachment
from civic.people.models import Person
from civic.policy import Actor, Role
from civic.voting import rules
from civic.voting.models.questions import Question
from civic.voting.models.rolls import Voter
from civic.voting.models.tables import Vote
from civic.voting.rules import BundleState, Channel, Reading


class Ballot(Base):
    """表决票: one head's ballot in a named vote.

    A paper one stands from the moment it is given back; its answers come with the reading.
    """

    __tablename__ = "voting_ballots"
    __table_args__ = (
        CheckConstraint("is_counted OR replaced_at IS NOT NULL", name="counted_or_replaced"),
        Index(None, "vote_id", "voter_id"),
        Index(None, "voter_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("voting_votes.id"))
    voter_id: Mapped[int] = mapped_column(ForeignKey("voting_voters.id"))
    channel: Mapped[Channel] = mapped_column(choice(Channel))
    cast_by_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"), index=True)
    """Who cast it online, or who took the paper back."""
    proxy_id: Mapped[int | None] = mapped_column(ForeignKey("voting_proxies.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    is_counted: Mapped[bool] = mapped_column(default=True)
    replaced_at: Mapped[datetime | None] = mapped_column(Instant)
    is_spoiled: Mapped[bool] = mapped_column(default=False)
    signature_id: Mapped[int | None] = mapped_column(ForeignKey("files_attachments.id"))
    """What its owner signed, so that a paper takes the place of what was cast online (B3.5)."""

    signature: Mapped[Attachment | None] = relationship(lazy="raise_on_sql")
    voter: Mapped[Voter] = relationship(lazy="raise_on_sql")
    cast_by: Mapped[Person] = relationship(lazy="raise_on_sql")
    answers: Mapped[list["Answer"]] = relationship(
        back_populates="ballot", order_by="Answer.question_id", lazy="raise_on_sql"
    )

    @property
    def is_paper(self) -> bool:
        return self.channel in rules.PAPER


ONE_COUNTED = Index(
    "uq_voting_ballots_one_counted",
    Ballot.vote_id,
    Ballot.voter_id,
    unique=True,
    sqlite_where=text("is_counted"),
    postgresql_where=text("is_counted"),
)
"""The key of the whole room: however many cast for one head at once, one ballot counts."""


class Answer(Base):
    """A ballot's answer to a question, in its canonical form: ``yes``, ``1,3``, ``excellent``."""

    __tablename__ = "voting_answers"

    ballot_id: Mapped[int] = mapped_column(ForeignKey("voting_ballots.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(
        ForeignKey("voting_questions.id"), primary_key=True, index=True
    )
    value: Mapped[str] = mapped_column(String(100))

    ballot: Mapped[Ballot] = relationship(back_populates="answers", lazy="raise_on_sql")
    question: Mapped[Question] = relationship(lazy="raise_on_sql")


class PaperBundle(Base):
    """一捆纸票: papers that are read together, by two people apart (integrity.md 2.6)."""

    __tablename__ = "voting_paper_bundles"
    __table_args__ = (
        UniqueConstraint("vote_id", "number"),
        CheckConstraint("number > 0 AND size BETWEEN 1 AND 50", name="sized"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("voting_votes.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    size: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[BundleState] = mapped_column(choice(BundleState))
    round: Mapped[int] = mapped_column(SmallInteger, default=1)
    """How often it has been read from the start; what was read in rounds before stays."""
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"))

    vote: Mapped[Vote] = relationship(lazy="raise_on_sql")
    entries: Mapped[list["PaperEntry"]] = relationship(
        back_populates="bundle", order_by="PaperEntry.id", lazy="raise_on_sql"
    )

    @property
    def code(self) -> str:
        """What is stamped on its papers before their own number: B03."""
        return f"B{self.number:02d}"

    @property
    def ledger_ref(self) -> str:
        return f"bundle/{self.id}"

    @property
    def place_path(self) -> str:
        return self.vote.place_path

    def relations(self, actor: Actor) -> frozenset[Role]:
        return frozenset()

    @property
    def readings(self) -> dict[Reading, "PaperEntry"]:
        """What was read of it in this round."""
        return {entry.reading: entry for entry in self.entries if entry.round == self.round}

    @property
    def step(self) -> str:
        """Which reading of which round comes next: what a page shows, and its form brings back."""
        return f"{self.round}/{rules.NEXT_READING.get(self.state, '')}"


class PaperEntry(Base):
    """One person's reading of a bundle. Who enters the second sees nothing of the first."""

    __tablename__ = "voting_paper_entries"
    __table_args__ = (
        UniqueConstraint("bundle_id", "round", "reading"),
        UniqueConstraint("bundle_id", "round", "clerk_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bundle_id: Mapped[int] = mapped_column(ForeignKey("voting_paper_bundles.id"))
    round: Mapped[int] = mapped_column(SmallInteger, default=1)
    reading: Mapped[Reading] = mapped_column(choice(Reading))
    clerk_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"), index=True)
    lines: Mapped[str] = mapped_column(Text)
    """What was read, as canonical JSON: ``[{"answers": ["yes"], "number": 7}, …]``."""
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    """With ``lines`` it opens ``digest``, which is in the record; none of before it was kept."""
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)

    bundle: Mapped[PaperBundle] = relationship(back_populates="entries", lazy="raise_on_sql")
    clerk: Mapped[Person] = relationship(lazy="raise_on_sql")
