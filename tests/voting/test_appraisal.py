"""Appraisal, satisfaction and credit: B6, with rounding done by the school's rule."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.voting import rules
from civic.voting.rules import (
    GRADES,
    MemberMark,
    OtherScore,
    Outcome,
    Scale,
    UnitMark,
)
from civic.voting.rules.appraisal import CreditGrade
from civic.voting.rules.outcome import two_places
from tests.voting.naive import HALF, TWO_THIRDS, exceeds, reaches

POINTS = {"excellent": 100, "competent": 80, "basic": 60, "incompetent": 40}


def rounded(value: Fraction) -> str:
    """Two decimals, half up, by long division."""
    exact = Decimal(value.numerator * 10**6 // value.denominator) / 10**6
    return str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


def appraised(marks, *, members=30, invalid=0, others=None, weight=0):
    ballots = dict(zip(MemberMark, marks, strict=True))
    returned = sum(marks) + invalid
    return rules.appraisal(
        members=members,
        returned=returned,
        invalid=invalid,
        ballots=ballots,
        others=others,
        weight=weight,
    )


@pytest.mark.parametrize(
    ("top", "bottom", "shown"),
    [
        (1, 3, "0.33"),
        (2, 3, "0.67"),
        (1, 200, "0.01"),  # half a hundredth goes up
        (1, 201, "0.00"),
        (5, 1, "5.00"),
        (-5, 1, "-5.00"),
        (-1, 1000, "0.00"),
        (1, 0, None),
        (97_005, 1000, "97.01"),  # 97.005, which floating point takes for less
    ],
)
def test_two_decimals_half_up(top, bottom, shown):
    assert two_places(top, bottom) == shown


def test_a_member_of_the_committee():
    found = appraised([12, 8, 3, 1], invalid=1)
    assert found.outcome is Outcome.VALID
    assert found.score == "85.83"  # (1200 + 640 + 180 + 40) / 24
    assert found.shares == {
        MemberMark.EXCELLENT: "50.00",
        MemberMark.COMPETENT: "33.33",
        MemberMark.BASIC: "12.50",
        MemberMark.INCOMPETENT: "4.17",
    }
    assert (found.weighted, found.incompetent) == (None, False)


def test_more_than_half_say_incompetent_and_half_is_not():
    assert not appraised([6, 3, 1, 10]).incompetent
    assert appraised([6, 3, 0, 11], invalid=1).incompetent


def test_without_a_quorum_nobody_is_found_incompetent():
    found = appraised([0, 0, 0, 19])
    assert (found.outcome, found.incompetent) == (Outcome.NO_QUORUM, False)


def test_of_no_valid_ballot_there_is_no_score():
    found = appraised([0, 0, 0, 0], invalid=25, others=[OtherScore("街道", 8000, 40)], weight=60)
    assert (found.score, found.weighted, found.incompetent) == (None, None, False)
    assert set(found.shares.values()) == {None}


def test_scores_of_others_weigh_in_and_are_rounded_once():
    """30 % street, 10 % colleagues, 60 % residents (AP-8)."""
    others = [OtherScore("街道", 9050, 30), OtherScore("互评", 8800, 10)]
    found = appraised([12, 8, 3, 1], others=others, weight=60)
    assert found.weighted == "87.45"  # 27.15 + 8.8 + 51.5


@given(
    st.lists(st.integers(0, 30), min_size=4, max_size=4),
    st.integers(0, 10),
    st.integers(0, 60),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 100)), max_size=3),
    st.integers(0, 100),
)
def test_an_appraisal_is_counted_as_by_hand(marks, invalid, absent, others, weight):
    papers = [name for name, n in zip(POINTS, marks, strict=True) for _ in range(n)]
    members = len(papers) + invalid + absent
    found = appraised(
        marks,
        members=members,
        invalid=invalid,
        others=[OtherScore("甲", score, share) for score, share in others],
        weight=weight,
    )
    is_quorate = reaches(len(papers) + invalid, members, TWO_THIRDS)
    assert (found.outcome is Outcome.VALID) is is_quorate
    assert found.incompetent is (
        is_quorate and exceeds(papers.count("incompetent"), len(papers), HALF)
    )
    if not papers:
        assert found.score is None
        return
    score = Fraction(sum(POINTS[paper] for paper in papers), len(papers))
    assert found.score == rounded(score)
    weights = weight + sum(share for _score, share in others)
    if not weights:
        assert found.weighted is None
        return
    whole = score * weight + sum(Fraction(s, 100) * share for s, share in others)
    assert found.weighted == rounded(whole / weights)


# AP-3


def test_who_does_not_know_is_not_in_the_rate_and_is_shown():
    ballots = dict(zip(UnitMark, (40, 37, 2, 60), strict=True))
    found = rules.satisfaction(ballots=ballots)
    assert (found.rate, found.strict_rate, found.dont_know) == ("97.47", "50.63", 60)


def test_of_nobody_who_judges_there_is_no_rate():
    found = rules.satisfaction(ballots=dict(zip(UnitMark, (0, 0, 0, 9), strict=True)))
    assert (found.rate, found.strict_rate, found.dont_know) == (None, None, 9)


@given(st.lists(st.integers(0, 200), min_size=4, max_size=4))
def test_a_rate_is_counted_as_by_hand(numbers):
    found = rules.satisfaction(ballots=dict(zip(UnitMark, numbers, strict=True)))
    fully, basically, not_, _unknown = numbers
    judged = fully + basically + not_
    assert found.rate == (rounded(Fraction(100 * (fully + basically), judged)) if judged else None)
    assert found.strict_rate == (rounded(Fraction(100 * fully, judged)) if judged else None)


# Wilson's interval: the shares that a sample of so many does not speak against.

Z = Fraction(196, 100)


def is_spoken_against(share: Fraction, successes: int, of: int) -> bool:
    """Whether the sample lies at least 1.96 standard deviations from such a share."""
    away = (Fraction(successes, of) - share) ** 2
    return away >= Z**2 * share * (1 - share) / of


@given(st.integers(1, 3000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_an_interval_holds_every_share_that_could_be_and_hardly_more(sample):
    successes, of = sample
    low, high = rules.wilson(successes, of)
    at, step = Fraction(successes, of), Fraction(1, 10_000)
    assert 0 <= low * step <= at <= high * step <= 1
    for end, inner in ((low, low + 1), (high, high - 1)):
        assert is_spoken_against(end * step, successes, of) or end * step == at
        is_past = (inner * step - at) * (end * step - at) <= 0
        assert is_past or not is_spoken_against(inner * step, successes, of)


@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_who_is_not_content_mirrors_who_is(sample):
    successes, of = sample
    low, high = rules.wilson(successes, of)
    assert rules.wilson(of - successes, of) == (10_000 - high, 10_000 - low)


def test_few_ballots_say_little_and_many_say_more():
    assert rules.wilson(45, 60) == (6276, 8423)
    assert rules.wilson(750, 1000) == (7222, 7759)
    assert rules.wilson(0, 10) == (0, 2776)
    assert rules.wilson(10, 10) == (7224, 10_000)


# B6.7


@pytest.mark.parametrize(
    ("basic", "good", "bad", "grade"),
    [
        (80, 5, 0, "AAA"),
        (80, 4, 0, "AA"),
        (80, 0, 0, "AA"),
        (79, 0, 0, "A"),
        (70, 0, 0, "A"),
        (69, 0, 0, "B"),
        (60, 0, 0, "B"),
        (59, 0, 0, "B"),  # less than 60, and no bad record
        (65, 0, 6, "C"),
        (66, 0, 6, "B"),
        (80, 40, 35, "AAA"),
        (0, 0, 5, "C"),
    ],
)
def test_a_firm_is_graded(basic, good, bad, grade):
    found = rules.firm_credit(basic=basic, good=good, bad=bad)
    assert (found.grade, found.score) == (CreditGrade(grade), f"{basic + good - bad}.00")


def test_who_takes_no_part_is_graded_c_without_a_score():
    found = rules.firm_credit(took_part=False)
    assert (found.grade, found.score) == (CreditGrade.C, None)


# One home for what grades come to


@given(st.lists(st.integers(0, 200), min_size=5, max_size=5))
def test_score_rate_and_share_are_of_one_judgement(numbers):
    """AP-2, AP-3: what the reckoner says is what a page says."""
    for scale, marks in ((Scale.MEMBER, MemberMark), (Scale.UNIT, UnitMark)):
        counts = dict(zip((*GRADES[scale], "abstain"), numbers, strict=True))
        found = rules.judgement(scale, counts)
        ballots = {mark: counts[mark] for mark in marks}
        assert found.is_enough is (found.judged >= 10)
        if scale is Scale.MEMBER:
            of = sum(numbers[:4])
            said = rules.appraisal(members=of, returned=of, invalid=0, ballots=ballots)
            assert found.figure == said.score
        else:
            said = rules.satisfaction(ballots=ballots)
            assert (found.figure, found.strict_rate) == (said.rate, said.strict_rate)
