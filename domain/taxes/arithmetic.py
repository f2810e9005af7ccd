"""Working out a tax: pure functions over whole minor units, rates in parts per million.

Each line is rounded by itself, half a minor unit up, all its rates as one; the tax of an order is
the sum of its lines, so nothing is left over anywhere. That is the rounding rule of the Streamlined
Sales and Use Tax Agreement, section 324 (as in R.I. Gen. Laws 44-18.1-25): to the third decimal
place, up to the next cent where that is greater than four, by the item if the seller likes, state
and local taxes together. The law of the European Union leaves the method to its members (Court of
Justice, C-484/06, Koninklijke Ahold, 2008), so this one is kept for all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from domain.shared.money import apportion

WHOLE = 1_000_000  # parts; a rate of so many is 100 %


class Rate(NamedTuple):
    """A tax by its name, and how much of the net it is, in parts per million."""

    name: str
    rate_ppm: int


@dataclass(frozen=True, slots=True)
class TaxLine:
    """What one tax takes of an amount. Minor units; `base_minor` is the net it is taken of."""

    name: str
    rate_ppm: int
    base_minor: int
    tax_minor: int


def taxes_of(amount_minor: int, rates: Sequence[Rate], *, is_included: bool) -> list[TaxLine]:
    """What taxes take of an amount that contains them, or that they come on top of: one line for
    each rate, in their order.

    An amount of `a` contains `a * r / (1 + r)` of a tax at rate `r`; on top of it come `a * r`. Of
    several rates the sum is rounded, half up, and shared among them in proportion (Hamilton's
    method): so they never come to more than one of their sum would.
    """
    assert amount_minor >= 0, "what is taxed costs nothing or more"
    together = sum(rate.rate_ppm for rate in rates)
    tax = half_up(amount_minor * together, WHOLE + together if is_included else WHOLE)
    net = amount_minor - tax if is_included else amount_minor
    shares = share_out(tax, [rate.rate_ppm for rate in rates])
    return [
        TaxLine(rate.name, rate.rate_ppm, net, share)
        for rate, share in zip(rates, shares, strict=True)
    ]


def half_up(part: int, whole: int) -> int:
    """`part / whole` to the nearest whole number; halves go up. Both are not below zero."""
    return (2 * part + whole) // (2 * whole)


def share_out(minor: int, weights: Sequence[int]) -> list[int]:
    """`apportion`, where all weights may be nothing as long as there is nothing to share."""
    if not sum(weights):
        assert minor == 0, "something to share among nothing"
        return [0] * len(weights)
    return apportion(minor, weights)


def total(lines: Sequence[TaxLine]) -> int:
    """What all of them take together."""
    return sum(line.tax_minor for line in lines)
