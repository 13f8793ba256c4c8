"""Working days (工作日): the State Council's yearly notices as a table, their import.

The arithmetic is pure and stands in ``clock``. A year without a notice is provisional.
"""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Protocol

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from civic import clock, ledger, policy
from civic.db import Base, Instant, session
from civic.errors import AlreadyDone, Invalid
from civic.ledger import Fact
from civic.policy import Can, Role

YEARS = range(2000, 2100)
DECREE_YEAR = 2025
"""First year under the decree that ``clock.FIXED_HOLIDAYS`` follows (WD-1)."""
NAME_LENGTH = 32
SOURCE_LENGTH = 255


class Why(StrEnum):
    """Why a notice is refused."""

    UNREADABLE = "calendar.unreadable"
    YEAR = "calendar.year"
    BAD_ROW = "calendar.bad_row"
    OUTSIDE_YEAR = "calendar.outside_year"
    TWICE = "calendar.twice"
    WORKED_WEEKDAY = "calendar.worked_weekday"
    HOLIDAY_MISSING = "calendar.holiday_missing"
    SAME = "calendar.same"


# -- tables -----------------------------------------------------------------


class CalendarYear(Base):
    """A year whose notice is loaded."""

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(SOURCE_LENGTH))
    loaded_at: Mapped[datetime] = mapped_column(Instant)


class CalendarDay(Base):
    """A day that differs from its weekday: off, or worked instead."""

    __tablename__ = "calendar_days"

    day: Mapped[date] = mapped_column("date", primary_key=True)
    is_workday: Mapped[bool]
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    year: Mapped[int] = mapped_column(ForeignKey("calendar_years.year"), index=True)
    source: Mapped[str] = mapped_column(String(SOURCE_LENGTH))
    loaded_at: Mapped[datetime] = mapped_column(Instant)


class CalendarVersion(Base):
    """One row, another word after each change: what is kept in memory is kept under it."""

    __tablename__ = "calendar_version"
    __table_args__ = (CheckConstraint("one = 1", name="one_row"),)

    one: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    version: Mapped[str] = mapped_column(String(32))


# -- reading ----------------------------------------------------------------

SHIPPED = "shipped"
_kept: tuple[str, clock.Calendar] = (SHIPPED, clock.SEEDED)


def current() -> clock.Calendar:
    """The calendar as it stands: one query a transaction, none of them for its days."""
    return _current()[1]


def version() -> str:
    """Which state of the calendar a deadline was computed with (WD-5)."""
    return _current()[0]


def days_of(year: int) -> Sequence[CalendarDay]:
    """The days that a year's notice names, in order."""
    named = select(CalendarDay).where(CalendarDay.year == year).order_by(CalendarDay.day)
    return session().scalars(named).all()


def years() -> Sequence[CalendarYear]:
    """The years whose notices are loaded, newest first."""
    return session().scalars(select(CalendarYear).order_by(CalendarYear.year.desc())).all()


def _current() -> tuple[str, clock.Calendar]:
    global _kept
    here = session()
    found: tuple[object, tuple[str, clock.Calendar]] | None = here.info.get("calendar")
    if found is not None and found[0] is here.get_transaction():
        return found[1]
    now = here.scalar(select(CalendarVersion.version)) or SHIPPED
    known = _kept
    if known[0] != now:
        known = now, _read() if now != SHIPPED else clock.SEEDED
        _kept = known
    here.info["calendar"] = (here.get_transaction(), known)
    return known


def _read() -> clock.Calendar:
    rows = session().execute(select(CalendarDay.day, CalendarDay.is_workday))
    days = dict(rows.all())
    loaded = session().scalars(select(CalendarYear.year))
    return clock.Calendar(MappingProxyType(days), frozenset(loaded))


# -- a notice ---------------------------------------------------------------


@dataclass(frozen=True)
class NamedDay:
    """One row of a notice."""

    date: date
    is_workday: bool
    name: str = ""


@dataclass(frozen=True)
class Notice:
    """A year's notice, checked."""

    year: int
    source: str
    days: tuple[NamedDay, ...]

    def is_worked(self, day: date) -> bool:
        """Whether a day of its year is worked."""
        named = {row.date: row.is_workday for row in self.days}
        return named.get(day, day.weekday() < 5)


def with_notices(files: Iterable[bytes]) -> clock.Calendar:
    """The shipped calendar with these notices read over it, as if they were loaded; PURE."""
    read = {notice.year: notice for notice in (read_notice(None, data) for data in files)}
    shipped = clock.calendar_of(notice for notice in clock.NOTICES if notice.year not in read)
    named = {row.date: row.is_workday for notice in read.values() for row in notice.days}
    days = MappingProxyType({**shipped.exceptions, **named})
    return clock.Calendar(days, shipped.known_years | read.keys())


def read_notice(
    year: int | None, data: bytes | str | Mapping[str, Any], source: str = ""
) -> Notice:
    """Check a notice; PURE. ``year`` None: the one that it names itself.

    Two shapes: ``{"year", "papers": […], "days": [{"name", "date", "isOffDay"}]}`` as
    holiday-cn publishes it, and ``{"year", "source", "off": […], "worked": […]}`` with
    days written ``2027-02-05`` or, for a run of them, ``2027-02-05/2027-02-12``.
    """
    document = _parse(data)
    if year is None:
        year = document.get("year")
        if type(year) is not int:
            raise Invalid(Why.UNREADABLE, field="file")
    if year not in YEARS or document.get("year", year) != year:
        raise Invalid(Why.YEAR, field="year", year=year, found=_shown(document.get("year", year)))
    if "days" in document:
        rows = list(_published_rows(document["days"]))
        source = source or _first_paper(document.get("papers"))
    elif "off" in document:
        rows = [
            *_plain_rows(document["off"], False),
            *_plain_rows(document.get("worked", []), True),
        ]
        source = source or _text(document.get("source", ""))
    else:
        raise Invalid(Why.UNREADABLE, field="file")
    seen: set[date] = set()
    for row in rows:
        # A notice may reach into the last days of the year before (New Year's week).
        if row.date.year != year and not (row.date.year == year - 1 and row.date.month == 12):
            raise Invalid(Why.OUTSIDE_YEAR, field="file", date=row.date.isoformat(), year=year)
        if row.date in seen:
            raise Invalid(Why.TWICE, field="file", date=row.date.isoformat())
        if row.is_workday and row.date.weekday() < 5:
            raise Invalid(Why.WORKED_WEEKDAY, field="file", date=row.date.isoformat())
        seen.add(row.date)
    notice = Notice(year, source[:SOURCE_LENGTH], tuple(sorted(rows, key=lambda row: row.date)))
    for month, day in sorted(clock.FIXED_HOLIDAYS):
        if year >= DECREE_YEAR and notice.is_worked(date(year, month, day)):
            missing = date(year, month, day).isoformat()
            raise Invalid(Why.HOLIDAY_MISSING, field="file", date=missing)
    return notice


def _parse(data: bytes | str | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(data, bytes | str):
        try:
            text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
            data = json.loads(text)
        except (ValueError, RecursionError):
            raise Invalid(Why.UNREADABLE, field="file") from None
    if not isinstance(data, Mapping):
        raise Invalid(Why.UNREADABLE, field="file")
    return data


def _published_rows(rows: Any) -> Iterator[NamedDay]:
    for number, row in enumerate(_listed(rows), start=1):
        match row:
            case {"date": str(written), "isOffDay": bool(is_off)}:
                name = _text(row.get("name", ""))[:NAME_LENGTH]
                yield NamedDay(_date(written, number), not is_off, name)
            case _:
                raise Invalid(Why.BAD_ROW, field="file", row=number, value=_shown(row))


def _plain_rows(rows: Any, is_workday: bool) -> Iterator[NamedDay]:
    for number, row in enumerate(_listed(rows), start=1):
        if not isinstance(row, str):
            raise Invalid(Why.BAD_ROW, field="file", row=number, value=_shown(row))
        first, _, last = row.partition("/")
        begin = _date(first, number)
        end = _date(last, number) if last else begin
        if not 0 <= (end - begin).days <= 31:
            raise Invalid(Why.BAD_ROW, field="file", row=number, value=_shown(row))
        for offset in range((end - begin).days + 1):
            yield NamedDay(begin + timedelta(days=offset), is_workday)


def _listed(rows: Any) -> list[Any]:
    if not isinstance(rows, list) or len(rows) > 366:
        raise Invalid(Why.UNREADABLE, field="file")
    return rows


def _date(written: str, number: int) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Invalid(Why.BAD_ROW, field="file", row=number, value=_shown(written)) from None


def _first_paper(papers: Any) -> str:
    return _text(papers[0]) if isinstance(papers, list) and papers else ""


def _text(value: Any) -> str:
    written = value if isinstance(value, str) else ""
    return "".join(c for c in written if c.isprintable()).strip()


def _shown(value: Any) -> str:
    return _text(str(value))[:40]


# -- acts -------------------------------------------------------------------


class Actor(policy.Actor, ledger.Actor, Protocol):
    """Who loads a notice."""


@dataclass(frozen=True)
class Year:
    """A year's notice as a subject: it belongs to the whole site."""

    year: int
    place_path: str = "/"

    @property
    def ledger_ref(self) -> str:
        return f"calendar/{self.year}"

    def relations(self, actor: policy.Actor) -> frozenset[Role]:
        """It belongs to the whole site: only an office at the very top counts."""
        return frozenset(held.role for held in actor.holds if held.path.count("/") == 2)


def load(
    by: Actor | None, year: int, data: bytes | str | Mapping[str, Any], source: str = ""
) -> CalendarYear:
    """Load a year's notice; it replaces what was known of that year. ``by`` None: whoever
    runs the site, on its command line."""
    if by is not None:
        policy.require(by, Can.LOAD_CALENDAR, Year(year))
    notice = read_notice(year, data, source)
    stored = [NamedDay(d.day, d.is_workday, d.name) for d in days_of(year)]
    loaded = session().get(CalendarYear, year)
    if loaded is not None and stored == list(notice.days) and loaded.source == notice.source:
        raise AlreadyDone(Why.SAME, year=year)
    row = _put(notice)
    _record(notice, by)
    return row


def seed() -> None:
    """Put the shipped notices in, where no notice was ever loaded."""
    if session().scalar(select(CalendarYear.year).limit(1)) is not None:
        return
    for shipped in clock.NOTICES:
        days = (NamedDay(day, worked) for day, worked in sorted(shipped.exceptions().items()))
        notice = Notice(shipped.year, shipped.source, tuple(days))
        _put(notice)
        _record(notice, None)


def _put(notice: Notice) -> CalendarYear:
    here = session()
    now = clock.now()
    dates = [row.date for row in notice.days]
    row = here.merge(CalendarYear(year=notice.year, source=notice.source, loaded_at=now))
    here.flush()
    here.execute(
        delete(CalendarDay).where(
            (CalendarDay.year == notice.year) | CalendarDay.day.in_(dates),
        )
    )
    here.add_all(
        CalendarDay(
            day=named.date,
            is_workday=named.is_workday,
            name=named.name,
            year=notice.year,
            source=notice.source,
            loaded_at=now,
        )
        for named in notice.days
    )
    here.merge(CalendarVersion(one=1, version=secrets.token_hex(16)))
    here.flush()
    here.info.pop("calendar", None)
    return row


def _record(notice: Notice, by: Actor | None) -> None:
    ledger.record(
        Fact.CALENDAR_LOADED,
        about=Year(notice.year),
        by=by,
        pub={
            "year": notice.year,
            "source": notice.source,
            "off": _dates(row.date for row in notice.days if not row.is_workday),
            "worked": _dates(row.date for row in notice.days if row.is_workday),
        },
    )


def _dates(days: Iterable[date]) -> list[str]:
    return [day.isoformat() for day in days]
