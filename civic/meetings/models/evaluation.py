"""Evaluations: who is rated, who rates with which weight, what came of it, what was written."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic import calendar, clock
from civic.clock import Due
from civic.db import Base, Instant, choice
from civic.files import Attachment
from civic.meetings import rules
from civic.meetings.models.tables import Meeting
from civic.meetings.rules import PaperKind, RecheckFinding
from civic.people.models import Person, Unit
from civic.policy import Actor, Role
from civic.register.models import Commitment
from civic.voting.models import Vote
from civic.voting.rules import Outcome, RaterGroup, Scale


class Evaluated(Base):
    """被评议的单位或者人: a unit, or somebody in the office that they hold in it (EV-1)."""

    __tablename__ = "meetings_evaluated"
    __table_args__ = (
        UniqueConstraint("meeting_id", "position"),
        UniqueConstraint("meeting_id", "person_id"),
        CheckConstraint("position > 0", name="numbered"),
        CheckConstraint("(scale = 'member') = (person_id IS NOT NULL)", name="member_is_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings_meetings.id"))
    position: Mapped[int] = mapped_column(SmallInteger)
    """The place on the agenda, and of its question in each group's vote."""
    scale: Mapped[Scale] = mapped_column(choice(Scale))
    unit_id: Mapped[int] = mapped_column(ForeignKey("people_units.id"), index=True)
    """The unit that is rated, or in which the person serves."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"), index=True)
    office: Mapped[str] = mapped_column(String(80), default="")
    """The office in words, as it stood then."""
    year: Mapped[int] = mapped_column(SmallInteger)
    """The year whose work is rated."""

    meeting: Mapped[Meeting] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    result: Mapped["EvaluationResult | None"] = relationship(
        lazy="raise_on_sql", back_populates="evaluated"
    )
    papers: Mapped[list["Paper"]] = relationship(
        lazy="raise_on_sql", back_populates="evaluated", order_by="Paper.id"
    )

    @property
    def ledger_ref(self) -> str:
        return f"evaluated/{self.id}"

    @property
    def place_path(self) -> str:
        """Where its meeting is; the meeting must be loaded."""
        return self.meeting.place_path

    def relations(self, actor: Actor) -> frozenset[Role]:
        """Whom it concerns: who is rated, and whoever serves in the unit. Who of them writes what,
        the rules say."""
        is_rated = isinstance(actor, Person) and (
            actor.id == self.person_id or self.unit_id in actor.unit_ids
        )
        return frozenset({Role.RATED}) if is_rated else frozenset()

    def is_spoken_for_by(self, person: Person) -> bool:
        """Who speaks: the person themselves; for a unit whoever holds an office in it."""
        if self.person_id is not None:
            return person.id == self.person_id
        return self.unit_id in person.unit_ids

    @property
    def name(self) -> str:
        """What it is called on the ballot paper: the unit, or the office and who holds it.

        Unit and person must be loaded. Whoever is rated in an office is named in full (JWH25
        Art.37: the result is published).
        """
        return rules.party_name(self.unit.name, self.office, self.person and self.person.name)

    @property
    def is_without_report(self) -> bool:
        """Whether the sitting opened without its report (EV-2); meeting and papers must be loaded."""
        is_there = self.paper(PaperKind.REPORT) is not None
        return rules.is_without_report(self.meeting.stage, is_there=is_there)

    @property
    def awaits_plan(self) -> bool:
        """Whether it owes a plan that is not filed (EV-3); result and papers must be loaded."""
        is_owed = self.result is not None and self.result.plan_due is not None
        return is_owed and self.paper(PaperKind.PLAN) is None

    @property
    def is_without_plan(self) -> bool:
        """Whether nobody waits for its plan any more, and none is filed (EV-3)."""
        return self.awaits_plan and self.result is not None and self.result.is_plan_given_up

    @property
    def awaits_recheck(self) -> bool:
        """Whether it is still to be looked at once more (AP-10)."""
        is_owed = self.result is not None and self.result.owes_recheck
        return is_owed and self.paper(PaperKind.RECHECK) is None

    def paper(self, kind: PaperKind) -> "Paper | None":
        """What was handed in of this kind; its papers must be loaded."""
        return next((paper for paper in self.papers if paper.kind is kind), None)


Index(  # to a constraint no two units without a person are the same
    "uq_meetings_evaluated_unit_once",
    Evaluated.meeting_id,
    Evaluated.unit_id,
    unique=True,
    sqlite_where=text("person_id IS NULL"),
    postgresql_where=text("person_id IS NULL"),
)


class Raters(Base):
    """评议人组: a group that rates, by a secret vote of its own or on a score sheet (AP-8)."""

    __tablename__ = "meetings_rater_groups"
    __table_args__ = (
        UniqueConstraint("meeting_id", "rater_group"),
        CheckConstraint("weight BETWEEN 0 AND 100", name="weighed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings_meetings.id"))
    group: Mapped[RaterGroup] = mapped_column("rater_group", choice(RaterGroup))
    weight: Mapped[int] = mapped_column(SmallInteger)
    """Out of 100, that all groups of a meeting add up to."""
    vote_id: Mapped[int | None] = mapped_column(ForeignKey("voting_votes.id"), unique=True)
    """Its vote; None: so few that they hand in a signed sheet, which is public."""

    meeting: Mapped[Meeting] = relationship(lazy="raise_on_sql")
    vote: Mapped[Vote | None] = relationship(lazy="raise_on_sql")
    sheets: Mapped[list["ScoreSheet"]] = relationship(
        lazy="raise_on_sql", back_populates="raters", order_by="ScoreSheet.evaluated_id"
    )

    @property
    def votes(self) -> bool:
        """Whether it votes, and hands in no sheet."""
        return self.vote_id is not None

    @property
    def owes_sheets(self) -> bool:
        """Whether a result waits for its sheets: what weighs nothing is owed by nobody (AP-8; D)."""
        return not self.votes and self.weight > 0

    def score_of(self, evaluated: Evaluated) -> int | None:
        """What its sheet gives a party, if it handed one in; its sheets must be loaded."""
        return next((s.score for s in self.sheets if s.evaluated_id == evaluated.id), None)

    @property
    def ledger_ref(self) -> str:
        return f"raters/{self.id}"

    @property
    def place_path(self) -> str:
        """Where its meeting is; the meeting must be loaded."""
        return self.meeting.place_path

    def relations(self, actor: Actor) -> frozenset[Role]:
        return frozenset()


class ScoreSheet(Base):
    """评分表: what a small group gives one party, signed; entered with its document."""

    __tablename__ = "meetings_score_sheets"
    __table_args__ = (CheckConstraint("score BETWEEN 0 AND 10000", name="scored"),)

    group_id: Mapped[int] = mapped_column(ForeignKey("meetings_rater_groups.id"), primary_key=True)
    evaluated_id: Mapped[int] = mapped_column(
        ForeignKey("meetings_evaluated.id"), primary_key=True, index=True
    )
    score: Mapped[int]
    """In hundredths of a point, of 100 points."""
    document_id: Mapped[int] = mapped_column(ForeignKey("files_attachments.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"))

    raters: Mapped[Raters] = relationship(lazy="raise_on_sql", back_populates="sheets")
    evaluated: Mapped[Evaluated] = relationship(lazy="raise_on_sql")
    document: Mapped[Attachment] = relationship(lazy="raise_on_sql")


class EvaluationResult(Base):
    """评议结果: what the ballots of the residents came to, and all groups together.

    The counts of each grade stay with the vote, and are shown through its ``shown`` only: what
    it does not show in whole leaves no figure here either (integrity.md 2.5).
    """

    __tablename__ = "meetings_evaluation_results"
    __table_args__ = (
        CheckConstraint("NOT is_incompetent OR outcome = 'valid'", name="found_by_a_quorum"),
        CheckConstraint("NOT is_second OR is_incompetent", name="second_of_two"),
    )

    evaluated_id: Mapped[int] = mapped_column(ForeignKey("meetings_evaluated.id"), primary_key=True)
    outcome: Mapped[Outcome] = mapped_column(choice(Outcome))
    """VALID or NO_QUORUM."""
    returned: Mapped[int]
    """Ballots that the residents gave back."""
    valid: Mapped[int | None]
    """Ballots with a grade, 不了解 among them; None: too few, or too alike, to be shown."""
    score: Mapped[int | None]
    """Of a member: hundredths of a point (AP-2); as the rates, of ten at least who judged (AP-7)."""
    rate: Mapped[int | None]
    """Of a unit: 满意率 in hundredths of a percent (AP-3)."""
    strict_rate: Mapped[int | None]
    """The same without 基本满意."""
    weighted: Mapped[int | None]
    """All groups that gave something by their weights, in hundredths (AP-8); None where the residents
    rate alone, or a group's figure may not be shown."""
    is_incompetent: Mapped[bool] = mapped_column(default=False)
    """不称职 (AP-4)."""
    is_second: Mapped[bool] = mapped_column(default=False)
    """One of two successive years, published later: the office ends by law (JWH25 Art.37; AP-5)."""
    owes_recheck: Mapped[bool] = mapped_column(default=False)
    """Whether it is looked at once more (AP-10), by the counts themselves: kept, since a figure is
    not where they are not shown in whole."""
    published_at: Mapped[datetime] = mapped_column(Instant)

    evaluated: Mapped[Evaluated] = relationship(lazy="raise_on_sql", back_populates="result")

    @property
    def published_on(self) -> date:
        return clock.day_of(self.published_at)

    @property
    def knows_returned(self) -> bool:
        """Whether anybody knows how many came back: not where the urn was lost with them."""
        return bool(self.returned) or self.outcome is not Outcome.UNOPENED

    @property
    def plan_due(self) -> Due | None:
        """By when the plan is filed (EV-3); None: nothing was found that asks for one."""
        if not rules.owes_plan(self.outcome):
            return None
        return rules.plan_due(self.published_on, calendar.current())

    @property
    def recheck_due(self) -> Due | None:
        """When it is looked at once more (AP-10); None: it need not be."""
        if not self.owes_recheck:
            return None
        return rules.recheck_due(self.published_on, calendar.current())

    @property
    def is_plan_given_up(self) -> bool:
        """Whether its plan, if there is none by now, is waited for no longer (EV-3)."""
        return rules.is_plan_given_up(self.published_on, clock.today(), calendar.current())


measures = Table(
    "meetings_measures",
    Base.metadata,
    Column("paper_id", Integer, ForeignKey("meetings_evaluation_papers.id"), primary_key=True),
    Column(
        "commitment_id",
        Integer,
        ForeignKey("register_commitments.id"),
        primary_key=True,
        unique=True,
    ),
)
"""Which measures belong to which plan: each is a promise in the public register."""


class Paper(Base):
    """What is written around an evaluation: report, statement, plan, re-check; one of each."""

    __tablename__ = "meetings_evaluation_papers"
    __table_args__ = (
        UniqueConstraint("evaluated_id", "kind"),
        CheckConstraint("(kind = 'recheck') = (finding IS NOT NULL)", name="recheck_finds"),
        CheckConstraint(
            "kind <> 'plan' OR (contact <> '' AND signed_by <> '')", name="plan_is_signed"
        ),
        CheckConstraint(
            "(original_id IS NULL) = (original_by_id IS NULL)", name="original_by_somebody"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluated_id: Mapped[int] = mapped_column(ForeignKey("meetings_evaluated.id"))
    kind: Mapped[PaperKind] = mapped_column(choice(PaperKind))
    text: Mapped[str] = mapped_column(Text)
    contact: Mapped[str] = mapped_column(String(120), default="")
    """Of a plan: whom one may ask."""
    signed_by: Mapped[str] = mapped_column(String(60), default="")
    """Of a plan: the head who signed it (EV-3)."""
    document_id: Mapped[int | None] = mapped_column(ForeignKey("files_attachments.id"))
    finding: Mapped[RecheckFinding | None] = mapped_column(choice(RecheckFinding))
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"))
    is_paper: Mapped[bool] = mapped_column(default=False)
    """Whether it came on paper, and who is not rated entered it with its original."""
    original_id: Mapped[int | None] = mapped_column(ForeignKey("files_attachments.id"))
    """What others had entered before the rated handed in their own: what it promised is held
    against it."""
    original_by_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))

    evaluated: Mapped[Evaluated] = relationship(lazy="raise_on_sql", back_populates="papers")
    by: Mapped[Person] = relationship(foreign_keys=by_id, lazy="raise_on_sql")
    document: Mapped[Attachment | None] = relationship(
        foreign_keys=document_id, lazy="raise_on_sql"
    )
    original: Mapped[Attachment | None] = relationship(
        foreign_keys=original_id, lazy="raise_on_sql"
    )
    original_by: Mapped[Person | None] = relationship(
        foreign_keys=original_by_id, lazy="raise_on_sql"
    )
    measures: Mapped[list[Commitment]] = relationship(
        secondary=measures, order_by=Commitment.id, lazy="raise_on_sql"
    )
