"""Whole minor units out of fractions: the rules by name, and sharing without loss."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum


class RoundingRule(StrEnum):
    """What becomes of half a minor unit of discount, and of other parts."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    DOWN = "down"  # never more off than promised
    UP = "up"


def half_up(numerator: int, denominator: int) -> int:
    """The nearest whole number of a fraction that is not below zero; halves go up."""
    return (2 * numerator + denominator) // (2 * denominator)


def half_even(numerator: int, denominator: int) -> int:
    """The same, but halves go to the even neighbour."""
    whole, rest = divmod(numerator, denominator)
    return whole + (2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1))


def down(numerator: int, denominator: int) -> int:
    """The whole number below."""
    return numerator // denominator


def up(numerator: int, denominator: int) -> int:
    """The whole number above."""
    return -(-numerator // denominator)


Round = Callable[[int, int], int]
ROUND: Mapping[RoundingRule, Round] = {
    RoundingRule.HALF_UP: half_up,
    RoundingRule.HALF_EVEN: half_even,
    RoundingRule.DOWN: down,
    RoundingRule.UP: up,
}


def shared(amount: int, weights: Sequence[int]) -> list[int]:
    """An amount in parts proportional to the weights that add up to it.

    Leftover units go to the largest remainders, ties to the earlier part (Hamilton's method).
    """
    total = sum(weights)
    assert total > 0, "nothing to share among"
    parts = [amount * weight // total for weight in weights]
    left = amount - sum(parts)
    if left:
        rests = [amount * weight % total for weight in weights]
        by_rest = sorted(range(len(rests)), key=rests.__getitem__, reverse=True)  # keeps ties
        for part in by_rest[:left]:
            parts[part] += 1
    return parts
