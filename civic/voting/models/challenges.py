"""What was asked about a count when its result stood in public (B3.4)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic import clock
from civic.db import Base, Instant
from civic.people.models import Person
from civic.policy import Actor, Role
from civic.voting.models.tables import Vote


class Challenge(Base):
    """An owner's written request to verify the count, and its answer (B3.4)."""

    __tablename__ = "voting_challenges"
    __table_args__ = (CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("voting_votes.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"), index=True)
    text: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime] = mapped_column(Instant)
    due_on: Mapped[date]
    answer: Mapped[str | None] = mapped_column(String(1000))
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))

    vote: Mapped[Vote] = relationship(lazy="raise_on_sql")
    by: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[by_id])

    @property
    def ledger_ref(self) -> str:
        return f"challenge/{self.id}"

    @property
    def place_path(self) -> str:
        return self.vote.place_path

    def relations(self, actor: Actor) -> frozenset[Role]:
        return frozenset({Role.AUTHOR}) if getattr(actor, "id", None) == self.by_id else frozenset()

    @property
    def is_overdue(self) -> bool:
        return self.answered_at is None and clock.now() >= clock.end_of_day(self.due_on)
