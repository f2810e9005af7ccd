"""Sharing out an order's amounts: worked examples, and what holds whatever the amounts are."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.orders.proration import (
    Goods,
    leaving,
    money_leaving,
    shipping_leaving,
    shipping_together,
)
from domain.shared.ids import new_id
from domain.shared.money import apportion

LINE, FIRST, SECOND = new_id(), new_id(), new_id()


def goods(units: int, price: int, off: int = 0, shares: dict[UUID, int] | None = None) -> Goods:
    return Goods(LINE, units, price, off, shares or {})


@pytest.mark.parametrize(
    ("minor", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),  # a tie goes to the earlier
        (100, [2, 1], [67, 33]),
        (5, [3, 7], [2, 3]),  # 1.5 and 3.5: the same remainder
        (1, [1, 99], [0, 1]),
        (0, [1, 2], [0, 0]),
        (7, [0, 3], [0, 7]),
    ],
)
def test_leftover_units_go_to_the_largest_remainders(
    minor: int, weights: list[int], parts: list[int]
) -> None:
    assert apportion(minor, weights) == parts


@pytest.mark.parametrize(
    ("line", "units", "off", "shares"),
    [
        # 10.00 off three units: 3.33 leave with one, and 6.67 with two.
        (goods(3, 2_000, 1_000, {FIRST: 1_000}), 1, 333, {FIRST: 333}),
        (goods(3, 2_000, 1_000, {FIRST: 1_000}), 2, 667, {FIRST: 667}),
        # Two promotions took off 7.00 and 3.01; 5.00 of 10.01 leave with half of the units.
        (goods(2, 2_000, 1_001, {FIRST: 700, SECOND: 301}), 1, 500, {FIRST: 350, SECOND: 150}),
        # One cent each, of units that cost one cent: no part costs less than nothing.
        (goods(2, 1, 2, {FIRST: 1, SECOND: 1}), 1, 1, {FIRST: 1, SECOND: 0}),
        # What no promotion took off leaves as well, and is nobody's.
        (goods(2, 500, 100, {FIRST: 60}), 1, 50, {FIRST: 30}),
        (goods(2, 500), 1, 0, {}),
        (goods(2, 500, 99, {FIRST: 99}), 2, 99, {FIRST: 99}),
    ],
)
def test_what_was_taken_off_a_line_leaves_in_proportion(
    line: Goods, units: int, off: int, shares: dict[UUID, int]
) -> None:
    part = leaving(line, units)

    assert (part.units, part.discount_minor, dict(part.shares)) == (units, off, shares)


@given(
    units=st.integers(2, 50),
    price=st.integers(0, 10_000),
    shares=st.lists(st.integers(0, 3_000), max_size=4),
    data=st.data(),
)
def test_a_line_in_any_two_parts_is_the_line(
    units: int, price: int, shares: list[int], data: st.DataObject
) -> None:
    off = min(sum(shares), units * price)
    line = goods(units, price, off, {new_id(): share for share in _within(shares, off)})

    part = leaving(line, data.draw(st.integers(1, units - 1)))

    assert 0 <= part.discount_minor <= part.units * price
    stays_off, stays_units = off - part.discount_minor, units - part.units
    assert 0 <= stays_off <= stays_units * price
    for use, share in line.shares.items():
        assert 0 <= part.shares.get(use, 0) <= share
    if sum(line.shares.values()) == off:
        assert sum(part.shares.values()) == part.discount_minor


def _within(shares: list[int], most: int) -> list[int]:
    return apportion(most, shares) if sum(shares) else []


@pytest.mark.parametrize(
    ("shipping", "stays", "leaves", "part"),
    [
        (500, [goods(1, 3_000)], [goods(1, 1_000)], 125),
        (501, [goods(1, 1_000)], [goods(1, 1_000)], 250),  # a tie stays
        (500, [goods(3, 0)], [goods(1, 0)], 125),  # nothing costs anything: by units
        (500, [goods(1, 100, 100)], [goods(1, 100)], 500),
    ],
)
def test_shipping_leaves_in_proportion_to_what_the_goods_cost(
    shipping: int, stays: list[Goods], leaves: list[Goods], part: int
) -> None:
    assert shipping_leaving(shipping, stays, leaves) == part


@pytest.mark.parametrize(
    ("paid", "stays", "leaves", "part"),
    [
        (0, 700, 300, 0),
        (1_000, 700, 300, 300),  # paid in full on both sides
        (500, 700, 300, 150),
        (5, 3, 7, 3),  # 1.5 and 3.5: a tie stays
        (1_500, 700, 300, 300),  # what was paid too much stays
        (100, 0, 0, 0),
        (100, 0, 100, 100),
    ],
)
def test_money_leaves_in_proportion_to_the_totals(
    paid: int, stays: int, leaves: int, part: int
) -> None:
    assert money_leaving(paid, stays, leaves) == part


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_what_is_paid_never_pays_more_than_it_did(paid: int, stays: int, leaves: int) -> None:
    part = money_leaving(paid, stays, leaves)

    assert 0 <= part <= min(paid, leaves)
    if paid <= stays + leaves:
        assert paid - part <= stays


def test_one_parcel_costs_the_highest_charge_unless_all_are_kept() -> None:
    charges = [(500, 0), (800, 64), (800, 64), (0, 0)]
    assert shipping_together(charges, keep_all=False) == [1]
    assert shipping_together(charges, keep_all=True) == [0, 1, 2, 3]
