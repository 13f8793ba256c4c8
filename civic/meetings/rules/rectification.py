"""What is written around an evaluation: report, statement, plan, re-check; and its archive.

EV-2, EV-3, AP-10. Sources as in ``evaluation``.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from civic.clock import Calendar, Due, end_of_day
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder
from civic.meetings.rules.evaluation import require_not_rated
from civic.meetings.rules.stages import HEARD, MeetingKind, MeetingStage, Why, advance
from civic.voting.rules import Outcome


class PaperKind(StrEnum):
    """What is written around an evaluation."""

    REPORT = "report"
    STATEMENT = "statement"
    PLAN = "plan"
    RECHECK = "recheck"


class RecheckFinding(StrEnum):
    """What the re-check found (AP-10)."""

    MENDED = "mended"
    PARTLY = "partly"
    NOT_MENDED = "not_mended"


# EV-2: the report --------------------------------------------------

REPORT_LENGTH: Final = (10, 20_000)
STATEMENT_LENGTH: Final = (2, 5_000)
PLAN_LENGTH: Final = (10, 20_000)
FINDING_LENGTH: Final = (2, 5_000)
SIGNED_LENGTH: Final = (2, 60)
CONTACT_LENGTH: Final = (2, 120)


def require_own(is_own: bool) -> None:
    """What somebody reports, says or promises of themselves only they do; of a unit, whoever serves
    in it (EV-2, EV-3; D): nobody speaks for a colleague, no chair for a member."""
    if not is_own:
        raise NotAllowed(Why.OWN_WORDS, article="EV-2")


def enter_on_paper(*, is_rated: bool, is_there: bool, has_original: bool) -> None:
    """Whoever has no account, or is ill, signs on paper: somebody who is not rated enters it with the
    original, never in the place of what they handed in themselves (``is_there``; D)."""
    require_not_rated(is_rated)
    require_first(is_there)
    if not has_original:
        raise Invalid(Why.ORIGINAL_MISSING, field="file", article="EV-2")


def hand_in_report(stage: MeetingStage, *, is_own: bool) -> None:
    """From the notice until the sitting opens, in the words of the rated themselves; until then it
    may be handed in anew (EV-2)."""
    require_own(is_own)
    if stage not in {MeetingStage.NOTICED, MeetingStage.POSTPONED}:
        raise OutOfOrder(Why.NOT_OPEN_FOR_REPORTS, stage=stage, article="EV-2")


def check_reports(missing: int, *, goes_without: bool) -> None:
    """Every report is in before the sitting opens, or whoever opens it says that it opens without:
    silence is no way out of being rated (EV-2; D)."""
    if missing and not goes_without:
        raise OutOfOrder(Why.REPORTS_MISSING, field="goes_without", number=missing, article="EV-2")


def is_without_report(stage: MeetingStage, *, is_there: bool) -> bool:
    """Whether a party was rated without one, once its sitting has opened (EV-2; D)."""
    return stage in HEARD and not is_there


# EV-3, AP-10: what follows -----------------------------------------------------------

PLAN_WORKING_DAYS: Final = 15
RECHECK_DAYS: Final = 90


def require_result(stage: MeetingStage) -> None:
    """Statement, plan and re-check follow the result, until the archive (EV-3, AP-10)."""
    if stage is not MeetingStage.PUBLISHED:
        raise OutOfOrder(Why.NO_RESULT_YET, stage=stage, article="EV-3")


def require_first(is_there: bool) -> None:
    """Each is handed in once: it stands in public from then on (D)."""
    if is_there:
        raise AlreadyDone(Why.HANDED_IN_ALREADY)


def state(stage: MeetingStage, *, is_own: bool, is_there: bool) -> None:
    """What somebody says of their own result only they say; a unit's, whoever serves in it (D)."""
    require_own(is_own)
    require_result(stage)
    require_first(is_there)


def owes_plan(outcome: Outcome) -> bool:
    """Whoever was validly rated files a plan (EV-3)."""
    return outcome is Outcome.VALID


def plan_due(published_on: date, calendar: Calendar) -> Due:
    """Within fifteen working days of the result (EV-3)."""
    return calendar.working_days_after(published_on, PLAN_WORKING_DAYS)


def is_plan_given_up(published_on: date, today: date, calendar: Calendar) -> bool:
    """From the day of the re-check on nobody waits for a plan any more: that it was never filed is
    what is known of it then (EV-3; D). It may be filed all the same until the archive."""
    return today >= recheck_due(published_on, calendar).due_on


def file_plan(
    stage: MeetingStage,
    outcome: Outcome,
    *,
    is_own: bool,
    is_there: bool,
    signed_by: str,
    contact: str,
    measures: int,
) -> None:
    """Signed by the head, with measures, naming somebody to ask; late is better than never (EV-3)."""
    require_own(is_own)
    require_result(stage)
    if not owes_plan(outcome):
        raise OutOfOrder(Why.NO_PLAN_OWED, article="EV-3")
    require_first(is_there)
    if not signed_by.strip():
        raise Invalid(Why.SIGNATURE_MISSING, field="signed_by", article="EV-3")
    if not contact.strip():
        raise Invalid(Why.CONTACT_MISSING, field="contact", article="EV-3")
    if not measures:
        raise Invalid(Why.MEASURES_MISSING, field="measures", article="EV-3")


def recheck_due(published_on: date, calendar: Calendar) -> Due:
    """Ninety days after the result (AP-10)."""
    return calendar.natural_days_after(published_on, RECHECK_DAYS, roll=False)


def recheck(
    stage: MeetingStage,
    *,
    due_on: date | None,
    today: date,
    is_rated: bool,
    is_there: bool,
    finding: RecheckFinding | None,
) -> RecheckFinding:
    """Not before its day, by somebody who is not rated (AP-10; D)."""
    require_result(stage)
    require_not_rated(is_rated)
    if due_on is None:
        raise OutOfOrder(Why.NO_RECHECK_OWED, article="AP-10")
    if today < due_on:
        raise OutOfOrder(Why.RECHECK_TOO_EARLY, due_on=due_on, article="AP-10")
    require_first(is_there)
    if finding is None:
        raise Invalid(Why.FINDING_MISSING, field="finding")
    return finding


def archive_evaluation(
    stage: MeetingStage,
    *,
    shown_until: date,
    are_minutes_confirmed: bool,
    plans_missing: int,
    rechecks_missing: int,
    unsettled: int,
    at: datetime,
) -> MeetingStage:
    """Shown long enough, minutes and re-checks there, plans too unless they are given up, every
    measure settled (TM-8)."""
    to = advance(stage, MeetingStage.ARCHIVED, MeetingKind.EVALUATION)
    if at < end_of_day(shown_until):
        raise OutOfOrder(Why.STILL_SHOWN, until=shown_until, article="JWH25 Art.34")
    if not are_minutes_confirmed:
        raise OutOfOrder(Why.MINUTES_OWED, article="TM-5")
    if plans_missing:
        raise OutOfOrder(Why.PLANS_MISSING, number=plans_missing, article="EV-3")
    if rechecks_missing:
        raise OutOfOrder(Why.RECHECKS_MISSING, number=rechecks_missing, article="AP-10")
    if unsettled:
        raise OutOfOrder(Why.NOT_SETTLED, unsettled=unsettled, article="JWH25 Art.39")
    return to
