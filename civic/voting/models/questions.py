"""What a vote asks: its questions, what can be chosen, and what was counted."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    SmallInteger,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic.db import Base, choice
from civic.people.models import Person, Unit
from civic.voting.models.tables import Vote
from civic.voting.rules import Asked, Outcome, QuestionKind, Scale


class Question(Base):
    """表决事项: one question of a vote, and its outcome once it is counted."""

    __tablename__ = "voting_questions"
    __table_args__ = (
        UniqueConstraint("vote_id", "position"),
        CheckConstraint("position > 0 AND most > 0", name="numbered"),
        CheckConstraint("(kind = 'grades') = (scale IS NOT NULL)", name="grades_have_a_scale"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("voting_votes.id"))
    position: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[QuestionKind] = mapped_column(choice(QuestionKind))
    text: Mapped[str] = mapped_column(String(500))
    most: Mapped[int] = mapped_column(SmallInteger, default=1)
    scale: Mapped[Scale | None] = mapped_column(choice(Scale))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("people_units.id"))
    """The unit that is rated by it, or in which the person who is rated serves."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))
    outcome: Mapped[Outcome | None] = mapped_column(choice(Outcome))

    vote: Mapped[Vote] = relationship(back_populates="questions", lazy="raise_on_sql")
    unit: Mapped[Unit | None] = relationship(lazy="raise_on_sql")
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    options: Mapped[list["Option"]] = relationship(
        back_populates="question",
        order_by="Option.position",
        lazy="raise_on_sql",
        cascade="all, delete-orphan",
    )
    counts: Mapped[list["Count"]] = relationship(lazy="raise_on_sql")

    @property
    def asked(self) -> Asked:
        """The question as counting sees it; its options must be loaded."""
        return Asked(self.kind, len(self.options), self.most, self.scale)


class Option(Base):
    """选项: what can be chosen; its number on the ballot paper is its key."""

    __tablename__ = "voting_options"
    __table_args__ = (
        UniqueConstraint("question_id", "position"),
        UniqueConstraint("question_id", "text"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("voting_questions.id"))
    position: Mapped[int] = mapped_column(SmallInteger)
    text: Mapped[str] = mapped_column(String(200))
    outcome: Mapped[Outcome | None] = mapped_column(choice(Outcome))

    question: Mapped[Question] = relationship(back_populates="options", lazy="raise_on_sql")


class Count(Base):
    """What stands behind one key of a question: written when the vote is counted, not before."""

    __tablename__ = "voting_counts"
    __table_args__ = (CheckConstraint("heads >= 0 AND area >= 0", name="counted"),)

    question_id: Mapped[int] = mapped_column(ForeignKey("voting_questions.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(16), primary_key=True)
    heads: Mapped[int]
    area: Mapped[int] = mapped_column(BigInteger)
