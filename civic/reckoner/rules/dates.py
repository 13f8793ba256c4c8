"""Dates as the clock counts them, with the count beside them (B0 G-5 to G-8)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from civic import clock
from civic.checks import Check, Op
from civic.clock import Calendar, Due


class Days(StrEnum):
    """What was counted."""

    CLEAR = "clear_days"
    WORKING = "working_days"
    NATURAL = "natural_days"
    NO_REST_DAY = "no_rest_day"
    SHOWN = "shown_days"


@dataclass(frozen=True, slots=True)
class Dated:
    """A date, how it was found, and the days counted once more, one by one."""

    due: Due
    because: tuple[Check, ...]
    known_until: int | None = None
    """The last year of the calendar that was used, if one was."""


def clear_days(*, published: date, days: int) -> Dated:
    """The earliest day of a meeting: neither its day nor that of the notice counts (G-6)."""
    due = clock.clear_days(published, days)
    between = (due.due_on - published).days - 1
    return Dated(due, (Check(Days.CLEAR, between, Op.GE, days, "G-6"),))


def working_days(*, start: date, days: int, calendar: Calendar) -> Dated:
    """The last of so many working days after ``start`` (G-5, G-7, B8)."""
    due = calendar.working_days_after(start, days)
    worked = sum(
        calendar.is_working_day(start + n * clock.ONE_DAY)
        for n in range(1, (due.due_on - start).days + 1)
    )
    check = Check(Days.WORKING, worked, Op.EQ, days, "MFD 201; G-7")
    return Dated(due, (check,), calendar.known_until)


def natural_days(*, start: date, days: int, roll: bool, calendar: Calendar) -> Dated:
    """The last of so many days after ``start``; moved off a rest day if ``roll`` (G-5, G-5a)."""
    due = calendar.natural_days_after(start, days, roll)
    passed = (due.due_on - start).days
    checks = [Check(Days.NATURAL, passed, Op.GE if roll else Op.EQ, days, "MFD 201")]
    if roll:
        worked = int(calendar.is_working_day(due.due_on))
        checks.append(Check(Days.NO_REST_DAY, worked, Op.EQ, 1, "MFD 203; G-5a"))
    return Dated(due, tuple(checks), calendar.known_until if roll else None)


def shown_until(*, published: date, days: int) -> Dated:
    """The last day on which something must be shown (G-8)."""
    due = clock.shown_until(published, days)
    shown = (due.due_on - published).days
    return Dated(due, (Check(Days.SHOWN, shown, Op.GE, days, "G-8"),))
