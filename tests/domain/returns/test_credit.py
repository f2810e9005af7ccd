"""What units that come back are worth: worked examples, and what holds for any of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.returns.credit import credit_of
from domain.shared.money import Money


@pytest.mark.parametrize(
    ("total", "quantity", "units", "credit"),
    [
        (2500, 2, 0, 0),
        (2500, 2, 1, 1250),
        (2500, 2, 2, 2500),
        (1000, 3, 1, 334),  # 3.34, 3.33, 3.33
        (1000, 3, 2, 667),
        (1000, 3, 3, 1000),
        (1001, 3, 1, 334),  # 3.34, 3.34, 3.33
        (1001, 3, 2, 668),
        (0, 5, 3, 0),  # a gift
        (2, 5, 1, 1),
        (2, 5, 3, 2),
    ],
)
def test_worked_examples(total: int, quantity: int, units: int, credit: int) -> None:
    assert credit_of(total, quantity, units) == credit


@given(total=st.integers(0, 10**15), quantity=st.integers(1, 500), data=st.data())
def test_unit_by_unit_is_the_sum_of_the_largest_remainders(
    total: int, quantity: int, data: st.DataObject
) -> None:
    units = data.draw(st.integers(0, quantity))
    shares = [share.minor for share in Money(total, "USD").split([1] * quantity)]

    assert credit_of(total, quantity, units) == sum(shares[:units])
    assert credit_of(total, quantity, quantity) == total
