"""How the demo's clock may be moved: forward only."""

from datetime import datetime, timedelta
from enum import StrEnum

from civic.errors import OutOfOrder


class Move(StrEnum):
    """A push of the hands."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    DEADLINE = "deadline"


class Why(StrEnum):
    """Reasons to refuse."""

    NOTHING_DUE = "demo.nothing_due"


SPANS = {Move.HOUR: timedelta(hours=1), Move.DAY: timedelta(days=1), Move.WEEK: timedelta(days=7)}


def moved(now: datetime, move: Move, next_at: datetime | None) -> timedelta:
    """How far to push. To a deadline means one minute past it, so that it takes effect."""
    if move is not Move.DEADLINE:
        return SPANS[move]
    if next_at is None:
        raise OutOfOrder(Why.NOTHING_DUE)
    return next_at - now + timedelta(minutes=1)
