"""Language: Chinese is the source, English stands beside it; dates, numbers, names.

Catalogues are read as they are written (``translations/en/<feature>.po``).
"""

import io
import unicodedata
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, has_request_context, request
from flask_babel import Babel, Domain, get_locale, gettext, lazy_gettext, ngettext

from civic import clock

__all__ = ["gettext", "lazy_gettext", "ngettext"]

LOCALES = ("zh", "en")
FOLDER = Path(__file__).parent / "translations"

_WEEKDAYS = "一二三四五六日"
_COMPOUND = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "司徒",
        "东方",
        "夏侯",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "长孙",
        "宇文",
    ]
)


def init_app(app: Flask) -> None:
    """Choose the language by cookie, else by the browser, else Chinese."""
    babel = Babel(
        app,
        default_locale="zh",
        default_timezone="Asia/Shanghai",
        locale_selector=chosen,
        configure_jinja=True,
    )
    babel.domain_instance = _Catalogue()
    app.jinja_env.filters |= {
        "day": day,
        "moment": moment,
        "hour": hour,
        "until": until,
        "starting": starting,
        "masked": masked,
        "number": number,
        "area": area,
    }


def chosen() -> str:
    """The language of this request: ``zh`` or ``en``."""
    if not has_request_context():
        return "zh"
    if (cookie := request.cookies.get("locale")) in LOCALES:
        return str(cookie)
    return request.accept_languages.best_match(LOCALES, "zh") or "zh"


class _Catalogue(Domain):  # type: ignore[misc]
    """One catalogue per language, made of one readable file per feature."""

    def get_translations(self) -> Any:
        return catalogue(str(get_locale() or "zh"))


@cache
def catalogue(locale: str) -> NullTranslations:
    """All translations of a language; Chinese needs none."""
    files = sorted((FOLDER / locale.split("_")[0]).glob("*.po"))
    if not files:
        return NullTranslations()
    whole = Catalog(locale=locale)
    for file in files:
        with file.open("rb") as source:
            for message in read_po(source, locale=locale, abort_invalid=True):
                if message.id:
                    whole[message.id] = message
    buffer = io.BytesIO()
    write_mo(buffer, whole)
    buffer.seek(0)
    return Translations(buffer)


def is_chinese() -> bool:
    """Whether this request is answered in Chinese."""
    locale = get_locale()
    return locale is None or locale.language == "zh"


def day(value: date | datetime, *, dated: bool = False) -> str:
    """11月23日（周一）; with the year when it is not this one, or where it is kept for good."""
    value = _local_date(value)
    names_year = dated or value.year != clock.today().year
    if is_chinese():
        year = f"{value.year}年" if names_year else ""
        return f"{year}{value.month}月{value.day}日（周{_WEEKDAYS[value.weekday()]}）"
    year = f" {value.year}" if names_year else ""
    return f"{value:%a} {value.day} {value:%b}{year}"


def hour(value: datetime) -> str:
    """19:30."""
    return f"{value.astimezone(clock.SHANGHAI):%H:%M}"


def moment(value: datetime, *, dated: bool = False) -> str:
    """11月23日（周一）19:30; midnight is 24时 of the day that ends."""
    local = value.astimezone(clock.SHANGHAI)
    if local.hour == local.minute == 0:
        ended = day(local.date() - timedelta(days=1), dated=dated)
        return f"{ended}24时" if is_chinese() else f"{ended}, 24:00"
    on = day(local, dated=dated)
    return f"{on}{hour(value)}" if is_chinese() else f"{on}, {hour(value)}"


def until(value: datetime) -> str:
    """还有2天，11月23日（周一）24时止; 已过3天."""
    now = clock.now()
    left = value - now
    at = moment(value)
    if left >= timedelta(days=1):
        count = left.days
        return str(ngettext("还有%(num)s天，%(at)s止", "还有%(num)s天，%(at)s止", count, at=at))
    if left >= timedelta(hours=1):
        count = left // timedelta(hours=1)
        return str(ngettext("还有%(num)s小时，%(at)s止", "还有%(num)s小时，%(at)s止", count, at=at))
    if left > timedelta(0):
        return str(gettext("不到一小时，%(at)s止", at=at))
    if -left >= timedelta(days=1):
        count = (-left).days
        return str(
            ngettext("已超过%(num)s天，应于%(at)s前", "已超过%(num)s天，应于%(at)s前", count, at=at)
        )
    return str(gettext("已到期，应于%(at)s前", at=at))


def starting(value: datetime) -> str:
    """11月30日（周一）19:00开始，还有8天."""
    days = (clock.day_of(value) - clock.today()).days
    at = moment(value)
    if days > 0:
        return str(ngettext("%(at)s开始，还有%(num)s天", "%(at)s开始，还有%(num)s天", days, at=at))
    return str(gettext("%(at)s开始", at=at))


def masked(name: str) -> str:
    """王**: how a resident stands in public."""
    name = name.strip()
    if not name:
        return "**"
    if name[:2] in _COMPOUND and len(name) > 2:
        return f"{name[:2]}**"
    return f"{name[0]}**"


def number(value: int) -> str:
    """1,201."""
    return f"{value:,}"


def area(value: int) -> str:
    """8937 (units of 0.01 m²) → 89.37 ㎡, or m²: one sign for both is Chinese type."""
    return f"{value // 100:,}.{value % 100:02d} {'㎡' if is_chinese() else 'm²'}"


def nfc(text: str) -> str:
    """One form for each character."""
    return unicodedata.normalize("NFC", text)


def _local_date(value: date | datetime) -> date:
    return value.astimezone(clock.SHANGHAI).date() if isinstance(value, datetime) else value
