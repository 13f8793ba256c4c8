"""``civic count``: what the reckoner answers, as one JSON object in both languages."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import force_locale

from civic import calendar, i18n
from civic.errors import Invalid
from civic.reckoner import rules, wording
from civic.reckoner.rules import Why
from civic.wording import REFUSALS


def answer(file: str, notices: Sequence[str] = ()) -> tuple[dict[str, Any], bool]:
    """What a file (or standard input) comes to, and whether it was refused; ``notices``: files of
    years' holidays that are not shipped."""
    words = Flask(
        "civic"
    )  # languages are an app's; a site, with database and folder, is not needed
    i18n.init_app(words)
    with words.app_context():
        try:
            days = calendar.with_notices(map(_read, notices))
            rule, found = rules.reckon(rules.parse(_read(file)), days)
        except Invalid as refused:
            return _refused(refused), True
        text = _in_each(lambda: str(wording.said(found)))
        return rules.figures(rule, found) | {"text": text}, False


def _read(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except (OSError, ValueError):
        raise Invalid(Why.UNREADABLE_FILE, field="") from None


def _refused(refused: Invalid) -> dict[str, Any]:
    say = wording.refusal if refused.why in set(Why) else _of_a_notice
    said = " ".join(_in_each(lambda: say(refused)).values())
    at = refused.field or ""
    return {
        "error": refused.why.partition(".")[2],
        "at": at,
        "message": f"{at}: {said}" if at else said,
    }


def _of_a_notice(refused: Invalid) -> str:
    return str(REFUSALS[calendar.Why(refused.why)]) % refused.facts


def _in_each(say: Callable[[], str]) -> dict[str, str]:
    said = {}
    for locale in i18n.LOCALES:
        with force_locale(locale):
            said[locale] = say()
    return said
