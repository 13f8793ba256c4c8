"""A check is a sum that a page can show (G-1..G-4)."""

import pytest

from civic.checks import Check, Op, all_hold, failed


@pytest.mark.parametrize(
    ("op", "below", "equal", "above"),
    [
        (Op.GE, False, True, True),
        (Op.GT, False, False, True),
        (Op.LE, True, True, False),
        (Op.LT, True, False, False),
        (Op.EQ, False, True, False),
    ],
)
def test_two_integers_are_compared_as_the_article_says(op, below, equal, above):
    """MFD 1259: 以上 and 以内 include the number, 超过 and 不满 exclude it."""
    outcomes = [Check("c", left, op, 10, "MFD 1259").holds for left in (9, 10, 11)]
    assert outcomes == [below, equal, above]


def test_exactly_half_is_not_more_than_half():
    """G-2, G-3: 过半数 is 2a > b."""
    assert not Check("more_than_half", 2 * 600, Op.GT, 1200, "G-2").holds
    assert Check("more_than_half", 2 * 601, Op.GT, 1200, "G-2").holds


def test_all_must_hold_and_the_failed_ones_are_named():
    good = Check("good", 1, Op.GE, 1, "D")
    bad = Check("bad", 0, Op.GE, 1, "D", about="north gate")
    assert all_hold([good]) and all_hold([])
    assert not all_hold([good, bad])
    assert failed([good, bad]) == (bad,)
