"""Money: whole minor units and a currency, together, never a float."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.shared.errors import InvalidInput
from domain.shared.money import AMOUNT_MINOR_MAX, MINOR_DIGITS, Money, WrongCurrency, written

minors = st.integers(min_value=0, max_value=AMOUNT_MINOR_MAX)
weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=50).filter(any)
currencies = st.sampled_from(sorted(MINOR_DIGITS))


@given(minors, weights)
def test_the_parts_always_add_up_to_the_whole(minor: int, weights: list[int]) -> None:
    parts = Money(minor, "USD").split(weights)

    assert sum(part.minor for part in parts) == minor
    assert len(parts) == len(weights)


@given(minors, weights)
def test_no_part_is_further_than_one_unit_from_its_fair_share(
    minor: int, weights: list[int]
) -> None:
    for part, weight in zip(Money(minor, "CNY").split(weights), weights, strict=True):
        assert abs(part.minor * sum(weights) - minor * weight) < sum(weights)
        assert part.minor >= 0


@given(minors, weights)
def test_who_has_no_weight_gets_nothing(minor: int, weights: list[int]) -> None:
    for part, weight in zip(Money(minor, "USD").split(weights), weights, strict=True):
        assert weight > 0 or part.minor == 0


def test_leftover_units_go_to_the_largest_remainders_and_ties_to_the_earlier() -> None:
    assert [part.minor for part in Money(100, "USD").split([1, 1, 1])] == [34, 33, 33]
    assert [part.minor for part in Money(10, "USD").split([5, 4, 2])] == [4, 4, 2]


@given(st.integers(-AMOUNT_MINOR_MAX, AMOUNT_MINOR_MAX), currencies)
def test_what_is_written_is_read_as_the_same(minor: int, currency: str) -> None:
    money = Money(minor, currency)

    assert Money.parse(money.amount, currency) == money
    assert Money.parse(f"{money.amount:f}", currency) == money


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("12.50", "USD", 1250), ("0", "USD", 0), ("500", "JPY", 500), ("1e2", "CNY", 10_000)],
)
def test_an_amount_is_read_exactly(amount: str, currency: str, minor: int) -> None:
    assert Money.parse(amount, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("12.505", "USD"),
        ("0.5", "JPY"),
        ("tea", "USD"),
        ("", "USD"),
        ("NaN", "USD"),
        ("Infinity", "USD"),
        ("1e400", "USD"),
        ("1e999999999", "USD"),
        ("1e-400", "USD"),
        (str(AMOUNT_MINOR_MAX), "USD"),
    ],
)
def test_what_is_no_amount_is_refused_by_its_field(amount: str, currency: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Money.parse(amount, currency, "lines", "0", "price")

    assert refused.value.field == ["lines", "0", "price"]


def test_we_trade_in_certain_currencies_alone() -> None:
    with pytest.raises(WrongCurrency):
        Money.parse("1", "XXX")


def test_two_currencies_never_meet() -> None:
    with pytest.raises(WrongCurrency):
        Money(1, "USD") + Money(1, "CNY")
    with pytest.raises(WrongCurrency):
        Money(1, "USD") - Money(1, "CNY")


def test_money_adds_subtracts_and_multiplies() -> None:
    assert Money(100, "USD") + Money(25, "USD") == Money(125, "USD")
    assert Money(100, "USD") - Money(25, "USD") == Money(75, "USD")
    assert Money(125, "USD").times(3) == Money(375, "USD")
    assert Money(1250, "USD").amount == Decimal("12.50")
    assert Money(1250, "JPY").amount == Decimal(1250)


@pytest.mark.parametrize("currency", ["USD", "JPY"])
@pytest.mark.parametrize("minor", [0, 5, -5, 99, 100, -101, 123_456, -(10**15), 10**15])
def test_it_is_written_as_its_amount_is(minor: int, currency: str) -> None:
    assert written(minor, currency) == format(Money(minor, currency).amount, "f")
