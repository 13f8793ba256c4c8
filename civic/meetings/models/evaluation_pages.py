"""What the pages of an evaluation show, in as many queries however many are rated."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from civic.meetings.models.evaluation import Evaluated, Paper, Raters, ScoreSheet
from civic.voting.models import Box, Question, Vote
from civic.voting.rules import RESULT_PUBLIC


def rated_with_papers(meeting_id: int) -> Select[Evaluated]:
    """Who is rated, in the order of the notice, with result, papers and measures."""
    return (
        select(Evaluated)
        .where(Evaluated.meeting_id == meeting_id)
        .options(
            joinedload(Evaluated.unit),
            joinedload(Evaluated.person),
            joinedload(Evaluated.result),
            joinedload(Evaluated.papers).options(
                joinedload(Paper.document), joinedload(Paper.measures)
            ),
        )
        .order_by(Evaluated.position)
        .execution_options(populate_existing=True)
    )


def raters_with_sheets(meeting_id: int) -> Select[*tuple[Any, ...]]:
    """Rows (group, the urn of its vote): the groups that rate, with vote and sheets."""
    return (
        select(Raters, Box)
        .outerjoin(Box, Box.vote_id == Raters.vote_id)
        .where(Raters.meeting_id == meeting_id)
        .options(
            joinedload(Raters.vote),
            joinedload(Raters.sheets).joinedload(ScoreSheet.document),
        )
        .order_by(Raters.id)
        .execution_options(populate_existing=True)
    )


def asked_with_counts(vote_ids: Collection[int]) -> Select[Question]:
    """The questions of published votes with what stands behind each grade."""
    return (
        select(Question)
        .join(Question.vote)
        .where(Question.vote_id.in_(vote_ids), Vote.stage.in_(RESULT_PUBLIC))
        .options(joinedload(Question.counts))
        .order_by(Question.vote_id, Question.position)
    )
