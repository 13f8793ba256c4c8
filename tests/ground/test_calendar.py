"""Working days: the shipped years, loading a year's notice, refusing a bad one."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from civic import calendar, clock, db, ledger
from civic.calendar import Why
from civic.errors import AlreadyDone, Invalid, NotAllowed
from civic.ledger import Entry, Fact
from civic.policy import Held, Role


@dataclass
class Somebody:
    id: int = 1
    holds: tuple[Held, ...] = field(default=(Held(Role.ADMINISTRATOR, "/1/"),))


ADMINISTRATOR = Somebody()
CLERK = Somebody(2, (Held(Role.CLERK, "/1/2/3/"),))
LOCAL_ADMINISTRATOR = Somebody(3, (Held(Role.ADMINISTRATOR, "/1/2/3/"),))

# How the notice for 2027 might read; the real one was not out when this was written.
PLAIN: dict[str, Any] = {
    "year": 2027,
    "source": "国办发明电〔2026〕9号",
    "off": [
        "2027-01-01/2027-01-03",
        "2027-02-05/2027-02-12",
        "2027-05-01/2027-05-05",
        "2027-10-01/2027-10-07",
    ],
    "worked": ["2027-02-14", "2027-10-09"],
}
PUBLISHED: dict[str, Any] = {
    "$schema": "https://example.org/schema.json",
    "year": 2027,
    "papers": ["https://www.gov.cn/zhengce/content/1.htm"],
    "days": [
        {"name": "元旦", "date": "2026-12-31", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        {"name": "劳动节", "date": "2027-05-01", "isOffDay": True},
        {"name": "劳动节", "date": "2027-05-02", "isOffDay": True},
        {"name": "劳动节", "date": "2027-05-08", "isOffDay": False},
        {"name": "国庆节", "date": "2027-10-01", "isOffDay": True},
        {"name": "国庆节", "date": "2027-10-02", "isOffDay": True},
        {"name": "国庆节", "date": "2027-10-03", "isOffDay": True},
    ],
}


def queries(counted: Callable[[], object]) -> int:
    seen: list[str] = []
    link = db.session().connection()

    def count(_c: Any, _cur: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    sa.event.listen(link, "before_cursor_execute", count)
    counted()
    sa.event.remove(link, "before_cursor_execute", count)
    return len(seen)


def test_before_anybody_loads_anything_the_shipped_years_hold(app: Flask) -> None:
    now = calendar.current()
    assert now.known_years >= {2024, 2025, 2026}
    assert not now.is_working_day(date(2026, 10, 7))
    assert now.is_working_day(date(2026, 10, 10))


def test_the_shipped_years_are_stored_as_shipped_and_once(app: Flask) -> None:
    with db.transaction():
        calendar.seed()
    stored = calendar.current()
    assert stored == clock.SEEDED
    before = ledger.size()
    with db.transaction():
        calendar.seed()
    assert ledger.size() == before
    assert [row.year for row in calendar.years()] == [2026, 2025, 2024]


@pytest.mark.parametrize("document", [PLAIN, PUBLISHED], ids=["plain", "published"])
def test_a_notice_makes_its_year_certain(app: Flask, document: dict[str, Any]) -> None:
    with db.transaction():
        calendar.seed()
    before, old = calendar.current(), calendar.version()
    assert before.working_days_after(date(2027, 9, 30), 1).is_provisional
    with db.transaction():
        calendar.load(ADMINISTRATOR, 2027, json.dumps(document).encode())
        inside = calendar.current()
        assert 2027 in inside.known_years
    after = calendar.current()
    assert after == inside
    assert calendar.version() != old
    assert not after.working_days_after(date(2027, 9, 30), 1).is_provisional
    assert not after.is_working_day(date(2027, 10, 1))
    assert after.is_working_day(date(2027, 5, 8)) is (document is PUBLISHED)
    assert after.is_working_day(date(2027, 2, 14)) is (document is PLAIN)
    assert after.is_working_day(date(2026, 10, 10)), "other years stay"


def test_a_notice_may_free_the_last_days_of_the_year_before(app: Flask) -> None:
    with db.transaction():
        calendar.load(ADMINISTRATOR, 2027, PUBLISHED)
    assert not calendar.current().is_working_day(date(2026, 12, 31))


def test_the_record_tells_which_days_so_that_anybody_can_count_again(app: Flask) -> None:
    with db.transaction():
        calendar.load(ADMINISTRATOR, 2027, PLAIN)
    entry = db.session().scalars(sa.select(Entry).order_by(Entry.idx.desc()).limit(1)).one()
    said = ledger.content(entry)
    assert entry.fact is Fact.CALENDAR_LOADED
    assert said["ref"] == "calendar/2027"
    assert said["pub"]["year"] == 2027
    assert said["pub"]["source"] == PLAIN["source"]
    assert said["pub"]["worked"] == PLAIN["worked"]
    assert len(said["pub"]["off"]) == 3 + 8 + 5 + 7


def test_loading_the_same_twice_changes_nothing(app: Flask) -> None:
    with db.transaction():
        calendar.load(ADMINISTRATOR, 2027, PLAIN)
    before, version = ledger.size(), calendar.version()
    with pytest.raises(AlreadyDone) as refused, db.transaction():
        calendar.load(ADMINISTRATOR, 2027, PLAIN)
    assert refused.value.why is Why.SAME
    assert (ledger.size(), calendar.version()) == (before, version)


def test_a_corrected_notice_replaces_the_whole_year(app: Flask) -> None:
    with db.transaction():
        calendar.load(ADMINISTRATOR, 2027, PLAIN)
    with db.transaction():
        calendar.load(ADMINISTRATOR, 2027, PLAIN | {"worked": ["2027-02-20"]})
    now = calendar.current()
    assert now.is_working_day(date(2027, 2, 20))
    assert not now.is_working_day(date(2027, 2, 14))
    assert [d.day for d in calendar.days_of(2027) if d.is_workday] == [date(2027, 2, 20)]


@pytest.mark.parametrize("who", [CLERK, LOCAL_ADMINISTRATOR], ids=["clerk", "a community's"])
def test_only_the_administrator_of_all_loads_a_notice(app: Flask, who: Somebody) -> None:
    """Every community's deadlines hang on it."""
    with pytest.raises(NotAllowed), db.transaction():
        calendar.load(who, 2027, PLAIN)
    assert 2027 not in calendar.current().known_years


def test_a_load_that_is_rolled_back_leaves_no_trace_in_memory(app: Flask) -> None:
    before = calendar.current()
    with pytest.raises(ZeroDivisionError), db.transaction():
        calendar.load(ADMINISTRATOR, 2027, PLAIN)
        assert 2027 in calendar.current().known_years
        raise ZeroDivisionError
    assert calendar.current() == before
    with db.transaction():
        calendar.load(ADMINISTRATOR, 2027, PUBLISHED)
    assert calendar.current().is_working_day(date(2027, 5, 8))


def test_asking_often_costs_one_query_a_transaction(app: Flask) -> None:
    with db.transaction():
        calendar.seed()
    calendar.current()
    db.rollback()
    assert queries(lambda: [calendar.current() for _ in range(30)]) == 1


def without(key: str) -> dict[str, Any]:
    return {k: v for k, v in PLAIN.items() if k != key}


def with_day(**row: Any) -> dict[str, Any]:
    return PUBLISHED | {"days": [*PUBLISHED["days"], row]}


BAD: list[tuple[Any, Why]] = [
    (b"", Why.UNREADABLE),
    (b"\xff\xfe\x00", Why.UNREADABLE),
    (b"PK\x03\x04", Why.UNREADABLE),
    ("[" * 100_000, Why.UNREADABLE),
    ("[]", Why.UNREADABLE),
    ("null", Why.UNREADABLE),
    (without("off"), Why.UNREADABLE),
    (PLAIN | {"off": "2027-01-01"}, Why.UNREADABLE),
    (PLAIN | {"worked": {"2027-01-01": 1}}, Why.UNREADABLE),
    (PUBLISHED | {"days": [{}] * 400}, Why.UNREADABLE),
    (PLAIN | {"year": 2026}, Why.YEAR),
    (PLAIN | {"year": "2027"}, Why.YEAR),
    (PLAIN | {"off": ["2027-02-30"]}, Why.BAD_ROW),
    (PLAIN | {"off": ["2027-02-05/"], "worked": [3]}, Why.BAD_ROW),
    (PLAIN | {"off": ["2027-02-12/2027-02-05"]}, Why.BAD_ROW),
    (PLAIN | {"off": ["2027-01-01/2027-12-31"]}, Why.BAD_ROW),
    (PLAIN | {"off": [None]}, Why.BAD_ROW),
    (with_day(date="2027-01-02"), Why.BAD_ROW),
    (with_day(date="2027-01-02", isOffDay="yes"), Why.BAD_ROW),
    (with_day(date=20270102, isOffDay=True), Why.BAD_ROW),
    (with_day(date="明天", isOffDay=True), Why.BAD_ROW),
    (with_day(date="2028-01-01", isOffDay=True), Why.OUTSIDE_YEAR),
    (with_day(date="2026-11-30", isOffDay=True), Why.OUTSIDE_YEAR),
    (with_day(date="2027-01-01", isOffDay=True), Why.TWICE),
    (PLAIN | {"worked": ["2027-02-05"]}, Why.TWICE),
    (with_day(date="2027-02-09", isOffDay=False), Why.WORKED_WEEKDAY),
    (PLAIN | {"off": PLAIN["off"][:-1]}, Why.HOLIDAY_MISSING),
]


@pytest.mark.parametrize(("document", "why"), BAD)
def test_a_bad_notice_is_refused_in_words_and_changes_nothing(
    app: Flask, document: Any, why: Why
) -> None:
    before = ledger.size()
    with pytest.raises(Invalid) as refused, db.transaction():
        calendar.load(ADMINISTRATOR, 2027, document)
    assert refused.value.why is why
    assert ledger.size() == before
    assert calendar.days_of(2027) == []


@pytest.mark.parametrize("year", [0, -1, 1999, 2100, 10**9])
def test_a_year_out_of_range_is_refused(app: Flask, year: int) -> None:
    with pytest.raises(Invalid) as refused, db.transaction():
        calendar.load(ADMINISTRATOR, year, PLAIN | {"year": year})
    assert refused.value.why is Why.YEAR


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates().map(str),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["year", "days", "off", "worked", "date", "isOffDay", "name", "papers"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)


@given(anything | st.text() | st.binary())
def test_whatever_is_handed_in_is_read_or_refused(document: Any) -> None:
    if not isinstance(document, bytes | str):
        document = json.dumps(document)
    try:
        calendar.read_notice(2027, document)
    except Invalid as refused:
        assert isinstance(refused.why, Why)
