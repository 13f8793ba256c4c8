"""The way of one round as its page shows it: what is done, what is now, what is next."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from civic.matters.rules import Progress
from civic.meetings.rules.stages import M, MeetingStage
from civic.sittings.rules import State


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


class Stands(StrEnum):
    """How far a stage has come, where one word for the whole stage would be stale."""

    MINUTES_TO_WRITE = "minutes_to_write"
    MINUTES_TO_CONFIRM = "minutes_to_confirm"
    TO_SEND = "to_send"
    ANSWERS_DUE = "answers_due"
    CONTESTED = "contested"
    ALL_ANSWERED = "all_answered"


_MINUTES: Final[Mapping[State, Stands]] = {
    State.CLOSED: Stands.MINUTES_TO_WRITE,
    State.MINUTES_DRAFT: Stands.MINUTES_TO_CONFIRM,
    State.MINUTES_CONFIRMED: Stands.TO_SEND,
}


def stands(
    stage: MeetingStage, sitting: State, unanswered: int | None = None, contested: int = 0
) -> Stands | None:
    """How far its stage has come, as far as it is known (``unanswered``: on its own page)."""
    if stage is M.SAT:
        return _MINUTES.get(sitting)
    if stage is M.REPLIES_AWAITED and unanswered is not None:
        if unanswered:
            return Stands.ANSWERS_DUE
        return Stands.CONTESTED if contested else Stands.ALL_ANSWERED
    return None


_AHEAD: Final[Mapping[Stands | None, Step]] = {
    Stands.TO_SEND: Step.ANSWERS,
    Stands.ALL_ANSWERED: Step.RESULT,
}


def progress(stage: MeetingStage, at: Stands | None = None) -> tuple[tuple[Step, Progress], ...]:
    """Every step with where it stands; once published all is done."""
    if stage in {M.PUBLISHED, M.ARCHIVED}:
        return tuple((step, Progress.DONE) for step in Step)
    now = _AHEAD.get(at, STEP.get(stage))
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
