"""One sum behind a decision, kept so that a page can show it.

Pure ground for every feature's rules: a threshold is a comparison of two integers,
already cross-multiplied (no floating point, G-4), with the article that asks for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Op(StrEnum):
    """How the two sides are compared (G-1, G-3)."""

    GE = ">="
    GT = ">"
    LE = "<="
    LT = "<"
    EQ = "="


@dataclass(frozen=True, slots=True)
class Check:
    """``left op right``, asked for by ``article``; ``about`` names whom it concerns."""

    check: str
    left: int
    op: Op
    right: int
    article: str
    about: str = ""

    @property
    def holds(self) -> bool:
        """Whether the comparison is true."""
        match self.op:
            case Op.GE:
                return self.left >= self.right
            case Op.GT:
                return self.left > self.right
            case Op.LE:
                return self.left <= self.right
            case Op.LT:
                return self.left < self.right
            case Op.EQ:
                return self.left == self.right


def all_hold(checks: Iterable[Check]) -> bool:
    """Whether every check holds; none asked for means yes."""
    return all(check.holds for check in checks)


def failed(checks: Iterable[Check]) -> tuple[Check, ...]:
    """The checks that do not hold, in the order taken."""
    return tuple(check for check in checks if not check.holds)
