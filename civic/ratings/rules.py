"""Whose page there is, and what its figures are: shares with what they are of (B6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from civic.policy import Role
from civic.voting.rules import MemberMark, Scale, UnitMark, wilson

PUBLIC_OFFICES: Final = frozenset(
    {
        Role.CHAIR,
        Role.CLERK,
        Role.COMMITTEE_MEMBER,
        Role.PARTY_BRANCH,
        Role.OFFICIAL,
        Role.SUPERVISOR,
        Role.GRID_WORKER,
    }
)
"""Who holds one of these answers for it in public, by name; a neighbour with a task does not."""

CONTENT: Final[Mapping[Scale, frozenset[str]]] = {
    Scale.UNIT: frozenset({UnitMark.SATISFIED, UnitMark.BASICALLY}),
    Scale.MEMBER: frozenset({MemberMark.EXCELLENT, MemberMark.COMPETENT}),
}
"""The grades that speak for somebody (AP-3)."""

JUDGED: Final[Mapping[Scale, frozenset[str]]] = {
    Scale.UNIT: frozenset(UnitMark) - {UnitMark.DONT_KNOW},
    Scale.MEMBER: frozenset(MemberMark),
}
"""The grades that say something: who does not know, or abstains, is shown and not counted in."""

TREND_YEARS: Final = 3
"""AP-11."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of those who judged are content, and between what that lies (95 %)."""

    content: int
    judged: int

    @property
    def share(self) -> int:
        """In hundredths of a percent, rounded half up: to be shown, never to decide by (G-4)."""
        return (2 * 10_000 * self.content + self.judged) // (2 * self.judged)

    @property
    def interval(self) -> tuple[int, int]:
        return wilson(self.content, self.judged)

    def overlaps(self, other: "Rate") -> bool:
        """Whether the two may well be one and the same: nobody can say that it has changed."""
        (low, high), (least, most) = self.interval, other.interval
        return low <= most and least <= high


def rate(scale: Scale, counts: Mapping[str, int]) -> Rate | None:
    """What the counts of the grades come to; of nobody's judgement none."""
    content, judged = (
        sum(counts.get(grade, 0) for grade in grades) for grades in (CONTENT[scale], JUDGED[scale])
    )
    return Rate(content, judged) if judged else None


def trend(rates: Iterable[tuple[int, Rate | None]]) -> dict[int, Rate | None]:
    """The last three years in which there was an evaluation, the earliest first (AP-11).

    Of several in one year the first named counts; a year that is not shown leaves a gap.
    """
    found: dict[int, Rate | None] = {}
    for year, each in rates:
        found.setdefault(year, each)
    return {year: found[year] for year in sorted(found)[-TREND_YEARS:]}
