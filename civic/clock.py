"""What time it is, and the pure arithmetic of days (B0 G-5..G-8, B8).

``now()`` and ``today()`` are the only readers of the machine's clock. Everything
below ``Counting`` is pure: a date, a number of days and a ``Calendar`` in, a ``Due`` out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
"""The one zone of the product (WD-7)."""

ONE_DAY: Final = timedelta(days=1)


# The clock ---------------------------------------------------------------------------


def machine() -> datetime:
    """The machine's own time, aware, in UTC."""
    return datetime.now(UTC)


source: Callable[[], datetime] = machine
"""Where ``now()`` takes its time from; tests and the demo put another one here."""


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return source()


def today() -> date:
    """Today's date in Shanghai."""
    return day_of(now())


class Hands:
    """The hands of a stopped clock: they stand until somebody moves them."""

    def __init__(self, at: datetime) -> None:
        self.set(at)

    def __call__(self) -> datetime:
        return self.at

    def set(self, at: datetime) -> None:
        """Put the hands at a moment."""
        if at.tzinfo is None:
            raise ValueError("a moment needs a zone")
        self.at = at.astimezone(UTC)

    def move(self, by: timedelta) -> None:
        """Move the hands by a span."""
        self.at += by


@contextmanager
def stopped(at: datetime) -> Iterator[Hands]:
    """Stop the clock at a moment for the length of a ``with`` block."""
    global source
    before, hands = source, Hands(at)
    source = hands
    try:
        yield hands
    finally:
        source = before


def shift(by: Callable[[], timedelta]) -> None:
    """Let the clock run ahead of the machine by what ``by()`` says (the demo's clock)."""
    global source

    def shifted() -> datetime:
        return machine() + by()

    source = shifted


# Days and moments --------------------------------------------------------------------


def day_of(moment: datetime) -> date:
    """The date in Shanghai on which a moment falls."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return moment.astimezone(SHANGHAI).date()


def start_of_day(day: date) -> datetime:
    """0:00 in Shanghai, as an aware moment in UTC."""
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """24:00 in Shanghai, as an aware moment in UTC: the first moment too late (G-5)."""
    return start_of_day(day + ONE_DAY)


# Counting ----------------------------------------------------------------------------


class Counting(StrEnum):
    """How a number of days was counted."""

    WORKING_DAYS = "working_days"
    NATURAL_DAYS = "natural_days"
    NATURAL_DAYS_ROLLED = "natural_days_rolled"
    CLEAR_DAYS = "clear_days"
    SHOWN_DAYS = "shown_days"


@dataclass(frozen=True, slots=True)
class Due:
    """A date and how it was found: the rule, the start, the days, the rest days skipped."""

    rule: Counting
    start_on: date
    days: int
    due_on: date
    skipped: tuple[date, ...] = ()
    is_provisional: bool = False

    @property
    def ends_at(self) -> datetime:
        """The moment at which the time is over: 24:00 of the due date (G-5)."""
        return end_of_day(self.due_on)


@dataclass(frozen=True)
class Calendar:
    """Which days are worked: the announced exceptions, and the years announced (B8)."""

    exceptions: Mapping[date, bool]
    known_years: frozenset[int]

    @property
    def known_until(self) -> int | None:
        """The last year whose notice is loaded."""
        return max(self.known_years, default=None)

    def is_announced(self, day: date) -> bool:
        """Whether the State Council's notice for that year is loaded (WD-2)."""
        return day.year in self.known_years

    def is_working_day(self, day: date) -> bool:
        """Whether a day is worked; a year not announced falls back on WD-4."""
        if day in self.exceptions:
            return self.exceptions[day]
        if day.weekday() >= 5:
            return False
        return self.is_announced(day) or not is_statutory_holiday(day)

    def working_days_after(self, start: date, n: int) -> Due:
        """The n-th working day after ``start``, which is itself not counted (G-5, G-7)."""
        _not_negative(n)
        day, left, skipped = start, n, list[date]()
        while left:
            day += ONE_DAY
            if self.is_working_day(day):
                left -= 1
            else:
                skipped.append(day)
        return Due(Counting.WORKING_DAYS, start, n, day, tuple(skipped), self._guesses(start, day))

    def natural_days_after(self, start: date, n: int, roll: bool) -> Due:
        """The n-th day after ``start``; rolled past rest days if somebody must act (G-8)."""
        _not_negative(n)
        end = day = start + n * ONE_DAY
        if not roll:
            return Due(Counting.NATURAL_DAYS, start, n, end)
        skipped = list[date]()
        while not self.is_working_day(day):
            skipped.append(day)
            day += ONE_DAY
        return Due(
            Counting.NATURAL_DAYS_ROLLED,
            start,
            n,
            day,
            tuple(skipped),
            self._guesses(end - ONE_DAY, day),
        )

    def _guesses(self, after: date, until: date) -> bool:
        years = range((after + ONE_DAY).year, until.year + 1)
        return not self.known_years.issuperset(years)


def clear_days(published: date, n: int) -> Due:
    """The earliest meeting date: neither notice day nor meeting day is counted (G-6)."""
    _not_negative(n)
    return Due(Counting.CLEAR_DAYS, published, n, published + (n + 1) * ONE_DAY)


def shown_until(published: date, days: int) -> Due:
    """The last day of a minimum showing period: natural days, never rolled (G-8)."""
    _not_negative(days)
    return Due(Counting.SHOWN_DAYS, published, days, published + days * ONE_DAY)


def _not_negative(n: int) -> None:
    if n < 0:
        raise ValueError("a number of days is not negative")


# Holidays ----------------------------------------------------------------------------


def _days(first: date, last: date) -> tuple[date, ...]:
    return tuple(first + i * ONE_DAY for i in range((last - first).days + 1))


FIXED_HOLIDAYS: Final = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""Statutory days with a date of the common calendar (HOL24; WD-1)."""

LUNAR_HOLIDAYS: Final = frozenset(
    day
    for eve, tomb_sweeping, dragon_boat, mid_autumn in (
        (date(2027, 2, 5), date(2027, 4, 5), date(2027, 6, 9), date(2027, 9, 15)),
        (date(2028, 1, 25), date(2028, 4, 4), date(2028, 5, 28), date(2028, 10, 3)),
        (date(2029, 2, 12), date(2029, 4, 4), date(2029, 6, 16), date(2029, 9, 22)),
        (date(2030, 2, 2), date(2030, 4, 5), date(2030, 6, 5), date(2030, 9, 12)),
    )
    for day in (*_days(eve, eve + 3 * ONE_DAY), tomb_sweeping, dragon_boat, mid_autumn)
)
"""Spring Festival (春节, eve to third day), 清明, 端午 and 中秋 of years to come (WD-1, WD-4)."""


def is_statutory_holiday(day: date) -> bool:
    """Whether the decree itself makes a day free, without the yearly notice (WD-4)."""
    return (day.month, day.day) in FIXED_HOLIDAYS or day in LUNAR_HOLIDAYS


@dataclass(frozen=True, slots=True)
class HolidayNotice:
    """One yearly notice of the State Council: what is off, and what is worked instead."""

    year: int
    source: str
    off: tuple[tuple[date, date], ...]
    worked: tuple[date, ...]

    def exceptions(self) -> dict[date, bool]:
        """Each day that the notice names; True is a working day."""
        off = {day: False for first, last in self.off for day in _days(first, last)}
        return off | dict.fromkeys(self.worked, True)


NOTICES: Final = (
    HolidayNotice(
        2024,
        "gov.cn/zhengce/content/202310/content_6911527",
        off=(
            (date(2024, 1, 1), date(2024, 1, 1)),
            (date(2024, 2, 10), date(2024, 2, 17)),
            (date(2024, 4, 4), date(2024, 4, 6)),
            (date(2024, 5, 1), date(2024, 5, 5)),
            (date(2024, 6, 10), date(2024, 6, 10)),
            (date(2024, 9, 15), date(2024, 9, 17)),
            (date(2024, 10, 1), date(2024, 10, 7)),
        ),
        worked=(
            date(2024, 2, 4),
            date(2024, 2, 18),
            date(2024, 4, 7),
            date(2024, 4, 28),
            date(2024, 5, 11),
            date(2024, 9, 14),
            date(2024, 9, 29),
            date(2024, 10, 12),
        ),
    ),
    HolidayNotice(
        2025,
        "gov.cn/zhengce/content/202411/content_6986382",
        off=(
            (date(2025, 1, 1), date(2025, 1, 1)),
            (date(2025, 1, 28), date(2025, 2, 4)),
            (date(2025, 4, 4), date(2025, 4, 6)),
            (date(2025, 5, 1), date(2025, 5, 5)),
            (date(2025, 5, 31), date(2025, 6, 2)),
            (date(2025, 10, 1), date(2025, 10, 8)),
        ),
        worked=(
            date(2025, 1, 26),
            date(2025, 2, 8),
            date(2025, 4, 27),
            date(2025, 9, 28),
            date(2025, 10, 11),
        ),
    ),
    HolidayNotice(
        2026,
        "gov.cn/zhengce/content/202511/content_7047091",
        off=(
            (date(2026, 1, 1), date(2026, 1, 3)),
            (date(2026, 2, 15), date(2026, 2, 23)),
            (date(2026, 4, 4), date(2026, 4, 6)),
            (date(2026, 5, 1), date(2026, 5, 5)),
            (date(2026, 6, 19), date(2026, 6, 21)),
            (date(2026, 9, 25), date(2026, 9, 27)),
            (date(2026, 10, 1), date(2026, 10, 7)),
        ),
        worked=(
            date(2026, 1, 4),
            date(2026, 2, 14),
            date(2026, 2, 28),
            date(2026, 5, 9),
            date(2026, 9, 20),
            date(2026, 10, 10),
        ),
    ),
)
"""The notices shipped as seed data (WD-2, WD-3)."""


def calendar_of(notices: Iterable[HolidayNotice]) -> Calendar:
    """The calendar that some notices make."""
    exceptions: dict[date, bool] = {}
    years = set[int]()
    for notice in notices:
        exceptions |= notice.exceptions()
        years.add(notice.year)
    return Calendar(MappingProxyType(exceptions), frozenset(years))


SEEDED: Final = calendar_of(NOTICES)
"""The calendar as shipped, before anybody edits it."""
