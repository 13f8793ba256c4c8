"""What the committee's and the Party's desks do with a matter, and how a list groups them."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from civic.errors import AlreadyDone, Invalid, OutOfOrder
from civic.matters.rules.routing import Effect, Route
from civic.matters.rules.screening import REASON_LENGTH, check_length
from civic.matters.rules.stages import (
    FINAL,
    S,
    Stage,
    Why,
    advance,
    require_open_for_editing,
)

# Routing -----------------------------------------------------------------------------

OPEN_FOR_ROUTING: Final = frozenset({S.SCREENED})


def require_open_for_routing(stage: Stage) -> None:
    """A forum is chosen after acceptance, until one takes the matter up (D)."""
    if stage not in OPEN_FOR_ROUTING:
        raise OutOfOrder(Why.NOT_OPEN_FOR_ROUTING, stage=stage)


def send(stage: Stage, route: Route, *, note: str) -> Stage:
    """An accepted matter gets its forum, until one takes it up (B0.1; D).

    What no forum here may settle leaves with a word on where and why (LZ24 Art.15).
    """
    require_open_for_routing(stage)
    if route.effect is not Effect.ROUTED_OUT:
        return stage
    if not note.strip():
        raise Invalid(Why.REASON_MISSING, field="note")
    check_length(note, REASON_LENGTH, "note")
    return advance(stage, S.ROUTED_OUT)


# Party review ------------------------------------------------------------------------

OPEN_FOR_REVIEW: Final = frozenset({S.SCREENED})
"""From the acceptance on: from then on nobody puts other words in the place of those studied."""


def require_open_for_review(stage: Stage, *, has_review: bool) -> None:
    """Studied once, in the words that stay, before a forum takes it up (JWH25 Art.30; D)."""
    if stage not in OPEN_FOR_REVIEW:
        raise OutOfOrder(Why.NOT_OPEN_FOR_REVIEW, stage=stage, article="JWH25 Art.30")
    if has_review:
        raise AlreadyDone(Why.REVIEWED_ALREADY)


def review(stage: Stage, *, reviewed_on: date, today: date, has_review: bool, text: str) -> str:
    """The Party organisation studies it before a forum takes it up (JWH25 Art.30)."""
    require_open_for_review(stage, has_review=has_review)
    if reviewed_on > today:
        raise Invalid(Why.REVIEW_IN_FUTURE, field="reviewed_on", reviewed_on=reviewed_on)
    return check_length(text, REASON_LENGTH, "text")


# Attachments -------------------------------------------------------------------------

MOST_FILES: Final = 9
OPEN_FOR_FILES: Final = frozenset(Stage) - FINAL


def attach(stage: Stage, *, present: int, added: int) -> None:
    """Pictures and papers join a matter while it runs, nine at most (D)."""
    if stage not in OPEN_FOR_FILES:
        raise OutOfOrder(Why.NOT_OPEN_FOR_FILES, stage=stage)
    if present + added > MOST_FILES:
        raise Invalid(Why.TOO_MANY_FILES, field="file", most=MOST_FILES, present=present)


def detach(stage: Stage, supporters: int) -> None:
    """What neighbours saw when they seconded stays (D)."""
    require_open_for_editing(stage, supporters)


# Lists -------------------------------------------------------------------------------


class Phase(StrEnum):
    """Stages as a reader of the list groups them."""

    SCREENING = "screening"
    ACCEPTED = "accepted"
    UNDER_WAY = "under_way"
    CARRYING_OUT = "carrying_out"
    CLOSED = "closed"
    ENDED_EARLY = "ended_early"


PHASES: Final[Mapping[Phase, frozenset[Stage]]] = {
    Phase.SCREENING: frozenset({S.SUBMITTED}),
    Phase.ACCEPTED: frozenset({S.SCREENED, S.PLANNED}),
    Phase.UNDER_WAY: frozenset({S.NOTICED, S.IN_SESSION, S.MINUTED}),
    Phase.CARRYING_OUT: frozenset({S.FOLLOW_UP, S.RESULT_PUBLISHED, S.EVALUATED}),
    Phase.CLOSED: frozenset({S.ARCHIVED}),
    Phase.ENDED_EARLY: frozenset({S.REJECTED, S.ROUTED_OUT, S.WITHDRAWN, S.MERGED}),
}
"""Every public stage stands in exactly one phase."""


class Sort(StrEnum):
    """In which order a list stands."""

    NEWEST = "newest"
    SECONDED = "seconded"
    DUE = "due"
