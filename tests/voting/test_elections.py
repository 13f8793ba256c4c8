"""Elections: RB-17, against ballots that are counted one by one."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.voting import rules
from civic.voting.rules import Electors, Outcome
from tests.voting.naive import HALF, THIRD, TWO_THIRDS, exceeds, reaches


def elected(candidates, *, seats=2, base=1000, cast=600, mode=Electors.VOTERS, runoff=False):
    return rules.election(
        mode=mode, base=base, cast=cast, seats=seats, candidates=candidates, runoff=runoff
    )


@pytest.mark.parametrize(
    ("mode", "base", "cast", "is_valid"),
    [
        (Electors.VOTERS, 1000, 500, False),
        (Electors.VOTERS, 1000, 501, True),
        (Electors.HOUSEHOLDS, 1000, 500, False),
        (Electors.HOUSEHOLDS, 1000, 501, True),
        (Electors.REPRESENTATIVES, 30, 20, False),  # more than two thirds (超过), not two thirds
        (Electors.REPRESENTATIVES, 30, 21, True),
    ],
)
def test_without_the_turnout_nobody_is_elected(mode, base, cast, is_valid):
    found = elected({"甲": cast}, seats=1, base=base, cast=cast, mode=mode)
    assert (found.outcome is not Outcome.INVALID_TURNOUT) is is_valid
    assert found.elected == (("甲",) if is_valid else ())


def test_more_than_half_of_the_votes_cast_and_half_is_not():
    found = elected({"甲": 300, "乙": 301})
    assert (found.elected, found.outcome) == (("乙",), Outcome.SEATS_LEFT)


def test_most_votes_first():
    found = elected({"甲": 310, "乙": 400, "丙": 305, "丁": 100})
    assert (found.elected, found.tied, found.outcome) == (("乙", "甲"), (), Outcome.FILLED)


def test_a_tie_at_the_last_seat_decides_nothing_among_the_tied():
    found = elected({"甲": 350, "乙": 400, "丙": 350})
    assert (found.elected, found.tied, found.outcome) == (("乙",), ("甲", "丙"), Outcome.SEATS_LEFT)


def test_a_tie_above_the_last_seat_is_none():
    found = elected({"甲": 400, "乙": 400, "丙": 350})
    assert (found.elected, found.tied, found.outcome) == (("甲", "乙"), (), Outcome.FILLED)


def test_in_a_run_off_a_third_is_enough_and_less_is_not():
    found = elected({"甲": 200, "乙": 199}, seats=1, runoff=True)
    assert found.elected == ("甲",)
    assert elected({"甲": 199, "乙": 198}, seats=1, runoff=True).elected == ()
    assert elected({"甲": 250, "乙": 250}, seats=1, runoff=True).tied == ("甲", "乙")


@st.composite
def ballots(draw: st.DrawFn) -> tuple[int, list[str], list[set[str]]]:
    """Seats, who stands, and ballots with at most as many names as there are seats."""
    standing = list("甲乙丙丁戊")[: draw(st.integers(1, 5))]
    seats = draw(st.integers(1, 4))
    marked = st.sets(st.sampled_from(standing), max_size=min(seats, len(standing)))
    return seats, standing, draw(st.lists(marked, max_size=25))


@given(ballots(), st.sampled_from(list(Electors)), st.booleans(), st.integers(0, 25))
def test_an_election_is_counted_as_by_hand(cast, mode, runoff, stayed_away):
    seats, standing, papers = cast
    base = len(papers) + stayed_away
    votes = Counter(name for paper in papers for name in paper)
    found = rules.election(
        mode=mode,
        base=base,
        cast=len(papers),
        seats=seats,
        candidates={name: votes[name] for name in standing},
        runoff=runoff,
    )
    turnout = TWO_THIRDS if mode is Electors.REPRESENTATIVES else HALF
    if not exceeds(len(papers), base, turnout):
        assert (found.outcome, found.elected) == (Outcome.INVALID_TURNOUT, ())
        return
    enough = {
        name
        for name in standing
        if (
            reaches(votes[name], len(papers), THIRD)
            if runoff
            else exceeds(votes[name], len(papers), HALF)
        )
    }
    # Elected: those with enough votes of whom fewer than the seats are at least as good.
    level = {n: sum(votes[other] >= votes[n] for other in enough) for n in enough}
    ahead = {n: sum(votes[other] > votes[n] for other in enough) for n in enough}
    assert set(found.elected) == {n for n in enough if level[n] <= seats}
    assert set(found.tied) == {n for n in enough if ahead[n] < seats < level[n]}
    assert list(found.elected) == sorted(found.elected, key=lambda name: -votes[name])
    assert (found.outcome is Outcome.FILLED) is (len(found.elected) == seats)
