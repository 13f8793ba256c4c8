"""A council's motion: CN-9."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.voting import rules
from civic.voting.rules import Outcome
from tests.voting.naive import HALF, TWO_THIRDS, exceeds, reaches


@pytest.mark.parametrize(
    ("present", "yes", "major", "outcome"),
    [
        (13, 13, False, Outcome.NO_QUORUM),
        (14, 7, False, Outcome.REJECTED),
        (14, 8, False, Outcome.PASSED),
        (14, 10, True, Outcome.REJECTED),  # of all 21, ten are not more than half
        (14, 11, True, Outcome.PASSED),
    ],
)
def test_of_21_members(present, yes, major, outcome):
    found = rules.council_motion(members=21, present=present, yes=yes, major=major)
    assert found.outcome is outcome


@given(st.integers(0, 60), st.booleans(), st.data())
def test_a_motion_is_counted_as_by_hand(members, major, data):
    present = data.draw(st.integers(0, members))
    yes = data.draw(st.integers(0, present))
    naive = Outcome.NO_QUORUM
    if reaches(present, members, TWO_THIRDS):
        of = members if major else present
        naive = Outcome.PASSED if exceeds(yes, of, HALF) else Outcome.REJECTED
    found = rules.council_motion(members=members, present=present, yes=yes, major=major)
    assert found.outcome is naive
