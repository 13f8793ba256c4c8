"""The way of one round as its page shows it: what is done, what is now, what is next."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from civic.matters.rules import Progress
from civic.meetings.rules.stages import M, MeetingStage


class Step(StrEnum):
    """One link of the chain."""

    PREPARATION = "preparation"
    NOTICE = "notice"
    SESSION = "session"
    MINUTES = "minutes"
    ANSWERS = "answers"
    RESULT = "result"


STEP: Final[Mapping[MeetingStage, Step]] = {
    M.DRAFT: Step.PREPARATION,
    M.PANEL_FORMED: Step.PREPARATION,
    M.POSTPONED: Step.PREPARATION,
    M.NOTICED: Step.NOTICE,
    M.IN_SESSION: Step.SESSION,
    M.SAT: Step.MINUTES,
    M.REPLIES_AWAITED: Step.ANSWERS,
    M.PUBLISHED: Step.RESULT,
    M.ARCHIVED: Step.RESULT,
}
"""The step that is the present one; a round that was broken off has none."""


def progress(stage: MeetingStage) -> tuple[tuple[Step, Progress], ...]:
    """Every step with where it stands; once published all is done."""
    if stage in {M.PUBLISHED, M.ARCHIVED}:
        return tuple((step, Progress.DONE) for step in Step)
    now = STEP.get(stage)
    if now is None:
        return ()
    order = tuple(Step)
    here = order.index(now)
    return tuple(
        (
            step,
            Progress.DONE if place < here else Progress.NOW if place == here else Progress.NEXT,
        )
        for place, step in enumerate(order)
    )
