"""What may be shown of small groups: the one function for every page, export and feed.

integrity.md 2.5: ten counted at least; of fewer than thirty no unanimity, nor what comes near it,
or what is said in its stead would say just that; nothing that subtracting the rest from the whole
would give away. Of grades those are counted who judge (AP-7): nobody is hidden among those who said
nothing.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Generic, TypeVar

LEAST: Final = 10
UNANIMOUS_LEAST: Final = 30
NEARLY_ALL_PERCENT: Final = 90

K = TypeVar("K", bound=Hashable)


class Showing(StrEnum):
    """How much of a cell is shown."""

    WHOLE = "whole"
    NEARLY_ALL = "nearly_all"  # one option has 90 % or more, or all: which of both is not said
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Cell(Generic[K]):
    """The counts of one group (a building, a grid, a community), with the group it is part of."""

    key: K
    parent: K | None
    counts: Mapping[str, int]
    ballots: int | None = None
    """How many ballots, where one may choose several; else as many as answers."""
    silent: frozenset[str] = frozenset()
    """Options that judge nobody: shown with the others, and nobody hides behind them."""

    @property
    def said(self) -> Mapping[str, int]:
        """The counts of what says something."""
        return {key: number for key, number in self.counts.items() if key not in self.silent}

    @property
    def counted(self) -> int:
        """How many ballots it holds that say something."""
        return sum(self.said.values()) if self.ballots is None else self.ballots


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as anybody may see it: its counts, or one option with nearly all, or nothing."""

    showing: Showing
    counted: int | None = None
    counts: Mapping[str, int] | None = None
    nearly_all: str | None = None


def spoilt(returned: int, shown: Shown) -> int:
    """How many ballots that came back give no grade; 0 where that may not be shown."""
    if shown.showing is not Showing.WHOLE or shown.counts is None:
        return 0
    return returned - sum(shown.counts.values())


def showing(counts: Mapping[str, int], ballots: int | None = None) -> Showing:
    """What the counts of those who said something allow by themselves; ``ballots`` as in ``Cell``."""
    counted = sum(counts.values()) if ballots is None else ballots
    if counted < LEAST:
        return Showing.HIDDEN
    most = max(counts.values(), default=0)
    if counted < UNANIMOUS_LEAST and 100 * most >= NEARLY_ALL_PERCENT * counted:
        return Showing.NEARLY_ALL
    return Showing.WHOLE


def shown(cells: Iterable[Cell[K]]) -> dict[K, Shown]:
    """Each cell as it may be shown, from the whole downwards.

    What lies in a hidden group is hidden. Among the parts of a shown group those not shown in
    whole must together be showable, since subtraction gives their sum away: as long as they
    are not, the next smallest is hidden with them.
    """
    known = {cell.key: cell for cell in cells}
    below: dict[K | None, list[Cell[K]]] = {}
    for cell in known.values():
        parent = cell.parent if cell.parent in known else None
        below.setdefault(parent, []).append(cell)
    states: dict[K, Showing] = {}
    waiting: list[K] = []
    for cell in below.get(None, ()):
        states[cell.key] = showing(cell.said, cell.ballots)
        waiting.append(cell.key)
    while waiting:
        parent_key = waiting.pop()
        parts = below.get(parent_key, [])
        states |= _parts(parts, states[parent_key])
        waiting += [part.key for part in parts]
    return {key: _as_shown(known[key], state) for key, state in states.items()}


def _parts(parts: list[Cell[K]], whole: Showing) -> dict[K, Showing]:
    if whole is not Showing.WHOLE:
        return dict.fromkeys((part.key for part in parts), Showing.HIDDEN)
    states = {part.key: showing(part.said, part.ballots) for part in parts}
    by_size = sorted(parts, key=lambda part: part.counted)
    while (left := [p for p in parts if states[p.key] is not Showing.WHOLE]) and (
        showing(*_together(left)) is not Showing.WHOLE
    ):
        following = next((p for p in by_size if states[p.key] is Showing.WHOLE), None)
        if following is None:
            break
        states[following.key] = Showing.HIDDEN
    return states


def _together(parts: Sequence[Cell[K]]) -> tuple[Mapping[str, int], int]:
    counts: dict[str, int] = {}
    for part in parts:
        for option, number in part.said.items():
            counts[option] = counts.get(option, 0) + number
    return counts, sum(part.counted for part in parts)


def _as_shown(cell: Cell[K], state: Showing) -> Shown:
    match state:
        case Showing.WHOLE:
            return Shown(state, cell.counted, dict(cell.counts))
        case Showing.NEARLY_ALL:
            option = max(cell.said, key=lambda key: cell.said[key])
            return Shown(state, cell.counted, nearly_all=option)
        case Showing.HIDDEN:
            return Shown(state)
