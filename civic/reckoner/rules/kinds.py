"""What may stand under a key: each kind reads one JSON value, or refuses it and says where.

``at`` is the path of the value: ``yes``, ``ballots.basic``, ``groups[2].area``.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, Protocol

from civic.errors import Invalid

LARGEST: Final = 10**30
"""No count, area or weight is larger."""
NAME_LENGTH: Final = 80
DATES: Final = (date(1900, 1, 1), date(2199, 12, 31))
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SCORE: Final = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?")
_NO_TEXT: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


class Why(StrEnum):
    """Why an input cannot be reckoned."""

    BAD_JSON = "reckoner.bad_json"
    UNREADABLE_FILE = "reckoner.unreadable_file"
    NOT_AN_OBJECT = "reckoner.not_an_object"
    UNKNOWN_RULE = "reckoner.unknown_rule"
    MISSING_KEY = "reckoner.missing_key"
    EXTRA_KEY = "reckoner.extra_key"
    DUPLICATE_KEY = "reckoner.duplicate_key"
    NOT_AN_INTEGER = "reckoner.not_an_integer"
    NEGATIVE = "reckoner.negative"
    TOO_SMALL = "reckoner.too_small"
    TOO_LARGE = "reckoner.too_large"
    NOT_A_BOOLEAN = "reckoner.not_a_boolean"
    NOT_A_CHOICE = "reckoner.not_a_choice"
    NOT_A_DATE = "reckoner.not_a_date"
    NOT_A_LIST = "reckoner.not_a_list"
    NOT_A_NAME = "reckoner.not_a_name"
    NOT_A_SCORE = "reckoner.not_a_score"
    TOO_MANY = "reckoner.too_many"
    TOO_MUCH_AREA = "reckoner.too_much_area"
    NOT_THE_SUM = "reckoner.not_the_sum"


class Kind(Protocol):
    """Something that may stand under a key."""

    def read(self, value: Any, at: str) -> Any:
        """What the value says. Raises Invalid with ``at`` as its field."""
        ...


@dataclass(frozen=True)
class Count:
    """A whole number; neither 3.0 nor "3" nor true is one."""

    least: int = 0
    most: int = LARGEST

    def read(self, value: Any, at: str) -> int:
        if type(value) is not int:
            raise Invalid(Why.NOT_AN_INTEGER, field=at)
        if value < 0:
            raise Invalid(Why.NEGATIVE, field=at)
        if value < self.least:
            raise Invalid(Why.TOO_SMALL, field=at, least=self.least)
        if value > self.most:
            raise Invalid(Why.TOO_LARGE, field=at, most=self.most)
        return value


@dataclass(frozen=True)
class Area(Count):
    """An area, in whole units of 0.01 m²."""


@dataclass(frozen=True)
class Boolean:
    """True or false; ``only`` one of them where the other one says nothing."""

    only: bool | None = None

    def read(self, value: Any, at: str) -> bool:
        if type(value) is not bool:
            raise Invalid(Why.NOT_A_BOOLEAN, field=at)
        if self.only is not None and value is not self.only:
            raise Invalid(Why.NOT_A_CHOICE, field=at, choices=str(self.only).lower())
        return value


@dataclass(frozen=True)
class Choice:
    """One of some words."""

    options: tuple[StrEnum, ...]

    def read(self, value: Any, at: str) -> StrEnum:
        for option in self.options:
            if isinstance(value, str) and value == option:
                return option
        raise Invalid(Why.NOT_A_CHOICE, field=at, choices=", ".join(self.options))


class Day:
    """A date, written 2026-11-23."""

    def read(self, value: Any, at: str) -> date:
        try:
            if not (isinstance(value, str) and _DAY.fullmatch(value)):
                raise ValueError
            day = date.fromisoformat(value)
            if not DATES[0] <= day <= DATES[1]:
                raise ValueError
        except ValueError:
            raise Invalid(Why.NOT_A_DATE, field=at) from None
        return day


class Name:
    """A name: some letters, one form for each."""

    def read(self, value: Any, at: str) -> str:
        name = tidy(value) if isinstance(value, str) else ""
        if not name or len(name) > NAME_LENGTH:
            raise Invalid(Why.NOT_A_NAME, field=at)
        return name


class Names:
    """A list of names, as a set: neither order nor repetition matters."""

    def read(self, value: Any, at: str) -> frozenset[str]:
        if not isinstance(value, list):
            raise Invalid(Why.NOT_A_LIST, field=at)
        return frozenset(Name().read(each, f"{at}[{n}]") for n, each in enumerate(value))


class Score:
    """A score, in hundredths of a point: written 88, or "88.50"; never a float."""

    def read(self, value: Any, at: str) -> int:
        found = _SCORE.fullmatch(value if isinstance(value, str) else str(value))
        if type(value) not in {int, str} or found is None:
            raise Invalid(Why.NOT_A_SCORE, field=at)
        return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


@dataclass(frozen=True)
class Each:
    """An object with one count for every member of an enum."""

    members: type[StrEnum]

    def read(self, value: Any, at: str) -> dict[StrEnum, int]:
        found = read_keys({member.value: Count() for member in self.members}, value, at)
        return {member: found[member] for member in self.members}


class Votes:
    """An object of names with a count each, in the order given."""

    def read(self, value: Any, at: str) -> dict[str, int]:
        if not isinstance(value, dict):
            raise Invalid(Why.NOT_AN_OBJECT, field=at)
        votes: dict[str, int] = {}
        for written, number in value.items():
            here = under(at, written)
            name = Name().read(written, here)
            if name in votes:
                raise Invalid(Why.DUPLICATE_KEY, field=here)
            votes[name] = Count().read(number, here)
        return votes


@dataclass(frozen=True)
class Rows:
    """A list of objects with the same keys, each made into one thing."""

    keys: Mapping[str, Kind]
    make: Callable[..., Any]

    def read(self, value: Any, at: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise Invalid(Why.NOT_A_LIST, field=at)
        return tuple(
            self.make(**read_keys(self.keys, row, f"{at}[{n}]")) for n, row in enumerate(value)
        )


@dataclass(frozen=True)
class Maybe:
    """What may be left out."""

    kind: Kind

    def read(self, value: Any, at: str) -> Any:
        return self.kind.read(value, at)


def read_keys(keys: Mapping[str, Kind], value: Any, at: str = "") -> dict[str, Any]:
    """An object with exactly these keys, those of ``Maybe`` or not."""
    if not isinstance(value, dict):
        raise Invalid(Why.NOT_AN_OBJECT, field=at)
    for key in value:
        if key not in keys:
            raise Invalid(Why.EXTRA_KEY, field=under(at, key))
    for key, kind in keys.items():
        if key not in value and not isinstance(kind, Maybe):
            raise Invalid(Why.MISSING_KEY, field=under(at, key))
    return {
        key: kind.read(value[key], under(at, key)) for key, kind in keys.items() if key in value
    }


def under(at: str, key: str) -> str:
    """The path of a key; what cannot be shown of it is left out."""
    shown = "".join(c for c in key if unicodedata.category(c) not in _NO_TEXT)[:NAME_LENGTH]
    return f"{at}.{shown}" if at else shown


def tidy(text: str) -> str:
    """One form of each character, single blanks; nothing, if it hides something."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    return "" if any(unicodedata.category(c) in _NO_TEXT for c in name) else name
