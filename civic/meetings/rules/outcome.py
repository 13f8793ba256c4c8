"""What came of a hearing: the answers, another round, the result (HR-8, HR-10, TM-6, TM-8)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from civic.clock import Calendar, Due, end_of_day
from civic.errors import Invalid, OutOfOrder
from civic.meetings.rules.stages import MeetingStage, Why, advance
from civic.opinions.rules import require_all_answered, require_none_contested

# HR-8, HR-10: the answers, and another round -----------------------------------------


class PlanChange(StrEnum):
    """How far the plan moved after a round (HR-10)."""

    NONE = "none"
    MINOR = "minor"
    SUBSTANTIAL = "substantial"


def is_new_round_required(change: PlanChange) -> bool:
    """A substantial change is heard again before the decision (HR-10)."""
    return change is PlanChange.SUBSTANTIAL


def another_round(
    stage: MeetingStage, change: PlanChange, *, decided_on: date | None = None
) -> MeetingStage:
    """This round ends and the next one begins with its own notice (HR-10)."""
    if decided_on is not None:
        raise OutOfOrder(Why.DECIDED_ALREADY, decided_on=decided_on, article="HR-10")
    if not is_new_round_required(change):
        raise OutOfOrder(Why.NO_NEW_ROUND_NEEDED, change=change, article="HR-10")
    return advance(stage, MeetingStage.ANOTHER_ROUND)


def send_opinions(stage: MeetingStage, *, are_minutes_confirmed: bool) -> MeetingStage:
    """With the minutes confirmed, the opinions go to whoever must answer (TM-5; S0)."""
    to = advance(stage, MeetingStage.REPLIES_AWAITED)
    if not are_minutes_confirmed:
        raise OutOfOrder(Why.MINUTES_NOT_CONFIRMED, article="TM-5")
    return to


# TM-6, TM-8: the result --------------------------------------------------------------


PUBLISH_WORKING_DAYS: Final = 5


def publish_due(
    *, sent_on: date, last_due_on: date | None, last_answer_on: date | None, calendar: Calendar
) -> Due:
    """Published within five working days after the last due reply (TM-6).

    After the last answer, where that came later; where nobody was owed one, after the
    opinions were sent (D).
    """
    begins = max(day for day in (sent_on, last_due_on, last_answer_on) if day is not None)
    return calendar.working_days_after(begins, PUBLISH_WORKING_DAYS)


def publish(
    stage: MeetingStage,
    *,
    outcome: str,
    unanswered: int,
    contested: int,
    change: PlanChange,
    is_redacted: bool,
) -> MeetingStage:
    """The outcome goes into the register, every answer beside it (TM-6; JWH25 Art.34).

    Every opinion has its class, reason and replier; one missing blocks (HR-8; SH17 Art.23).
    Somebody has read it for names and other personal data first (PIPL 25).
    """
    to = advance(stage, MeetingStage.PUBLISHED)
    require_all_answered(unanswered)
    require_none_contested(contested)
    if is_new_round_required(change):
        raise OutOfOrder(Why.NEW_ROUND_REQUIRED, article="HR-10")
    if not outcome.strip():
        raise Invalid(Why.OUTCOME_MISSING, field="outcome", article="JWH25 Art.34")
    if not is_redacted:
        raise Invalid(Why.NOT_REDACTED, field="is_redacted", article="PIPL 25")
    return to


def archive(
    stage: MeetingStage,
    *,
    shown_until: date,
    unanswered: int,
    unsettled: int,
    is_new_round_required: bool,
    at: datetime,
) -> MeetingStage:
    """Archived when shown long enough, all answered, every task struck off or parked (TM-8).

    Never between a substantial change and the round that hears it (HR-10).
    """
    to = advance(stage, MeetingStage.ARCHIVED)
    if is_new_round_required:
        raise OutOfOrder(Why.NEW_ROUND_REQUIRED, article="HR-10")
    require_all_answered(unanswered)
    if at < end_of_day(shown_until):
        raise OutOfOrder(Why.STILL_SHOWN, until=shown_until, article="JWH25 Art.34")
    if unsettled:
        raise OutOfOrder(Why.NOT_SETTLED, unsettled=unsettled, article="JWH25 Art.39")
    return to
