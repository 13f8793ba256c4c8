"""What the site itself knows of a vote's urn: its key, the ceremony, what was logged, what was said.

Nothing here tells who voted, or when: the marks, the ballots, their rows lie in the urn.
"""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    Select,
    String,
    Text,
    func,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from civic.db import Base, Instant, choice
from civic.voting.models.tables import Vote
from civic.voting.rules import CommitmentKind, Ground, Secrecy, Theme, VoteStage


class Box(Base):
    """票箱: the public half of its key, who keeps the other, how far the ceremony has come."""

    __tablename__ = "voting_boxes"
    __table_args__ = (
        CheckConstraint("(key IS NULL) = (holders = '')", name="key_has_holders"),
        CheckConstraint("certified_by_id <> signed_by_id", name="certified_by_two"),
        CheckConstraint(
            "certified_by_id IS NULL OR (signed_by_id IS NOT NULL AND certificate IS NOT NULL)",
            name="certified_after_signed",
        ),
        CheckConstraint("lost_signed_by_id <> lost_by_id", name="lost_by_two"),
    )

    vote_id: Mapped[int] = mapped_column(ForeignKey("voting_votes.id"), primary_key=True)
    key: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """X25519; None: the server's own, in light mode."""
    holders: Mapped[str] = mapped_column(String(200), default="")
    """Three offices, a line each."""
    manifest: Mapped[int]
    """The number of its manifest in the public record."""
    rehearsed_at: Mapped[datetime | None] = mapped_column(Instant)
    logged_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the last batch went into the record: at most hourly."""
    certificate: Mapped[bytes | None] = mapped_column(LargeBinary)
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))
    certified_by_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))
    certified_at: Mapped[datetime | None] = mapped_column(Instant)
    counted: Mapped[int | None]
    """How many ballots were counted, those on paper among them."""
    lost_reason: Mapped[str | None] = mapped_column(String(1000))
    """Why it cannot be opened: it takes two to say so."""
    lost_by_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))
    lost_signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))
    lost_at: Mapped[datetime | None] = mapped_column(Instant)
    destroyed_at: Mapped[datetime | None] = mapped_column(Instant)

    @property
    def offices(self) -> tuple[str, ...]:
        return tuple(self.holders.splitlines())

    @property
    def is_rehearsed(self) -> bool:
        return self.rehearsed_at is not None

    @property
    def is_certified(self) -> bool:
        return self.certified_at is not None


class LoggedCommitment(Base):
    """A commitment that stands in the public record: what a receipt is compared with."""

    __tablename__ = "voting_commitments"

    vote_id: Mapped[int] = mapped_column(ForeignKey("voting_votes.id"), primary_key=True)
    kind: Mapped[CommitmentKind] = mapped_column(choice(CommitmentKind), primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)


class Comment(Base):
    """随票说的话: what somebody said with a secret ballot; numbered as they are sorted, not as they came."""

    __tablename__ = "voting_comments"
    __table_args__ = (
        CheckConstraint("(ground IS NULL) = (hidden_by_id IS NULL)", name="hidden_by_somebody"),
    )

    vote_id: Mapped[int] = mapped_column(ForeignKey("voting_votes.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    ground: Mapped[Ground | None] = mapped_column(choice(Ground))
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))
    theme: Mapped[Theme | None] = mapped_column(choice(Theme))
    """What it is about (AP-11), hidden or not; None: nobody has sorted it yet."""


def commitments(vote_id: int, kind: CommitmentKind) -> Select[bytes]:
    """What the record says is in a vote's urn, sorted."""
    return (
        select(LoggedCommitment.value)
        .where(LoggedCommitment.vote_id == vote_id, LoggedCommitment.kind == kind)
        .order_by(LoggedCommitment.value)
    )


def is_logged(vote_id: int, ballot: bytes) -> Select[bytes]:
    """This very commitment to a ballot, if it stands in the record."""
    return select(LoggedCommitment.value).where(
        LoggedCommitment.vote_id == vote_id,
        LoggedCommitment.kind == CommitmentKind.BALLOT,
        LoggedCommitment.value == ballot,
    )


def how_many_logged(vote_id: int) -> Select[int]:
    """How many ballots of a vote the record knows of."""
    return select(func.count()).where(
        LoggedCommitment.vote_id == vote_id, LoggedCommitment.kind == CommitmentKind.BALLOT
    )


def comments(vote_id: int) -> Select[Comment]:
    """What was said, sorted, hidden or not: pages leave out what is hidden."""
    return select(Comment).where(Comment.vote_id == vote_id).order_by(Comment.number)


def comments_by_theme(votes: Select[int]) -> Select[int, Theme | None, int]:
    """Rows (vote, theme or none, how many comments) of votes that are chosen by their ids."""
    return (
        select(Comment.vote_id, Comment.theme, func.count().label("number"))
        .where(Comment.vote_id.in_(votes))
        .group_by(Comment.vote_id, Comment.theme)
    )


def taking_by_urn() -> Select[Vote, Box]:
    """Rows (vote, box) of secret votes that take ballots."""
    return (
        select(Vote, Box)
        .join(Box, Box.vote_id == Vote.id)
        .where(Vote.stage == VoteStage.OPEN, Vote.secrecy.in_([Secrecy.SECRET, Secrecy.LIGHT]))
        .order_by(Vote.id)
    )
