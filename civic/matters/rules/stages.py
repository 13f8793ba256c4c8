"""The stages of a matter, the drawing of B1.1, and what is open at each stage."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from civic.errors import AlreadyDone, OutOfOrder


class Why(StrEnum):
    """Why an act on a matter was refused."""

    NOT_NEXT = "matters.not_next"
    NOT_OPEN_FOR_SECONDING = "matters.not_open_for_seconding"
    NOT_OPEN_FOR_WITHDRAWAL = "matters.not_open_for_withdrawal"
    NOT_OPEN_FOR_EDITING = "matters.not_open_for_editing"
    NOT_OPEN_FOR_MERGING = "matters.not_open_for_merging"
    OWN_MATTER = "matters.own_matter"
    SECONDED_ALREADY = "matters.seconded_already"
    NOT_SECONDED = "matters.not_seconded"
    NO_CATEGORY = "matters.no_category"
    NO_PLACE = "matters.no_place"
    TOO_SHORT = "matters.too_short"
    TOO_LONG = "matters.too_long"
    REASON_MISSING = "matters.reason_missing"
    DESTINATION_MISSING = "matters.destination_missing"
    QUALIFIED = "matters.qualified"
    NO_FORUM = "matters.no_forum"
    PARTY_REVIEW_MISSING = "matters.party_review_missing"
    SAME_MATTER = "matters.same_matter"
    NOT_SETTLED = "matters.not_settled"
    NOT_OPEN_FOR_ROUTING = "matters.not_open_for_routing"
    NOT_OPEN_FOR_REVIEW = "matters.not_open_for_review"
    REVIEWED_ALREADY = "matters.reviewed_already"
    REVIEW_IN_FUTURE = "matters.review_in_future"
    OTHER_COMMUNITY = "matters.other_community"
    MANY_TODAY = "matters.many_today"
    NOT_OPEN_FOR_FILES = "matters.not_open_for_files"
    TOO_MANY_FILES = "matters.too_many_files"
    IS_HIDDEN = "matters.is_hidden"
    HIDDEN_ALREADY = "matters.hidden_already"
    NOT_HIDDEN = "matters.not_hidden"
    FILE_GONE = "matters.file_gone"
    NOT_A_GROUND = "matters.not_a_ground"
    OBJECTED_ALREADY = "matters.objected_already"
    OBJECTION_TOO_LATE = "matters.objection_too_late"
    NO_OPEN_OBJECTION = "matters.no_open_objection"
    DECIDES_OWN_HIDING = "matters.decides_own_hiding"


class Stage(StrEnum):
    """Where a matter stands (B1.1)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SCREENED = "screened"
    PLANNED = "planned"
    NOTICED = "noticed"
    IN_SESSION = "in_session"
    MINUTED = "minuted"
    FOLLOW_UP = "follow_up"
    RESULT_PUBLISHED = "result_published"
    EVALUATED = "evaluated"
    ARCHIVED = "archived"
    REJECTED = "rejected"
    ROUTED_OUT = "routed_out"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


S = Stage

NEXT: Final[Mapping[Stage, frozenset[Stage]]] = {
    S.DRAFT: frozenset({S.SUBMITTED, S.WITHDRAWN}),
    S.SUBMITTED: frozenset({S.SCREENED, S.WITHDRAWN, S.MERGED}),
    S.SCREENED: frozenset({S.PLANNED, S.REJECTED, S.ROUTED_OUT, S.MERGED}),
    S.PLANNED: frozenset({S.NOTICED}),
    # postponed or called off: a new notice is needed
    S.NOTICED: frozenset({S.IN_SESSION, S.PLANNED}),
    # back to PLANNED is the next round, at any time before the decision (HR-10)
    S.IN_SESSION: frozenset({S.MINUTED, S.PLANNED}),
    S.MINUTED: frozenset({S.FOLLOW_UP, S.IN_SESSION, S.PLANNED}),
    S.FOLLOW_UP: frozenset({S.RESULT_PUBLISHED, S.PLANNED}),
    # what leaves nothing to carry out is archived without an evaluation
    S.RESULT_PUBLISHED: frozenset({S.EVALUATED, S.ARCHIVED, S.PLANNED}),
    S.EVALUATED: frozenset({S.ARCHIVED, S.FOLLOW_UP}),
    S.ARCHIVED: frozenset(),
    S.REJECTED: frozenset(),
    S.ROUTED_OUT: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.MERGED: frozenset(),
}
"""The drawing of B1.1: from each stage, the stages that may follow."""

FINAL: Final = frozenset(stage for stage, after in NEXT.items() if not after)
STOPPED: Final = FINAL - {S.ARCHIVED}
"""Ended before any forum took it up."""

OPEN_FOR_SECONDING: Final = frozenset({S.SUBMITTED, S.SCREENED})
OPEN_FOR_OPINIONS: Final = frozenset({S.SCREENED, S.PLANNED, S.NOTICED, S.IN_SESSION, S.MINUTED})
OPEN_FOR_WITHDRAWAL: Final = frozenset(
    stage for stage, after in NEXT.items() if S.WITHDRAWN in after
)
OPEN_FOR_MERGING: Final = frozenset(stage for stage, after in NEXT.items() if S.MERGED in after)
OPEN_FOR_JOINING: Final = OPEN_FOR_MERGING | {S.PLANNED, S.NOTICED}
"""Still before its sitting; once one is being prepared, others join it, not it others."""
PUBLIC: Final = frozenset(Stage) - {S.DRAFT}
"""Seen by everybody; a draft is seen by its author."""


def advance(stage: Stage, to: Stage) -> Stage:
    """The next stage, if the drawing has that arrow."""
    if to not in NEXT[stage]:
        raise OutOfOrder(Why.NOT_NEXT, stage=stage, to=to)
    return to


def require_open_for_seconding(stage: Stage) -> None:
    """Neighbours second a matter until a forum takes it up (CN-8; D)."""
    if stage not in OPEN_FOR_SECONDING:
        raise OutOfOrder(Why.NOT_OPEN_FOR_SECONDING, stage=stage)


def second(stage: Stage, *, is_author: bool, has_seconded: bool) -> None:
    """Somebody other than its author puts a name under a matter, once (CN-8; D)."""
    require_open_for_seconding(stage)
    if is_author:
        raise OutOfOrder(Why.OWN_MATTER)
    if has_seconded:
        raise AlreadyDone(Why.SECONDED_ALREADY)


def take_back_second(stage: Stage, *, has_seconded: bool) -> None:
    """Whoever seconded may think again, as long as seconding is open (D)."""
    require_open_for_seconding(stage)
    if not has_seconded:
        raise OutOfOrder(Why.NOT_SECONDED)


def withdraw(stage: Stage) -> Stage:
    """The author may take a matter back until it has been screened (B1.1)."""
    if stage not in OPEN_FOR_WITHDRAWAL:
        raise OutOfOrder(Why.NOT_OPEN_FOR_WITHDRAWAL, stage=stage)
    return advance(stage, S.WITHDRAWN)


def is_open_for_editing(stage: Stage, supporters: int) -> bool:
    """Words may change as long as nobody has put a name under them (D)."""
    return stage is S.DRAFT or (stage is S.SUBMITTED and supporters == 0)


def require_open_for_editing(stage: Stage, supporters: int) -> None:
    """Refuse a change of words that others have already seconded (D)."""
    if not is_open_for_editing(stage, supporters):
        raise OutOfOrder(Why.NOT_OPEN_FOR_EDITING, stage=stage, supporters=supporters)
