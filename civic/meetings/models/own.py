"""What is kept here about one person, for that person (PIPL 45)."""

from typing import Any

from sqlalchemy import Select, and_, or_, select

from civic.meetings.models.evaluation import Evaluated, EvaluationResult, Paper
from civic.meetings.models.tables import Registration


def own_registrations(person_id: int) -> Select[*tuple[Any, ...]]:
    """Which seats a person asked for, and what came of it."""
    return select(
        Registration.meeting_id,
        Registration.part,
        Registration.is_online,
        Registration.state,
        Registration.at,
    ).where(Registration.person_id == person_id)


def own_evaluations(person_id: int) -> Select[*tuple[Any, ...]]:
    """How a person was rated in an office, once it was published."""
    return (
        select(
            Evaluated.meeting_id,
            Evaluated.office,
            Evaluated.year,
            EvaluationResult.outcome,
            EvaluationResult.valid,
            EvaluationResult.score,
            EvaluationResult.weighted,
            EvaluationResult.is_incompetent,
            EvaluationResult.is_second,
            EvaluationResult.published_at,
        )
        .join(EvaluationResult, EvaluationResult.evaluated_id == Evaluated.id)
        .where(Evaluated.person_id == person_id)
        .order_by(Evaluated.id)
    )


def own_papers(person_id: int) -> Select[*tuple[Any, ...]]:
    """What a person handed in around evaluations, for themselves or for their unit; what came on
    paper is theirs who signed it."""
    entered = and_(Paper.is_paper, Evaluated.person_id == person_id)
    return (
        select(Evaluated.meeting_id, Paper.kind, Paper.text, Paper.finding, Paper.at)
        .join(Paper, Paper.evaluated_id == Evaluated.id)
        .where(or_(entered, and_(~Paper.is_paper, Paper.by_id == person_id)))
        .order_by(Paper.id)
    )


OWN_DATA = {
    "registrations": own_registrations,
    "evaluations": own_evaluations,
    "evaluation_papers": own_papers,
}
