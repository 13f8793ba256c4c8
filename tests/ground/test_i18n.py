"""Language, dates, numbers and names, as people say them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from civic import clock, create_app, i18n

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 9:00 in Shanghai


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(ENV="test", INSTANCE=str(tmp_path_factory.mktemp("i18n")))


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.stopped(MONDAY):
        yield


def speaking(app: Flask, language: str):
    return app.test_request_context("/", headers={"Cookie": f"locale={language}"})


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "zh"),
        ({"Accept-Language": "en-GB,en;q=0.8"}, "en"),
        ({"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}, "zh"),
        ({"Accept-Language": "zh-TW"}, "zh"),
        ({"Accept-Language": "fr"}, "zh"),
        ({"Accept-Language": "*"}, "zh"),
        ({"Accept-Language": ";;;=,q"}, "zh"),
        ({"Accept-Language": "en", "Cookie": "locale=zh"}, "zh"),
        ({"Accept-Language": "zh", "Cookie": "locale=en"}, "en"),
        ({"Accept-Language": "en", "Cookie": "locale=../en"}, "en"),
    ],
)
def test_the_cookie_chooses_else_the_browser_else_chinese(
    app: Flask, headers: dict[str, str], language: str
) -> None:
    with app.test_request_context("/", headers=headers):
        assert i18n.chosen() == language
        assert i18n.is_chinese() is (language == "zh")
    assert i18n.chosen() == "zh"


def test_days_are_said_with_their_weekday_and_their_year_when_it_is_not_this_one(
    app: Flask,
) -> None:
    with speaking(app, "zh"):
        assert i18n.day(date(2026, 11, 23)) == "11月23日（周一）"
        assert i18n.day(date(2027, 1, 3)) == "2027年1月3日（周日）"
        assert i18n.day(datetime(2026, 11, 22, 17, tzinfo=UTC)) == "11月23日（周一）"
    with speaking(app, "en"):
        assert i18n.day(date(2026, 11, 23)) == "Mon 23 Nov"
        assert i18n.day(date(2027, 1, 3)) == "Sun 3 Jan 2027"


def test_midnight_belongs_to_the_day_that_ends(app: Flask) -> None:
    midnight = clock.end_of_day(date(2026, 11, 23))
    with speaking(app, "zh"):
        assert i18n.moment(midnight) == "11月23日（周一）24时"
        assert i18n.moment(MONDAY) == "11月23日（周一）09:00"
    with speaking(app, "en"):
        assert i18n.moment(midnight) == "Mon 23 Nov, 24:00"


@pytest.mark.parametrize(
    ("left", "zh", "en"),
    [
        (timedelta(days=2, hours=3), "还有2天", "2 days left"),
        (timedelta(days=1), "还有1天", "1 day left"),
        (timedelta(hours=23, minutes=59), "还有23小时", "23 hours left"),
        (timedelta(hours=1), "还有1小时", "1 hour left"),
        (timedelta(minutes=59), "不到一小时", "less than an hour"),
        (timedelta(seconds=1), "不到一小时", "less than an hour"),
        (timedelta(0), "已到期", "overdue"),
        (timedelta(hours=-23), "已到期", "overdue"),
        (timedelta(days=-1), "已超过1天", "1 day late"),
        (timedelta(days=-3), "已超过3天", "3 days late"),
    ],
)
def test_a_countdown_is_words_in_both_languages(
    app: Flask, left: timedelta, zh: str, en: str
) -> None:
    with speaking(app, "zh"):
        assert i18n.until(MONDAY + left).startswith(zh)
    with speaking(app, "en"):
        assert i18n.until(MONDAY + left).startswith(en)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王秀英", "王**"),
        ("王英", "王**"),
        ("王", "王**"),
        ("欧阳修", "欧阳**"),
        ("欧阳", "欧**"),
        ("司马相如", "司马**"),
        ("  李 建国 ", "李**"),
        ("Anna Berg", "A**"),
        ("𠮷田", "𠮷**"),
        ("", "**"),
        ("  ", "**"),
    ],
)
def test_a_name_is_masked_to_its_family_name(name: str, shown: str) -> None:
    assert i18n.masked(name) == shown


def test_numbers_and_areas_are_written_with_their_groups() -> None:
    assert i18n.number(1201) == "1,201"
    assert i18n.number(-1234567) == "-1,234,567"
    assert i18n.area(8937) == "89.37 ㎡"
    assert i18n.area(123456700) == "1,234,567.00 ㎡"
    assert i18n.area(5) == "0.05 ㎡"


def test_in_english_square_metres_have_their_own_sign(app: Flask) -> None:
    with speaking(app, "en"):
        assert i18n.area(8937) == "89.37 m²"


def test_a_language_without_files_is_the_source() -> None:
    assert i18n.catalogue("zh").gettext("登录") == "登录"
    assert i18n.catalogue("en").gettext("登录") != "登录"
