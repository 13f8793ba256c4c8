"""Counting as one would with a pencil: fractions, lists of ballots, one vote after another."""

from fractions import Fraction

HALF, THIRD, TWO_THIRDS = Fraction(1, 2), Fraction(1, 3), Fraction(2, 3)
THREE_QUARTERS, FOUR_FIFTHS = Fraction(3, 4), Fraction(4, 5)


def exceeds(number: int, base: int, share: Fraction) -> bool:
    """More than a share of a base (过半数, 超过)."""
    return Fraction(number) > share * base


def reaches(number: int, base: int, share: Fraction) -> bool:
    """A share of a base, or more (以上)."""
    return Fraction(number) >= share * base


def smallest(base: int, enough) -> int:
    """The first number, counting up from nobody, that is enough of a base."""
    number = 0
    while not enough(number, base):
        number += 1
    return number
