"""The way of one round as its page shows it: what is done, what is now, what is next."""

from collections.abc import Mapping
from dataclasses import dataclass
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
    return tuple((step, _at(place, here)) for place, step in enumerate(order))


class EvaluationStep(StrEnum):
    """One link of an evaluation's chain (EV-2)."""

    NOTICE = "notice"
    REPORT = "report"
    QUESTIONS = "questions"
    BALLOT = "ballot"
    COUNT = "count"
    RESULT = "result"
    PLAN = "plan"
    RECHECK = "recheck"


@dataclass(frozen=True, slots=True)
class Way:
    """How far an evaluation has come, beside its stage."""

    are_reports_in: bool
    is_ballot_begun: bool
    is_ballot_over: bool
    is_counted: bool
    owes_plan: bool
    lacks_plan: bool
    """A plan that was owed never came, and nobody waits for it any more (EV-3)."""
    owes_recheck: bool
    is_mended: bool
    """Every plan that is owed is filed, or given up, and every measure settled."""
    is_rechecked: bool


def evaluation_step(stage: MeetingStage, way: Way) -> EvaluationStep | None:
    """The step that is the present one; None: all is done, or it was broken off."""
    match stage:
        case M.DRAFT | M.POSTPONED:
            return EvaluationStep.NOTICE
        case M.NOTICED:
            return EvaluationStep.QUESTIONS if way.are_reports_in else EvaluationStep.REPORT
        case M.IN_SESSION if not way.is_ballot_begun:
            return EvaluationStep.QUESTIONS
        case M.IN_SESSION | M.SAT if not way.is_ballot_over:
            return EvaluationStep.BALLOT
        case M.IN_SESSION | M.SAT:
            return EvaluationStep.RESULT if way.is_counted else EvaluationStep.COUNT
        case M.PUBLISHED if way.owes_plan and not way.is_mended:
            return EvaluationStep.PLAN
        case M.PUBLISHED if way.owes_recheck and not way.is_rechecked:
            return EvaluationStep.RECHECK
    return None


def evaluation_progress(
    stage: MeetingStage, way: Way
) -> tuple[tuple[EvaluationStep, Progress], ...]:
    """Every step with where it stands. What nobody owes stays open, and ``unowed`` says so; what
    never came stays open too, and ``missed`` does."""
    if stage is M.CANCELLED:
        return ()
    steps, out = list(EvaluationStep), unowed(stage, way) | missed(stage, way)
    now = evaluation_step(stage, way)
    here = len(steps) if now is None else steps.index(now)
    return tuple(
        (step, Progress.NEXT if step in out else _at(place, here))
        for place, step in enumerate(steps)
    )


def unowed(stage: MeetingStage, way: Way) -> frozenset[EvaluationStep]:
    """What nobody owes, once the result is known (EV-3, AP-10)."""
    if stage not in {M.PUBLISHED, M.ARCHIVED}:
        return frozenset()
    owed = {EvaluationStep.PLAN: way.owes_plan, EvaluationStep.RECHECK: way.owes_recheck}
    return frozenset(step for step, is_owed in owed.items() if not is_owed)


def missed(stage: MeetingStage, way: Way) -> frozenset[EvaluationStep]:
    """What was owed and never came (EV-3)."""
    is_over = stage in {M.PUBLISHED, M.ARCHIVED} and way.lacks_plan
    is_now = evaluation_step(stage, way) is EvaluationStep.PLAN
    return frozenset({EvaluationStep.PLAN} if is_over and not is_now else ())


def _at(place: int, here: int) -> Progress:
    return Progress.DONE if place < here else Progress.NOW if place == here else Progress.NEXT
