"""Raising, qualifying, screening, merging, planning and archiving a matter (B1.1; CN-8)."""

from datetime import date
from enum import StrEnum
from typing import Final

from civic.checks import Check, Op
from civic.clock import Calendar, Due
from civic.errors import Invalid, OutOfOrder, TooOften
from civic.matters.rules.routing import Forum, needs_party_review
from civic.matters.rules.stages import OPEN_FOR_JOINING, OPEN_FOR_MERGING, S, Stage, Why, advance
from civic.policy import NEIGHBOURS, Role

MATTERS_A_DAY: Final = 10


class Category(StrEnum):
    """What a matter is about; at least one (TM-1)."""

    ENVIRONMENT = "environment"
    FACILITIES = "facilities"
    PARKING = "parking"
    SAFETY = "safety"
    RENOVATION = "renovation"
    PROPERTY_SERVICE = "property_service"
    CARE = "care"
    CULTURE = "culture"
    NEIGHBOURS = "neighbours"
    SELF_GOVERNANCE = "self_governance"
    OTHER = "other"


TITLE_LENGTH: Final = (4, 60)
TEXT_LENGTH: Final = (10, 5000)
REASON_LENGTH: Final = (4, 1000)


def check_length(text: str, limit: tuple[int, int], field: str) -> str:
    """The text without its margins, if it is neither too short nor too long."""
    text, (least, most) = text.strip(), limit
    if len(text) < least:
        raise Invalid(Why.TOO_SHORT, field=field, least=least, length=len(text))
    if len(text) > most:
        raise Invalid(Why.TOO_LONG, field=field, most=most, length=len(text))
    return text


def submit(
    stage: Stage, *, title: str, text: str, has_place: bool, categories: frozenset[Category]
) -> Stage:
    """A matter is submitted with text, place and at least one category (TM-1)."""
    check_length(title, TITLE_LENGTH, "title")
    check_length(text, TEXT_LENGTH, "text")
    if not has_place:
        raise Invalid(Why.NO_PLACE, field="place")
    if not categories:
        raise Invalid(Why.NO_CATEGORY, field="categories")
    return advance(stage, S.SUBMITTED)


SUPPORTERS_TO_QUALIFY: Final = 10
HOUSEHOLDS_TO_QUALIFY: Final = 5
"""Households that do in a courtyard (院落) (CN-8)."""


def qualification(
    supporters: int, *, households: int = 0, is_courtyard: bool = False
) -> tuple[Check, ...]:
    """Ten supporters, or five households in a courtyard: either one suffices (CN-8)."""
    checks = [Check("supporters", supporters, Op.GE, SUPPORTERS_TO_QUALIFY, "CN-8")]
    if is_courtyard:
        checks.append(Check("households", households, Op.GE, HOUSEHOLDS_TO_QUALIFY, "CN-8"))
    return tuple(checks)


def qualifies(supporters: int, *, households: int = 0, is_courtyard: bool = False) -> bool:
    """Whether enough neighbours stand behind it that it may not be turned away (CN-8)."""
    checks = qualification(supporters, households=households, is_courtyard=is_courtyard)
    return any(check.holds for check in checks)


class Screening(StrEnum):
    """What the committee says of a submitted matter (TM-2)."""

    ACCEPT = "accept"
    REJECT = "reject"
    ROUTE_OUT = "route_out"


class Destination(StrEnum):
    """Where a matter is sent that no forum here may take up (B1.1, B0.1)."""

    HOTLINE_12345 = "hotline_12345"
    COURT = "court"
    OWNERS = "owners"
    DEPARTMENT = "department"


SCREENING_WORKING_DAYS: Final = 5


def screening_due(submitted_on: date, calendar: Calendar) -> Due:
    """The committee screens within five working days (TM-2)."""
    return calendar.working_days_after(submitted_on, SCREENING_WORKING_DAYS)


def screen(
    stage: Stage,
    result: Screening,
    *,
    reason: str,
    is_qualified: bool,
    destination: Destination | None = None,
) -> Stage:
    """Accept, reject or route out, always with a reason that the proposer sees (TM-2).

    A qualified matter (CN-8) is accepted or sent where it belongs, never rejected.
    """
    screened = advance(stage, S.SCREENED)
    if not reason.strip():
        raise Invalid(Why.REASON_MISSING, field="reason")
    check_length(reason, REASON_LENGTH, "reason")
    match result:
        case Screening.ACCEPT:
            return screened
        case Screening.REJECT:
            if is_qualified:
                raise OutOfOrder(Why.QUALIFIED, article="CN-8")
            return advance(screened, S.REJECTED)
        case Screening.ROUTE_OUT:
            if destination is None:
                raise Invalid(Why.DESTINATION_MISSING, field="destination")
            return advance(screened, S.ROUTED_OUT)


def check_often(raised_as: Role, raised_today: int) -> None:
    """So many a day from one neighbour, drafts too: the committee has five days for each (TM-2; D)."""
    if raised_as in NEIGHBOURS and raised_today >= MATTERS_A_DAY:
        raise TooOften(Why.MANY_TODAY, most=MATTERS_A_DAY)


def merge(
    stage: Stage,
    into: Stage,
    *,
    is_same: bool,
    needs_party_review: bool,
    is_into_reviewed: bool,
) -> Stage:
    """A matter joins another one that is still before its sitting (B1.1; D).

    What waits for Party review joins only what can still be studied with it (JWH25 Art.30).
    """
    if is_same:
        raise Invalid(Why.SAME_MATTER, field="into")
    if into not in OPEN_FOR_JOINING:
        raise OutOfOrder(Why.NOT_OPEN_FOR_MERGING, stage=into)
    if stage not in OPEN_FOR_MERGING:
        raise OutOfOrder(Why.NOT_OPEN_FOR_MERGING, stage=stage)
    if needs_party_review and (is_into_reviewed or into not in OPEN_FOR_MERGING):
        raise OutOfOrder(Why.PARTY_REVIEW_MISSING, article="JWH25 Art.30")
    return advance(stage, S.MERGED)


def plan(
    stage: Stage, forum: Forum | None, *, is_important: bool, party_reviewed_on: date | None
) -> Stage:
    """A forum takes the matter up, after Party review where it is asked (JWH25 Art.30)."""
    to = advance(stage, S.PLANNED)
    if forum is None:
        raise OutOfOrder(Why.NO_FORUM)
    if needs_party_review(forum, is_important=is_important) and party_reviewed_on is None:
        raise OutOfOrder(Why.PARTY_REVIEW_MISSING, article="JWH25 Art.30")
    return to


def archive(stage: Stage, *, unsettled: int) -> Stage:
    """Archived when every task is struck off or parked with a reason (TM-8; JWH25 Art.39)."""
    to = advance(stage, S.ARCHIVED)
    if unsettled:
        raise OutOfOrder(Why.NOT_SETTLED, unsettled=unsettled, article="JWH25 Art.39")
    return to
