"""Owners' decisions: the worked examples of B3, and every count against a naive one."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.places.rules import PartState
from civic.voting import rules
from civic.voting.rules import (
    Group,
    MatterClass,
    Outcome,
    OwnedPart,
    OwnersOpinion,
    Silence,
)
from tests.voting.naive import HALF, THREE_QUARTERS, TWO_THIRDS, exceeds, reaches, smallest

YES, NO, ABSTAIN = OwnersOpinion.YES, OwnersOpinion.NO, OwnersOpinion.ABSTAIN
SILENT, NONE = OwnersOpinion.SILENT_DELIVERED, OwnersOpinion.NONE
ORDINARY, SPECIAL = MatterClass.ORDINARY, MatterClass.SPECIAL
SQUARE = 100  # a square metre in units of 0.01 m²


def vote(area, heads, groups, kind=ORDINARY, silence=Silence.STRICT):
    return rules.owners_vote(
        area=area,
        heads=heads,
        kind=kind,
        silence=silence,
        groups=[Group(size, count, opinion) for size, count, opinion in groups],
    )


def part(owners, state=PartState.DELIVERED, area=100 * SQUARE):
    return OwnedPart(area, frozenset(owners.split("、")) if owners else frozenset(), state)


# Worked example 1


HOUSE = [
    *[part("X")] * 3,
    *[part("", PartState.UNSOLD)] * 4,
    part("某买家", PartState.UNDELIVERED),
    *[part(f"业主{n}") for n in range(11)],
    part("张三、李四"),
]


def test_example_1_heads_of_a_house_with_a_developer():
    assert len(HOUSE) == 20
    found = rules.owners_heads(parts=HOUSE)
    assert (found.area, found.heads) == (2000 * SQUARE, 14)
    assert (found.quorum_area, found.quorum_heads) == (133334, 10)  # 1333.34 m²


@pytest.mark.parametrize(
    ("agreeing", "outcome"), [(3, Outcome.REJECTED), (4, Outcome.PASSED)], ids=["half", "one more"]
)
def test_example_1_half_of_the_heads_is_not_more_than_half(agreeing, outcome):
    hundred = 100 * SQUARE
    found = vote(
        2000 * SQUARE,
        14,
        [
            (5 * hundred, 1, YES),  # the developer
            (3 * hundred, 1, YES),  # X
            (agreeing * hundred, agreeing, YES),
            ((8 - agreeing) * hundred, 8 - agreeing, NO),
        ],
    )
    assert found.outcome is outcome
    turnout = found.because[:2]
    assert [(c.left, c.right) for c in turnout] == [(3 * 160000, 2 * 200000), (3 * 10, 2 * 14)]


# Worked example 2


@pytest.mark.parametrize(
    ("kind", "area", "heads", "outcome"),
    [
        (ORDINARY, 3_000_000, 301, Outcome.REJECTED),
        (ORDINARY, 3_000_001, 301, Outcome.PASSED),
        (SPECIAL, 4_500_000, 450, Outcome.PASSED),
        (SPECIAL, 4_499_999, 450, Outcome.REJECTED),
        (SPECIAL, 4_500_000, 449, Outcome.REJECTED),
    ],
)
def test_example_2_exactly_two_thirds_take_part(kind, area, heads, outcome):
    groups = [(area, heads, YES), (6_000_000 - area, 600 - heads, NO)]
    assert vote(9_000_000, 900, groups, kind).outcome is outcome


@pytest.mark.parametrize(("area", "heads"), [(5_999_999, 600), (6_000_000, 599)])
def test_example_2_less_than_two_thirds_is_invalid_by_either_measure(area, heads):
    assert vote(9_000_000, 900, [(area, heads, YES)]).outcome is Outcome.INVALID_TURNOUT


# Worked example 3


def test_example_3_whether_parking_counts_decides():
    homes, taking_part = 60_000 * SQUARE, 40_000 * SQUARE
    assert vote(homes, 600, [(taking_part, 400, YES)]).outcome is Outcome.PASSED
    with_parking = [(taking_part + 6_000 * SQUARE, 400, YES)]
    found = vote(homes + 12_000 * SQUARE, 600, with_parking)
    assert found.outcome is Outcome.INVALID_TURNOUT


# Worked example 4


@pytest.mark.parametrize("kind", [ORDINARY, SPECIAL])
def test_example_4_the_mode_of_silence_decides(kind):
    groups = [(100, 100, YES), (50, 50, NO), (60, 60, SILENT), (90, 90, NONE)]
    outcomes = {
        Silence.STRICT: Outcome.INVALID_TURNOUT,
        Silence.DELIVERED_ABSTAIN: Outcome.REJECTED,
        Silence.FOLLOW_MAJORITY: Outcome.PASSED,
    }
    for silence, outcome in outcomes.items():
        found = vote(300, 300, groups, kind, silence)
        assert found.outcome is outcome
        assert found.outcomes == outcomes  # all three are shown, whichever holds


def test_the_silent_follow_nobody_who_leads_by_area_alone():
    groups = [(150, 90, YES), (50, 100, NO), (100, 110, SILENT)]
    found = vote(300, 300, groups, silence=Silence.FOLLOW_MAJORITY)
    assert found.outcome is Outcome.REJECTED


# Against naive counting


@st.composite
def voters(draw: st.DrawFn) -> list[tuple[int, OwnersOpinion]]:
    """One owner after another: an area, an opinion."""
    owner = st.tuples(st.integers(0, 30), st.sampled_from(list(OwnersOpinion)))
    return draw(st.lists(owner, min_size=1, max_size=14))


def by_hand(owners, kind, silence):
    """Owner by owner, with shares."""
    ballots = []
    for area, opinion in owners:
        if opinion is SILENT and silence is not Silence.STRICT:
            opinion = ABSTAIN if silence is Silence.DELIVERED_ABSTAIN else "follows"
        if opinion not in (SILENT, NONE):
            ballots.append((area, opinion))
    for_, against = ([area for area, said in ballots if said is side] for side in (YES, NO))
    if sum(for_) > sum(against) and len(for_) > len(against):
        for_ += [area for area, said in ballots if said == "follows"]
    area, there = sum(area for area, _said in owners), sum(area for area, _said in ballots)
    if not (reaches(there, area, TWO_THIRDS) and reaches(len(ballots), len(owners), TWO_THIRDS)):
        return Outcome.INVALID_TURNOUT
    enough, share = (exceeds, HALF) if kind is ORDINARY else (reaches, THREE_QUARTERS)
    agreed = enough(sum(for_), there, share) and enough(len(for_), len(ballots), share)
    return Outcome.PASSED if agreed else Outcome.REJECTED


@given(voters(), st.sampled_from(list(MatterClass)), st.sampled_from(list(Silence)))
def test_a_vote_is_counted_as_by_hand(owners, kind, silence):
    area = sum(area for area, _said in owners)
    found = vote(area, len(owners), [(a, 1, said) for a, said in owners], kind, silence)
    assert found.outcome is by_hand(owners, kind, silence)
    assert found.outcomes == {mode: by_hand(owners, kind, mode) for mode in Silence}


@given(voters(), st.sampled_from(list(MatterClass)), st.sampled_from(list(Silence)))
def test_sums_for_each_opinion_say_the_same_as_owner_by_owner(owners, kind, silence):
    area = sum(area for area, _said in owners)
    single = [(size, 1, said) for size, said in owners]
    summed = [
        (sum(a for a, s in owners if s is said), sum(s is said for _a, s in owners), said)
        for said in OwnersOpinion
    ]
    for groups in (summed, [*reversed(single)]):
        found = vote(area, len(owners), groups, kind, silence)
        assert found == vote(area, len(owners), single, kind, silence)


names = st.sets(st.sampled_from("甲乙丙丁"), min_size=1, max_size=2)


@given(
    st.lists(
        st.tuples(st.integers(0, 20_000), names, st.sampled_from(list(PartState))), max_size=12
    )
)
def test_heads_are_counted_as_by_hand(parts):
    found = rules.owners_heads(
        parts=[OwnedPart(area, frozenset(owners), state) for area, owners, state in parts]
    )
    heads: list[object] = []
    for _area, owners, state in parts:
        holder = sorted(owners) if state is PartState.DELIVERED else "developer"
        if holder not in heads:
            heads.append(holder)
    assert found.heads == len(heads)
    assert found.area == sum(area for area, *_rest in parts)
    assert found.quorum_heads == smallest(len(heads), lambda n, of: reaches(n, of, TWO_THIRDS))
    assert found.quorum_area - 1 < Fraction(2 * found.area, 3) <= found.quorum_area


def test_a_couple_is_another_head_than_one_of_them():
    """OW-6: (Zhang) and (Zhang and Li) are two; (Li and Zhang) is the same as the latter."""
    found = rules.owners_heads(parts=[part("张"), part("张、李"), part("李、张")])
    assert found.heads == 2
