"""Whose page there is, and what its figures are: shares with what they are of (B6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from civic.policy import Role
from civic.voting.rules import Scale, as_hundredths, judgement, percent, wilson

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
        return as_hundredths(percent(self.content, self.judged)) or 0

    @property
    def interval(self) -> tuple[int, int]:
        return wilson(self.content, self.judged)

    def overlaps(self, other: "Rate") -> bool:
        """Whether the two may well be one and the same: nobody can say that it has changed."""
        (low, high), (least, most) = self.interval, other.interval
        return low <= most and least <= high


def rate(scale: Scale, counts: Mapping[str, int]) -> Rate | None:
    """What the counts of the grades come to; None of fewer than ten who judged (AP-7)."""
    found = judgement(scale, counts)
    return Rate(found.content, found.judged) if found.is_enough else None


def trend(rates: Iterable[tuple[int, Rate | None]]) -> dict[int, Rate | None]:
    """The last three years in which the residents of one place rated, the earliest first (AP-11).

    Others' are no years of theirs: what two places say of a unit is not one course. Of several in
    one year the first that came to a rate counts: one that failed hides none. A year that is not
    shown leaves a gap.
    """
    found: dict[int, Rate | None] = {}
    for year, each in rates:
        found[year] = found.get(year) or each
    return {year: found[year] for year in sorted(found)[-TREND_YEARS:]}
