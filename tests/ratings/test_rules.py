"""What a rating comes to: of those who judged, and no surer than their number allows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.policy import Role
from civic.ratings import rules
from civic.ratings.rules import PUBLIC_OFFICES, Rate
from civic.voting.rules import GRADES, Scale, satisfaction
from civic.voting.rules import UnitMark as Mark

counts = st.lists(st.integers(0, 300), min_size=5, max_size=5)


def graded(scale, numbers):
    return dict(zip((*GRADES[scale], "abstain"), numbers, strict=True))


def test_public_offices_are_those_that_answer_to_the_neighbours():
    assert Role.CHAIR in PUBLIC_OFFICES
    neighbours = {Role.BUILDING_HEAD, Role.REPRESENTATIVE, Role.COUNCIL_MEMBER}
    assert not PUBLIC_OFFICES & neighbours
    assert not PUBLIC_OFFICES & {Role.RESIDENT, Role.OWNER, Role.TENANT}


def test_who_does_not_know_a_unit_says_nothing_of_it():
    """AP-3."""
    found = rules.rate(Scale.UNIT, graded(Scale.UNIT, [30, 15, 15, 40, 7]))
    assert found == Rate(45, 60)
    assert found.share == 7500
    assert found.interval == (6276, 8423)


def test_of_a_member_every_grade_is_a_judgement():
    found = rules.rate(Scale.MEMBER, graded(Scale.MEMBER, [20, 20, 15, 5, 9]))
    assert found == Rate(40, 60)


@pytest.mark.parametrize("scale", Scale)
def test_where_fewer_than_ten_judged_there_is_no_rate(scale):
    """AP-7: it would rest on nearly nobody."""
    assert rules.rate(scale, graded(scale, [0, 0, 0, 0, 30])) is None
    assert rules.rate(scale, graded(scale, [7, 1, 1, 0, 30])) is None
    assert rules.rate(scale, graded(scale, [7, 2, 1, 0, 30])) == Rate(9, 10)
    assert rules.rate(Scale.UNIT, graded(Scale.UNIT, [9, 0, 0, 30, 0])) is None


@given(counts)
def test_the_rate_of_a_unit_is_that_of_the_reckoner(numbers):
    found = rules.rate(Scale.UNIT, graded(Scale.UNIT, numbers))
    marks = dict(zip(Mark, numbers[:4], strict=True))
    said = satisfaction(ballots=marks).rate if sum(numbers[:3]) >= 10 else None
    assert (found and f"{found.share // 100}.{found.share % 100:02d}") == said


def test_two_rates_that_may_be_one_and_the_same_overlap():
    assert Rate(45, 60).overlaps(Rate(50, 60))
    assert not Rate(300, 600).overlaps(Rate(450, 600))
    assert Rate(9, 10).overlaps(Rate(6, 10)), "of ten nobody can tell"


@given(
    st.tuples(st.integers(0, 90), st.integers(90, 90)), st.tuples(st.integers(0, 40), st.just(40))
)
def test_overlapping_is_mutual(one, other):
    assert Rate(*one).overlaps(Rate(*other)) == Rate(*other).overlaps(Rate(*one))


def test_a_trend_is_the_last_three_years_in_which_there_was_one():
    """AP-11. The latest of a year counts, and what is not shown leaves a gap."""
    rates = [
        (2026, Rate(50, 60)),
        (2026, Rate(10, 60)),
        (2025, None),
        (2023, Rate(40, 60)),
        (2022, Rate(30, 60)),
    ]
    found = rules.trend(rates)
    assert found == {2023: Rate(40, 60), 2025: None, 2026: Rate(50, 60)}
    assert list(found) == [2023, 2025, 2026]
    assert rules.trend([]) == {}


def test_one_that_failed_hides_none():
    """Of a year the one that came to something stands in the trend, whichever was later."""
    assert rules.trend([(2026, None), (2026, Rate(50, 60))]) == {2026: Rate(50, 60)}
    assert rules.trend([(2026, Rate(50, 60)), (2026, None)]) == {2026: Rate(50, 60)}
