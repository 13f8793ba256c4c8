"""What a vote is to whoever looks for one: to be voted in now, to come, being counted, decided."""

from datetime import datetime
from enum import StrEnum

from civic.voting.rules.stages import VoteStage


class Phase(StrEnum):
    """In the order in which somebody looks for them."""

    NOW = "now"
    COMING = "coming"
    COUNTING = "counting"
    RESULT = "result"
    CANCELLED = "cancelled"


def phase(stage: VoteStage, closes_at: datetime | None, at: datetime) -> Phase:
    """By the clock: when its hour has passed nobody votes, whether somebody has closed it or not;
    and what never began comes no more."""
    match stage:
        case VoteStage.OPEN:
            return Phase.NOW if closes_at is not None and at < closes_at else Phase.COUNTING
        case VoteStage.POSTED if closes_at is not None and at >= closes_at:
            return Phase.CANCELLED
        case VoteStage.DRAFT | VoteStage.POSTED:
            return Phase.COMING
        case VoteStage.CLOSED | VoteStage.RECONCILED | VoteStage.COUNTED:
            return Phase.COUNTING
        case VoteStage.CANCELLED:
            return Phase.CANCELLED
        case _:
            return Phase.RESULT
