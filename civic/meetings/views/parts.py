"""The parts that pages of a meeting are made of, as templates take them."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """A link of the chain, as ``ui.stage_chain`` takes it."""

    text: str
    state: str
    note: str | None = None


@dataclass(frozen=True)
class Deadline:
    """By when, whether it has passed, and how it was computed."""

    text: str
    is_overdue: bool = False
    how: Sequence[str] = ()


@dataclass(frozen=True)
class Sum:
    """A check in words."""

    text: str
    holds: bool
    article: str


@dataclass(frozen=True)
class Member:
    """Somebody on the panel, as the public may know."""

    id: int
    name: str
    capacity: str
    group: str
    office: str
    is_head: bool


@dataclass(frozen=True)
class Group:
    """An interest group with its seats for speakers."""

    id: int
    name: str
    stake: str
    is_affected: bool
    seats: int
    seated: int
    waiting: int


@dataclass(frozen=True)
class Item:
    """A step of the agenda."""

    id: int
    title: str
    word: str
    tone: str
    is_now: bool
    is_ahead: bool
    is_next: bool


@dataclass(frozen=True)
class Part:
    """A part of a counted show of hands, as ``ui.tally_bar`` takes it."""

    text: str
    count: int
    permille: int
    share: str | None
    tone: str


@dataclass(frozen=True)
class Count:
    """A counted show of hands."""

    id: str
    question: str
    parts: list[Part]
