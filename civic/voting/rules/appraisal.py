"""Appraisal (评议): of committee members, of units, and the property firm's credit (B6).

Scores and rates are strings for the eye, rounded once at the end; what decides is counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isqrt
from typing import Final

from civic.checks import Check, Op, all_hold
from civic.voting.rules.outcome import (
    Outcome,
    Reckoned,
    Step,
    Threshold,
    percent,
    take,
    two_places,
)
from civic.voting.rules.permits import Electorate
from civic.voting.rules.small import LEAST
from civic.voting.rules.stages import Turnout, quorum


class MemberMark(StrEnum):
    """What a ballot says of a member (AP-1)."""

    EXCELLENT = "excellent"
    COMPETENT = "competent"
    BASIC = "basic"
    INCOMPETENT = "incompetent"


class UnitMark(StrEnum):
    """What a ballot says of a unit (AP-1)."""

    SATISFIED = "satisfied"
    BASICALLY = "basically"
    DISSATISFIED = "dissatisfied"
    DONT_KNOW = "dont_know"


class Scale(StrEnum):
    """By which grades somebody is rated (AP-1)."""

    MEMBER = "member"
    UNIT = "unit"


GRADES: Final[Mapping[Scale, tuple[str, ...]]] = {
    Scale.MEMBER: tuple(mark.value for mark in MemberMark),
    Scale.UNIT: tuple(mark.value for mark in UnitMark),
}
"""In the order of the ballot paper, the best first."""

CONTENT: Final[Mapping[Scale, tuple[str, ...]]] = {
    scale: grades[:2] for scale, grades in GRADES.items()
}
"""The grades that speak for somebody (AP-3)."""

JUDGING: Final[Mapping[Scale, tuple[str, ...]]] = {
    Scale.MEMBER: GRADES[Scale.MEMBER],
    Scale.UNIT: GRADES[Scale.UNIT][:3],
}
"""The grades that say something: who does not know, or abstains, is shown and not counted in."""

POINTS: Final[Mapping[MemberMark, int]] = {
    MemberMark.EXCELLENT: 100,
    MemberMark.COMPETENT: 80,
    MemberMark.BASIC: 60,
    MemberMark.INCOMPETENT: 40,
}
"""AP-2."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What grades say of somebody: all that a score, a rate or a weighted figure is made of."""

    points: int
    """Of a member as AP-2 has them; of a unit a hundred for each who is content."""
    content: int
    fully: int
    """Who gave the best grade."""
    judged: int

    @property
    def is_enough(self) -> bool:
        """Whether a figure rests on them: on ten at least who judged (AP-7)."""
        return self.judged >= LEAST

    @property
    def figure(self) -> str | None:
        """The one figure that is weighed: points of a member, 满意率 of a unit (AP-2, AP-3)."""
        return two_places(self.points, self.judged)

    @property
    def strict_rate(self) -> str | None:
        """Without whoever is only half content."""
        return percent(self.fully, self.judged)


def judgement(scale: Scale, counts: Mapping[str, int]) -> Judgement:
    """Out of the ballots for each grade; what is missing nobody gave (AP-2, AP-3)."""
    content, judged = (
        sum(counts.get(grade, 0) for grade in grades) for grades in (CONTENT[scale], JUDGING[scale])
    )
    points = 100 * content
    if scale is Scale.MEMBER:
        points = sum(POINTS[mark] * counts.get(mark.value, 0) for mark in MemberMark)
    return Judgement(points, content, counts.get(GRADES[scale][0], 0), judged)


@dataclass(frozen=True, slots=True)
class OtherScore:
    """A score from elsewhere, in hundredths of a point, and its weight (AP-8)."""

    name: str
    score: int
    weight: int


@dataclass(frozen=True, slots=True)
class Appraised(Reckoned):
    """Score and shares of the marks; the score weighted with others; whether incompetent."""

    score: str | None
    shares: Mapping[MemberMark, str | None]
    weighted: str | None
    incompetent: bool


def appraisal(
    *,
    members: int,
    returned: int,
    invalid: int,
    ballots: Mapping[MemberMark, int],
    electorate: Electorate | None = None,
    others: Sequence[OtherScore] | None = None,
    weight: int = 0,
) -> Appraised:
    """What the ballots say of a member (AP-2, AP-4, AP-6, AP-8; quorum as RB-8).

    ``electorate``: who graded, in a vote held here; a body needs its quorum, those on a list ten
    ballots, and a score rests on ten at least who judged (AP-7). ``weight`` is that of the ballots
    beside ``others``; weights are taken as shares of their sum. Without a quorum nobody is found
    incompetent.
    """
    valid = returned - invalid
    found = judgement(Scale.MEMBER, {mark.value: ballots[mark] for mark in MemberMark})
    if electorate is None:
        asked: tuple[Check, ...] = (take(Threshold.APPRAISAL_QUORUM, returned, members),)
    else:
        asked = quorum(electorate, Turnout(returned, members)) or (_graded(valid),)
    majority = take(Threshold.INCOMPETENT, ballots[MemberMark.INCOMPETENT], valid)
    holds = all_hold(asked)
    finds = holds and (electorate is None or found.is_enough)
    has_score = finds or electorate is None
    is_weighed = others is not None and has_score
    return Appraised(
        outcome=Outcome.VALID if holds else Outcome.NO_QUORUM,
        because=(*asked, majority) if finds else asked,
        score=found.figure if has_score else None,
        shares={mark: percent(ballots[mark], valid) for mark in MemberMark},
        weighted=weigh(found.points, valid, weight, others or ()) if is_weighed else None,
        incompetent=finds and majority.holds,
    )


def _graded(ballots: int) -> Check:
    return Check(Step.GRADED, ballots, Op.GE, LEAST, "AP-7")


def weigh(top: int, bottom: int, weight: int, others: Sequence[OtherScore]) -> str | None:
    """The residents' ``top / bottom`` points or percent beside other scores, by weights as shares
    of their sum (AP-8); rounded once."""
    # weight × top/bottom + Σ weight × score/100, over Σ weight: one fraction
    whole = 100 * weight * top + bottom * sum(each.weight * each.score for each in others)
    return two_places(whole, 100 * bottom * (weight + sum(each.weight for each in others)))


@dataclass(frozen=True, slots=True)
class Satisfaction(Reckoned):
    """How many of those who judged are satisfied; who does not know is shown beside (AP-3)."""

    rate: str | None
    strict_rate: str | None
    dont_know: int
    weighted: str | None
    by: Electorate | None
    """Who graded; none: ballots by themselves, of which nothing but shares is asked."""


def satisfaction(
    *,
    ballots: Mapping[UnitMark, int],
    electorate: Electorate | None = None,
    members: int = 0,
    returned: int = 0,
    others: Sequence[OtherScore] | None = None,
    weight: int = 0,
) -> Satisfaction:
    """满意率 in percent, with and without 基本满意; 不了解 is not in the denominator (AP-3).

    ``electorate``: who graded, in a vote held here; that takes ten ballots and the quorum of a body,
    and a rate rests on ten at least who judged (AP-6, AP-7). ``others`` and ``weight`` as in
    ``appraisal``.
    """
    found = judgement(Scale.UNIT, {mark.value: ballots[mark] for mark in UnitMark})
    if electorate is None:
        asked: tuple[Check, ...] = (Check(Step.RATED, found.judged, Op.GT, 0, "AP-3"),)
    else:
        graded = _graded(sum(ballots.values()))
        asked = (graded, *quorum(electorate, Turnout(returned, members)))
    holds = all_hold(asked)
    has_rate = electorate is None or (holds and found.is_enough)
    is_weighed = others is not None and has_rate
    return Satisfaction(
        outcome=Outcome.VALID if holds else Outcome.NO_QUORUM,
        because=asked,
        rate=found.figure if has_rate else None,
        strict_rate=found.strict_rate if has_rate else None,
        dont_know=ballots[UnitMark.DONT_KNOW],
        weighted=weigh(found.points, found.judged, weight, others or ()) if is_weighed else None,
        by=electorate,
    )


Z: Final = 196
"""1.96, in hundredths: ninety-five times of a hundred."""


def wilson(successes: int, of: int) -> tuple[int, int]:
    """Between what a share lies, in hundredths of a percent: Wilson's interval, 95 %.

    It is that of a sample of so many; the ends are rounded outwards, exactly (G-4). ``of`` is
    positive.
    """
    # (2s + z² ∓ z √(z² + 4s(n−s)/n)) / 2(n + z²), all of it times 10⁴ n
    below = 2 * of * (10**4 * of + Z * Z)
    middle = 10**4 * of * (2 * 10**4 * successes + Z * Z)
    under_root = of * (Z * Z * of + 4 * 10**4 * successes * (of - successes))
    half = isqrt(10**8 * Z * Z * under_root - 1) + 1  # rounded up
    return (middle - half) // below, -((-middle - half) // below)


class CreditGrade(StrEnum):
    """Grade of a property firm's credit (B6.7)."""

    AAA = "AAA"
    AA = "AA"
    A = "A"
    B = "B"
    C = "C"


BASIC_MOST: Final = 80
GOOD_MOST: Final = 40
GRADE_FROM: Final[Mapping[CreditGrade, int]] = {
    CreditGrade.AAA: 85,
    CreditGrade.AA: 80,
    CreditGrade.A: 70,
    CreditGrade.B: 60,
}
CREDIT_ARTICLE: Final = "B6.7"


@dataclass(frozen=True, slots=True)
class Credit:
    """Score, none where the firm took no part, and grade."""

    score: str | None
    grade: CreditGrade
    because: tuple[Check, ...]


def firm_credit(*, basic: int = 0, good: int = 0, bad: int = 0, took_part: bool = True) -> Credit:
    """Basic and good points less bad ones; below 60 a clean record is still B (B6.7)."""
    if not took_part:
        check = Check(Step.TOOK_PART, 0, Op.EQ, 1, CREDIT_ARTICLE)
        return Credit(None, CreditGrade.C, (check,))
    score, taken = basic + good - bad, list[Check]()
    for grade, start in GRADE_FROM.items():
        taken.append(Check(Step.GRADE, score, Op.GE, start, CREDIT_ARTICLE, grade))
        if taken[-1].holds:
            return Credit(two_places(score, 1), grade, tuple(taken))
    taken.append(Check(Step.NO_BAD_RECORD, bad, Op.EQ, 0, CREDIT_ARTICLE))
    grade = CreditGrade.B if taken[-1].holds else CreditGrade.C
    return Credit(two_places(score, 1), grade, tuple(taken))
