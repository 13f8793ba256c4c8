"""Whose turn it is to change an opinion, and what of it is findable."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from civic import search
from civic.db import session
from civic.opinions.models import SEARCHED, Opinion

_MOVING = (
    Opinion.matter_id,
    Opinion.place_path,
    Opinion.hidden,
    Opinion.agree,
    Opinion.disagree,
    Opinion.passed,
    Opinion.unit_id,
    Opinion.due_on,
    Opinion.unit_due_on,
    Opinion.extended_at,
    Opinion.reply_id,
    Opinion.answered_at,
)


def hold(opinions: Sequence[Opinion]) -> None:
    """Nobody else changes these until the act is committed (PostgreSQL); see them as they are.

    One query for all of them, in one order, so that two acts never wait for each other.
    """
    known = {opinion.id: opinion for opinion in opinions}
    rows = session().execute(
        select(Opinion.id, *_MOVING)
        .where(Opinion.id.in_(known))
        .order_by(Opinion.id)
        .with_for_update()
    )
    for row in rows:
        for column, value in zip(_MOVING, row[1:], strict=True):
            set_committed_value(known[row[0]], column.key, value)


def make_findable(opinion: Opinion, answer: str | None) -> None:
    """Its own words and those of its answer; of a hidden one, nothing."""
    if opinion.hidden is None:
        search.index(SEARCHED, opinion.id, f"{opinion.text}\n{answer or ''}")
    else:
        search.remove(SEARCHED, opinion.id)
