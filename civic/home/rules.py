"""What can wait for somebody, and what is urgent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Wait(StrEnum):
    """What waits, in the order of a matter's life."""

    CLARIFY = "clarify"
    SCREEN = "screen"
    REVIEW = "review"
    ROUTE = "route"
    MATTER_OBJECTION = "matter_objection"
    CONVENE = "convene"
    NOTIFY = "notify"
    SIT = "sit"
    IN_SESSION = "in_session"
    CONFIRM = "confirm"
    MINUTE = "minute"
    HAND_ON = "hand_on"
    SEND = "send"
    ANSWER = "answer"
    OBJECTION = "objection"
    PUBLISH = "publish"
    KEEP = "keep"
    STRIKE_OFF = "strike_off"
    NAME_CASTER = "name_caster"
    NAME_ANOTHER = "name_another"
    VOTE = "vote"
    VOTE_SECRETLY = "vote_secretly"
    POST_VOTE = "post_vote"
    ROLL_OBJECTION = "roll_objection"
    AMEND_ROLL = "amend_roll"
    CHECK_PROXY = "check_proxy"
    CHECK_NAMING = "check_naming"
    SET_UP_URN = "set_up_urn"
    OPEN_URN = "open_urn"
    SIGN_URN = "sign_urn"
    SIGN_LOSS = "sign_loss"
    DESTROY_URN = "destroy_urn"
    COUNT_VOTE = "count_vote"
    PUBLISH_VOTE = "publish_vote"
    VERIFY_VOTE = "verify_vote"
    CONVENE_EVALUATION = "convene_evaluation"
    NOTIFY_EVALUATION = "notify_evaluation"
    REPORT = "report"
    SCORE = "score"
    PUBLISH_EVALUATION = "publish_evaluation"
    PLAN = "plan"
    RECHECK = "recheck"


SOON = timedelta(days=2)
_SITTING = frozenset({Wait.SIT, Wait.IN_SESSION})
"""What begins at an hour is not overdue when it has begun."""


@dataclass(frozen=True)
class Task:
    """One thing that waits: what, where it is done, how many of it, by when."""

    kind: Wait
    ref_id: int
    title: str
    count: int
    due_at: datetime | None

    def is_overdue(self, now: datetime) -> bool:
        """Whether its time is over; the clock says so, nobody has to run anything."""
        return self.due_at is not None and self.due_at < now and self.kind not in _SITTING

    def is_soon(self, now: datetime) -> bool:
        """Whether less than two days are left."""
        return self.due_at is not None and now <= self.due_at < now + SOON


def in_order(tasks: list[Task]) -> list[Task]:
    """What is due first stands first; what has no date comes last."""
    return sorted(
        tasks, key=lambda t: (t.due_at is None, t.due_at.timestamp() if t.due_at else 0, t.ref_id)
    )
