"""The residents' assemblies, their requests and recalls: B2.1, against naive counting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.voting import rules
from civic.voting.rules import Electors, Outcome, Request
from tests.voting.naive import FOUR_FIFTHS, HALF, TWO_THIRDS, exceeds, reaches, smallest

many = st.integers(0, 400)


@st.composite
def falling(draw: st.DrawFn, length: int) -> list[int]:
    """Numbers of which each is at most the one before: all, those present, those in favour."""
    found = [draw(many)]
    while len(found) < length:
        found.append(draw(st.integers(0, found[-1])))
    return found


# RB-1, RB-2


@pytest.mark.parametrize(
    ("base", "present", "yes", "outcome"),
    [
        (900, 450, 450, Outcome.NO_QUORUM),  # exactly half is not more than half (G-2)
        (900, 451, 225, Outcome.REJECTED),
        (900, 451, 226, Outcome.PASSED),
        (900, 900, 450, Outcome.REJECTED),
        (2, 1, 1, Outcome.NO_QUORUM),
        (1, 1, 1, Outcome.PASSED),
        (0, 0, 0, Outcome.NO_QUORUM),
    ],
)
def test_more_than_half_come_and_more_than_half_of_them_agree(base, present, yes, outcome):
    found = rules.residents_assembly(base=base, present=present, yes=yes)
    assert found.outcome is outcome


def test_without_a_quorum_nobody_asks_for_the_majority():
    found = rules.residents_assembly(base=900, present=450, yes=450)
    assert [check.check for check in found.because] == ["assembly_quorum"]
    (check,) = found.because
    assert (check.left, check.op, check.right, check.holds) == (900, ">", 900, False)
    assert check.article == "JWH25 Art.27"


@given(falling(3))
def test_an_assembly_is_counted_as_by_hand(numbers):
    base, present, yes = numbers
    naive = (
        Outcome.NO_QUORUM
        if not exceeds(present, base, HALF)
        else Outcome.PASSED
        if exceeds(yes, present, HALF)
        else Outcome.REJECTED
    )
    assert rules.residents_assembly(base=base, present=present, yes=yes).outcome is naive


def test_numbers_too_large_for_floating_point_are_counted_exactly():
    base = 2 * 10**17
    for present, outcome in ((10**17, Outcome.NO_QUORUM), (10**17 + 1, Outcome.PASSED)):
        found = rules.residents_assembly(base=base, present=present, yes=present)
        assert found.outcome is outcome


# RB-5, RB-8


@pytest.mark.parametrize(
    ("committee", "representatives", "present", "yes", "outcome"),
    [
        (7, 27, 34, 34, Outcome.INVALID_COMPOSITION),
        (7, 28, 23, 23, Outcome.NO_QUORUM),
        (7, 28, 24, 12, Outcome.REJECTED),
        (7, 28, 24, 13, Outcome.PASSED),
        (6, 24, 20, 11, Outcome.PASSED),  # two thirds to the head is enough (以上, G-1)
    ],
)
def test_four_fifths_two_thirds_and_half(committee, representatives, present, yes, outcome):
    found = rules.representatives_assembly(
        committee=committee, representatives=representatives, present=present, yes=yes
    )
    assert found.outcome is outcome


@given(st.integers(0, 60), st.integers(0, 200), st.data())
def test_a_representatives_assembly_is_counted_as_by_hand(committee, representatives, data):
    members = committee + representatives
    present = data.draw(st.integers(0, members))
    yes = data.draw(st.integers(0, present))
    if not reaches(representatives, members, FOUR_FIFTHS):
        naive = Outcome.INVALID_COMPOSITION
    elif not reaches(present, members, TWO_THIRDS):
        naive = Outcome.NO_QUORUM
    else:
        naive = Outcome.PASSED if exceeds(yes, present, HALF) else Outcome.REJECTED
    found = rules.representatives_assembly(
        committee=committee, representatives=representatives, present=present, yes=yes
    )
    assert found.outcome is naive


# RB-3, RB-6


@pytest.mark.parametrize(
    ("by", "base", "needed"),
    [
        (Request.ADULTS, 2001, 201),
        (Request.HOUSEHOLDS, 1000, 100),
        (Request.REPS_FOR_RESIDENTS, 31, 11),
        (Request.REPS_FOR_REPRESENTATIVES, 31, 7),
    ],
)
def test_so_many_signatures_bind(by, base, needed):
    short = rules.convene_request(by=by, signatures=needed - 1, base=base)
    assert (short.outcome, short.needed, short.short_by) == (Outcome.NOT_YET, needed, 1)
    bound = rules.convene_request(by=by, signatures=needed, base=base)
    assert (bound.outcome, bound.needed, bound.short_by) == (Outcome.MUST_CONVENE, needed, 0)


@given(st.sampled_from(list(Request)), falling(2))
def test_what_is_missing_is_what_a_count_upwards_still_needs(by, numbers):
    base, signatures = numbers
    parts = {Request.REPS_FOR_RESIDENTS: 3, Request.REPS_FOR_REPRESENTATIVES: 5}
    needed = smallest(base, lambda n, of: n * parts.get(by, 10) >= of)
    found = rules.convene_request(by=by, signatures=signatures, base=base)
    assert found.needed == needed
    assert found.short_by == len(range(signatures, needed))
    assert (found.outcome is Outcome.MUST_CONVENE) is (found.short_by == 0)


# RB-16


@pytest.mark.parametrize(
    ("mode", "voting", "yes", "outcome"),
    [
        (Electors.VOTERS, 150, 150, Outcome.NO_QUORUM),
        (Electors.VOTERS, 151, 76, Outcome.PASSED),
        (Electors.VOTERS, 152, 76, Outcome.REJECTED),
        (Electors.REPRESENTATIVES, 200, 200, Outcome.NO_QUORUM),  # exactly 2/3 is not more (超过)
        (Electors.REPRESENTATIVES, 201, 101, Outcome.PASSED),
    ],
)
def test_a_recall_takes_turnout_and_majority(mode, voting, yes, outcome):
    assert rules.recall(mode=mode, base=300, voting=voting, yes=yes).outcome is outcome


@given(st.sampled_from([Electors.VOTERS, Electors.REPRESENTATIVES]), falling(3))
def test_a_recall_is_counted_as_by_hand(mode, numbers):
    base, voting, yes = numbers
    share = TWO_THIRDS if mode is Electors.REPRESENTATIVES else HALF
    naive = Outcome.NO_QUORUM
    if exceeds(voting, base, share):
        naive = Outcome.PASSED if exceeds(yes, voting, HALF) else Outcome.REJECTED
    assert rules.recall(mode=mode, base=base, voting=voting, yes=yes).outcome is naive


def test_a_threshold_and_its_smallest_number_agree():
    """What is said to suffice suffices, and one less does not: every threshold there is."""
    for threshold in rules.SHARES:
        for base in range(1, 200):
            needed = rules.least(threshold, base)
            assert rules.take(threshold, needed, base).holds
            assert not rules.take(threshold, needed - 1, base).holds
