"""What an evaluation comes to: figures, what each group brings to them, what the result waits for.

AP-2 to AP-10. Sources as in ``evaluation``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from civic.clock import Calendar, Due
from civic.errors import OutOfOrder
from civic.meetings.rules.stages import Why
from civic.people.rules import UnitKind
from civic.voting.rules import (
    ABSTAIN,
    Judgement,
    MemberMark,
    OtherScore,
    Outcome,
    RaterGroup,
    Scale,
    Showing,
    Shown,
    Threshold,
    as_hundredths,
    judgement,
    take,
    weigh,
)

RECHECK_BELOW: Final = 6_000
"""满意率 in hundredths of a percent (AP-10)."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a group's ballots come to; None: nothing that may be shown, or no quorum.

    Score, rates and weighted in hundredths of a point or percent.
    """

    valid: int | None = None
    score: int | None = None
    rate: int | None = None
    strict_rate: int | None = None
    weighted: int | None = None
    is_incompetent: bool = False
    owes_recheck: bool = False


def judge(
    scale: Scale,
    outcome: Outcome,
    showing: Showing,
    *,
    counts: Mapping[str, int],
    weight: int = 0,
    others: Sequence[OtherScore] | None = None,
) -> Figures:
    """Score, rate, 不称职 and the weighted figure out of the counts (AP-2 to AP-4, AP-7, AP-8).

    Where the counts are not shown in whole no figure is: subtraction would give them away
    (integrity.md 2.5). That more than half said 不称职, or nearly all 不满意, is known all the same
    where at least one mark is shown. Of fewer than ten who judged none is (AP-7).
    """
    found, is_unit = judgement(scale, counts), scale is Scale.UNIT
    if outcome is not Outcome.VALID or showing is Showing.HIDDEN or not found.is_enough:
        return Figures()
    is_incompetent = not is_unit and _is_incompetent(counts, found.judged)
    owed = _owes_recheck(scale, found, is_incompetent=is_incompetent)
    if showing is not Showing.WHOLE:
        return Figures(is_incompetent=is_incompetent, owes_recheck=owed)
    valid = sum(number for key, number in counts.items() if key != ABSTAIN)
    figure = as_hundredths(found.figure)
    weighted = weigh(found.points, found.judged, weight, others) if others else None
    return Figures(
        valid=valid,
        score=None if is_unit else figure,
        rate=figure if is_unit else None,
        strict_rate=as_hundredths(found.strict_rate) if is_unit else None,
        weighted=as_hundredths(weighted),
        is_incompetent=is_incompetent,
        owes_recheck=owed,
    )


def _is_incompetent(counts: Mapping[str, int], judged: int) -> bool:
    return take(Threshold.INCOMPETENT, counts[MemberMark.INCOMPETENT], judged).holds


def _owes_recheck(scale: Scale, found: Judgement, *, is_incompetent: bool) -> bool:
    """Looked at once more where fewer than 60 % of those who judged are satisfied, by the ballots
    themselves and not by a rounded rate, or somebody is 不称职 (AP-10)."""
    if scale is Scale.MEMBER:
        return is_incompetent
    return 10_000 * found.content < RECHECK_BELOW * found.judged


# AP-8: what the other groups bring ----------------------------------------------------


class Gave(StrEnum):
    """What a group beside the residents brings to the weighted figure."""

    FIGURE = "figure"
    NO_SHEET = "no_sheet"
    NO_RESULT = "no_result"  # too few voted, or nobody can open their urn
    TOO_FEW_JUDGED = "too_few_judged"
    WITHHELD = "withheld"  # a figure that may not be shown


@dataclass(frozen=True, slots=True)
class Given:
    """What a group gave a party, and its figure in hundredths, if that is known to everybody."""

    gave: Gave
    score: int | None = None

    @property
    def is_left_out(self) -> bool:
        """Whether the other weights make up the whole without it (AP-8; D)."""
        return self.gave not in {Gave.FIGURE, Gave.WITHHELD}


def given_on_a_sheet(score: int | None) -> Given:
    """By a small group that signs; None: it handed in nothing (AP-8)."""
    return Given(Gave.NO_SHEET) if score is None else Given(Gave.FIGURE, score)


def given_by_ballots(scale: Scale, outcome: Outcome, shown: Shown) -> Given:
    """By a group that votes: out of what everybody sees of it and of nothing else, so that leaving
    it out tells nothing that is not shown (AP-7, AP-8; integrity.md 2.5)."""
    if outcome is not Outcome.VALID:
        return Given(Gave.NO_RESULT)
    if shown.showing is Showing.HIDDEN:
        return Given(Gave.TOO_FEW_JUDGED)
    if shown.counts is None:
        return Given(Gave.WITHHELD)
    return Given(Gave.FIGURE, as_hundredths(judgement(scale, shown.counts).figure))


def to_weigh(others: Iterable[tuple[RaterGroup, int, Given]]) -> list[OtherScore] | None:
    """What stands beside the residents' figure, by weight; None: nothing (AP-8; D).

    Whoever gave nothing is left out. A figure that may not be shown leaves no weighted one at all:
    the rest would give it away (integrity.md 2.5).
    """
    found = []
    for group, weight, given in others:
        if given.gave is Gave.WITHHELD:
            return None
        if given.score is not None:
            found.append(OtherScore(group.value, given.score, weight))
    return found or None


# AP-5 -------------------------------------------------------------------------------


def is_second_year(
    is_incompetent: bool, *, unit: UnitKind, year: int, others: Iterable[tuple[int, bool]]
) -> bool:
    """Two successive years of 不称职 end the office, whichever is published later: of those who serve
    in the residents' committee, by the law that is theirs, and of nobody else (JWH25 Art.37; AP-5).

    ``others``: (year, whether 不称职) of the same office, as they were published; the last word on
    a year counts.
    """
    found = dict(others)
    return (
        is_incompetent
        and unit is UnitKind.COMMITTEE
        and (found.get(year - 1, False) or found.get(year + 1, False))
    )


# EV-2, AP-8: what it waits for --------------------------------------------------------

SHEETS_WORKING_DAYS: Final = 5


def sheets_due(closed_on: date, calendar: Calendar) -> Due:
    """For so long after the sitting counting waits for score sheets: a group that hands in none
    cannot keep a result from the residents, nor can a hasty count shut it out (AP-8; D)."""
    return calendar.working_days_after(closed_on, SHEETS_WORKING_DAYS)


def check_counted(uncounted: int) -> None:
    """A result when every vote is counted, which waited for every sheet or until its time was over
    (EV-2; AP-8)."""
    if uncounted:
        raise OutOfOrder(Why.NOT_COUNTED, number=uncounted, article="EV-2")
