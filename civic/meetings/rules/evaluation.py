"""The evaluation (评议会): who is rated by whom with which weight, what it comes to, what follows.

EV-1 to EV-5 and AP-1 to AP-11. Sources: JWH25 = 城市居民委员会组织法 (2025), SH17 =
上海市居民委员会工作条例; B = reported practice, D = decided by this product.
"""

from datetime import date
from enum import StrEnum
from typing import Final

from civic.clock import Calendar, Due
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


def party_name(unit: str, office: str, person: str | None) -> str:
    """What a party is called on the ballot paper."""
    return unit if person is None else f"{office or unit} {person}"


# What follows ------------------------------------------------------------------------

PLAN_WORKING_DAYS: Final = 15
RECHECK_DAYS: Final = 90
RECHECK_BELOW: Final = 6000
"""满意率 in hundredths of a percent."""


def owes_plan(outcome: Outcome) -> bool:
    """Whoever was validly rated files a plan (EV-3)."""
    return outcome is Outcome.VALID


def plan_due(published_on: date, calendar: Calendar) -> Due:
    """Within fifteen working days of the result (EV-3)."""
    return calendar.working_days_after(published_on, PLAN_WORKING_DAYS)


def owes_recheck(rate: int | None, *, is_incompetent: bool) -> bool:
    """Looked at once more where fewer than 60 % are satisfied, or somebody is 不称职 (AP-10)."""
    return is_incompetent or (rate is not None and rate < RECHECK_BELOW)


def recheck_due(published_on: date, calendar: Calendar) -> Due:
    """Ninety days after the result (AP-10)."""
    return calendar.natural_days_after(published_on, RECHECK_DAYS, roll=False)
