"""Days are counted as the Civil Code counts them, on the State Council's calendar (B0, B8)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic import clock
from civic.clock import SEEDED, Calendar, Counting, clear_days, end_of_day, shown_until

NOBODY_TOLD_US = Calendar({}, frozenset())

days_we_know = st.dates(date(2024, 1, 1), date(2026, 6, 30))
any_day = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(i) for i in range((date(year + 1, 1, 1) - first).days)]


# The clock


def test_a_stopped_clock_stands_until_moved_and_then_runs_again():
    before = clock.source
    with clock.stopped(datetime(2026, 11, 23, 15, 59, tzinfo=UTC)) as hands:
        assert clock.now() == datetime(2026, 11, 23, 15, 59, tzinfo=UTC)
        assert clock.today() == date(2026, 11, 23)
        hands.move(timedelta(minutes=1))
        assert clock.today() == date(2026, 11, 24), "midnight in Shanghai is 16:00 UTC (WD-7)"
    assert clock.source is before


def test_the_clock_runs_again_even_if_the_story_breaks_off():
    before = clock.source
    with pytest.raises(RuntimeError), clock.stopped(datetime(2026, 1, 1, tzinfo=UTC)):
        raise RuntimeError
    assert clock.source is before


def test_a_shifted_clock_runs_ahead_by_what_its_owner_says(monkeypatch):
    monkeypatch.setattr(clock, "source", clock.source)
    monkeypatch.setattr(clock, "machine", lambda: datetime(2026, 11, 21, tzinfo=UTC))
    ahead = timedelta(days=10)
    clock.shift(lambda: ahead)
    assert clock.now() == datetime(2026, 12, 1, tzinfo=UTC)
    ahead = timedelta(days=11)
    assert clock.now() == datetime(2026, 12, 2, tzinfo=UTC)


def test_the_machine_tells_an_aware_time_in_utc():
    assert clock.now().tzinfo is UTC


def test_a_moment_without_a_zone_is_no_moment():
    with pytest.raises(ValueError), clock.stopped(datetime(2026, 11, 23)):  # noqa: DTZ001
        pass
    with pytest.raises(ValueError):
        clock.day_of(datetime(2026, 11, 23))  # noqa: DTZ001


def test_a_day_ends_at_24_00_in_shanghai():
    """MFD 203: the last day of a period ends at 24:00."""
    assert end_of_day(date(2026, 11, 23)) == datetime(2026, 11, 23, 16, tzinfo=UTC)


@given(st.integers(0, 4_000_000_000))
def test_every_moment_lies_within_its_day(seconds):
    moment = datetime.fromtimestamp(seconds, UTC)
    day = clock.day_of(moment)
    assert clock.start_of_day(day) <= moment < end_of_day(day)


# Working days (G-7, B8)


@pytest.mark.parametrize(("year", "working_days"), [(2024, 251), (2025, 248), (2026, 248)])
def test_the_years_have_as_many_working_days_as_the_notices_leave(year, working_days):
    """WD-3; 2024 and 2025 counted the same way."""
    assert sum(map(SEEDED.is_working_day, days_of(year))) == working_days


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2026, 1, 4), True),  # a Sunday that is worked
        (date(2026, 2, 14), True),
        (date(2026, 2, 28), True),
        (date(2026, 5, 9), True),
        (date(2026, 9, 20), True),
        (date(2026, 10, 10), True),
        (date(2026, 2, 23), False),  # a Monday that is off
        (date(2026, 10, 7), False),
        (date(2026, 9, 25), False),
        (date(2026, 11, 21), False),  # an ordinary Saturday
        (date(2026, 11, 23), True),
        (date(2024, 2, 9), True),  # New Year's Eve of 2024 was not announced as off
        (date(2024, 2, 18), True),
        (date(2025, 10, 8), False),
        (date(2025, 9, 28), True),
    ],
)
def test_a_day_is_worked_or_not_as_announced(day, is_worked):
    """WD-2, WD-3."""
    assert SEEDED.is_working_day(day) is is_worked


def test_a_notice_never_moves_work_onto_a_weekday_or_names_another_year():
    for notice in clock.NOTICES:
        for day, is_worked in notice.exceptions().items():
            assert day.year == notice.year
            assert not is_worked or day.weekday() >= 5


def test_fifteen_working_days_over_the_national_holiday_of_2026():
    """Sent on Monday 21 September: 25-27 September and 1-7 October are off, 10 October is worked."""
    due = SEEDED.working_days_after(date(2026, 9, 21), 15)
    assert due.due_on == date(2026, 10, 19)
    assert due.rule is Counting.WORKING_DAYS
    assert (due.start_on, due.days) == (date(2026, 9, 21), 15)
    assert [(day.month, day.day) for day in due.skipped] == [
        *((9, day) for day in (25, 26, 27)),
        *((10, day) for day in (1, 2, 3, 4, 5, 6, 7)),
        *((10, day) for day in (11, 17, 18)),
    ]
    assert not due.is_provisional
    assert due.ends_at == datetime(2026, 10, 19, 16, tzinfo=UTC)


def test_the_first_day_is_not_counted():
    """MFD 201."""
    assert SEEDED.working_days_after(date(2026, 11, 23), 1).due_on == date(2026, 11, 24)
    assert SEEDED.working_days_after(date(2026, 11, 20), 1).due_on == date(2026, 11, 23)


@given(days_we_know, st.integers(1, 60))
def test_between_start_and_due_lie_exactly_that_many_working_days(start, n):
    due = SEEDED.working_days_after(start, n)
    between = [start + timedelta(i) for i in range(1, (due.due_on - start).days + 1)]
    assert [day for day in between if not SEEDED.is_working_day(day)] == list(due.skipped)
    assert len(between) - len(due.skipped) == n
    assert SEEDED.is_working_day(due.due_on)


@given(any_day, st.integers(0, 40), st.integers(0, 40))
def test_working_days_add_up(start, first, then):
    halfway = SEEDED.working_days_after(start, first).due_on
    assert (
        SEEDED.working_days_after(halfway, then).due_on
        == SEEDED.working_days_after(start, first + then).due_on
    )


# Years not announced (WD-4)


def test_a_deadline_that_reaches_into_2027_is_provisional():
    """WD-4: 2027 is not announced; 1 January is off by decree, the rest by weekends."""
    due = SEEDED.working_days_after(date(2026, 12, 21), 15)
    assert due.due_on == date(2027, 1, 12)
    assert due.is_provisional
    assert date(2027, 1, 1) in due.skipped


def test_a_deadline_that_ends_with_the_old_year_is_certain():
    due = SEEDED.working_days_after(date(2026, 12, 30), 1)
    assert (due.due_on, due.is_provisional) == (date(2026, 12, 31), False)


def test_a_start_on_new_years_eve_counts_only_the_days_after_it():
    assert not SEEDED.working_days_after(date(2023, 12, 31), 3).is_provisional
    assert SEEDED.working_days_after(date(2026, 12, 31), 1).is_provisional


def test_loading_the_notice_makes_the_date_certain():
    """WD-4: recompute when the notice is loaded."""
    announced = Calendar(
        {**SEEDED.exceptions, date(2027, 1, 1): False, date(2027, 1, 2): True},
        SEEDED.known_years | {2027},
    )
    due = announced.working_days_after(date(2026, 12, 21), 15)
    assert (due.due_on, due.is_provisional) == (date(2027, 1, 11), False)


@pytest.mark.parametrize("year", [2027, 2028, 2029, 2030])
def test_a_year_not_announced_has_the_thirteen_days_of_the_decree(year):
    """HOL24: 元旦 1, 春节 4, 清明 1, 劳动节 2, 端午 1, 中秋 1, 国庆 3; in 2028 中秋 is 3 October."""
    off = [day for day in days_of(year) if clock.is_statutory_holiday(day)]
    assert len(off) == (12 if year == 2028 else 13)


def test_spring_festival_of_2027_runs_from_the_eve_to_the_third_day():
    off = [day for day in days_of(2027) if day.month == 2 and clock.is_statutory_holiday(day)]
    assert off == [date(2027, 2, day) for day in (5, 6, 7, 8)]


def test_without_any_notice_everything_is_provisional_but_counted():
    due = NOBODY_TOLD_US.working_days_after(date(2026, 4, 30), 1)
    assert due.due_on == date(2026, 5, 4), "1 May off by decree, then the weekend"
    assert due.is_provisional


# Natural days, clear days, shown days


def test_a_period_to_act_that_ends_in_the_holiday_moves_to_the_next_working_day():
    """MFD 203; G-8: never shortened."""
    due = SEEDED.natural_days_after(date(2026, 9, 18), 15, roll=True)
    assert due.due_on == date(2026, 10, 8)
    assert due.skipped == tuple(date(2026, 10, day) for day in (3, 4, 5, 6, 7))
    assert due.rule is Counting.NATURAL_DAYS_ROLLED


def test_a_saturday_that_is_worked_does_not_move_the_end():
    """G-5a: a rest day is a day that is not worked."""
    assert SEEDED.natural_days_after(date(2026, 9, 25), 15, roll=True).due_on == date(2026, 10, 10)


def test_a_period_that_is_not_rolled_ends_on_any_day():
    due = SEEDED.natural_days_after(date(2026, 9, 18), 15, roll=False)
    assert (due.due_on, due.skipped, due.is_provisional) == (date(2026, 10, 3), (), False)


def test_a_rolled_end_in_an_unannounced_year_is_provisional():
    due = SEEDED.natural_days_after(date(2026, 12, 17), 15, roll=True)
    assert (due.due_on, due.is_provisional) == (date(2027, 1, 4), True)


@given(any_day, st.integers(0, 90))
def test_rolling_never_shortens_and_ends_on_a_working_day(start, n):
    plain = SEEDED.natural_days_after(start, n, roll=False).due_on
    rolled = SEEDED.natural_days_after(start, n, roll=True).due_on
    assert rolled >= plain
    assert SEEDED.is_working_day(rolled)
    assert not any(
        SEEDED.is_working_day(plain + timedelta(i)) for i in range((rolled - plain).days)
    )


def test_ten_clear_days_leave_out_the_day_of_notice_and_the_day_of_the_meeting():
    """G-6: noticed on 20 November, ten days between, so 1 December at the earliest."""
    due = clear_days(date(2026, 11, 20), 10)
    assert (due.due_on, due.rule) == (date(2026, 12, 1), Counting.CLEAR_DAYS)


@given(any_day, st.integers(0, 60))
def test_clear_days_lie_wholly_between(published, n):
    assert (clear_days(published, n).due_on - published).days - 1 == n


def test_a_showing_period_may_end_on_a_sunday():
    """G-8; JWH25 Art.34: not less than fifteen days, natural days."""
    due = shown_until(date(2026, 11, 21), 15)
    assert due.due_on == date(2026, 12, 6)
    assert due.due_on.weekday() == 6
    assert due.rule is Counting.SHOWN_DAYS


def test_a_negative_number_of_days_is_no_period():
    for count in (
        lambda: clear_days(date(2026, 1, 1), -1),
        lambda: shown_until(date(2026, 1, 1), -1),
        lambda: SEEDED.working_days_after(date(2026, 1, 1), -1),
        lambda: SEEDED.natural_days_after(date(2026, 1, 1), -1, roll=True),
    ):
        with pytest.raises(ValueError):
            count()
