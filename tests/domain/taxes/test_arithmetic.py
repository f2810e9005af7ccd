"""What a tax comes to, against examples worked out by hand: contained in a price, or on top."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.taxes.arithmetic import WHOLE, Rate, TaxLine, half_up, share_out, taxes_of, total

CONTAINED = [  # what, rate in parts per million, the price, the tax in it
    (
        "DE 7 %: a paperback of 10.70 EUR has 0.70 (tax office of Baden-Württemberg)",
        70_000,
        1070,
        70,
    ),
    ("CN 13 %: 113 CNY has 13 (不含税价 = 含税价 / (1 + 13 %))", 130_000, 11_300, 1_300),
    ("DE 19 %: 119 EUR has 19", 190_000, 11_900, 1_900),
    ("DE 19 %: 15.9647… is 15.96", 190_000, 9_999, 1_596),
    ("DE 7 %: 0.7189… is 0.72", 70_000, 1_099, 72),
    ("FR 20 %: 120 has 20", 200_000, 12_000, 2_000),
    ("FR 5.5 %: 1.0421… is 1.04", 55_000, 1_999, 104),
    ("IE 23 %: 23.0841… is 23.08", 230_000, 12_345, 2_308),
    ("HU 27 %: 0.2125… of a cent is nothing", 270_000, 1, 0),
    ("CH 8.1 %: 3.7390… is 3.74", 81_000, 4_990, 374),
    ("GB 20 %: 3.3316… is 3.33", 200_000, 1_999, 333),
    ("CN 13 %: 11.3893… is 11.39", 130_000, 9_900, 1_139),
    ("CN 13 %: 0.1150… of a fen is nothing", 130_000, 1, 0),
    ("CN 9 %: 109 has 9", 90_000, 10_900, 900),
    ("CN 6 %: 1.6975… is 1.70", 60_000, 2_999, 170),
    ("JP 10 %: 1,100 yen have 100", 100_000, 1_100, 100),
    ("JP 8 %: 108 yen have 8", 80_000, 108, 8),
    ("JP 8 %: 7.4814… yen are 7", 80_000, 101, 7),
    ("a whole 100 %: half of it, and half a cent goes up", 1_000_000, 3, 2),
    ("nothing costs nothing", 190_000, 0, 0),
    ("exempt", 0, 11_900, 0),
    ("as much as we can count", 130_000, 10**14, 11_504_424_778_761),
]
ON_TOP = [  # what, rate in parts per million, the price, the tax on it
    ("7 % of 20 USD is 1.40", 70_000, 2_000, 140),
    ("US-CA 7.25 %: 7.2492… is 7.25", 72_500, 9_999, 725),
    ("US-CA 7.25 %: 0.725 is half a cent, and goes up", 72_500, 1_000, 73),
    ("US-CA 7.25 %: 0.0725 is 0.07", 72_500, 100, 7),
    ("US-IL Chicago 10.25 %: 3.5864… is 3.59", 102_500, 3_499, 359),
    ("US-TX 8.25 %: 0.165 of a cent is nothing", 82_500, 2, 0),
    ("US-TX 8.25 %: 0.495 of a cent is nothing", 82_500, 6, 0),
    ("US-NY city 8.875 %: 10.9561… is 10.96", 88_750, 12_345, 1_096),
    (
        "DE 19 %: 95 EUR on a repair of 500 (tax office of Baden-Württemberg)",
        190_000,
        50_000,
        9_500,
    ),
    ("CN 13 %: 13 on 100 CNY", 130_000, 10_000, 1_300),
    ("CN 13 %: 0.065 is half a fen, and goes up", 130_000, 50, 7),
    ("JP 10 %: 99.9 yen are 100", 100_000, 999, 100),
    ("an odd rate", 72_511, 1, 0),
    ("GB 20 %: 0.4 of a penny is nothing", 200_000, 2, 0),
    ("GB 20 %: 0.6 of a penny is one", 200_000, 3, 1),
    ("nothing costs nothing", 72_500, 0, 0),
    ("exempt", 0, 9_999, 0),
]


@pytest.mark.parametrize(("what", "rate", "price", "tax"), CONTAINED)
def test_a_price_contains_its_tax(what: str, rate: int, price: int, tax: int) -> None:
    found = taxes_of(price, [Rate("VAT", rate)], is_included=True)

    assert found == [TaxLine("VAT", rate, price - tax, tax)], what


@pytest.mark.parametrize(("what", "rate", "price", "tax"), ON_TOP)
def test_a_tax_comes_on_top_of_a_price(what: str, rate: int, price: int, tax: int) -> None:
    found = taxes_of(price, [Rate("Sales tax", rate)], is_included=False)

    assert found == [TaxLine("Sales tax", rate, price, tax)], what


TOGETHER = [  # rates, price, contained or not, the tax of each: their sum is rounded, not each
    ([60_000, 12_500], 1_000, False, [60, 13]),  # 0.60 + 0.125: 0.725 goes up, the rest to 1.25 %
    ([50_000, 99_750], 10_000, False, [500, 998]),  # Quebec: GST and QST of 100 CAD, 14.975 up
    ([50_000, 80_000], 11_300, True, [500, 800]),  # Ontario: 13 % of 113 CAD
    ([400_000, 400_000], 1, False, [1, 0]),  # each alone is 0.4 and would be nothing
    ([0, 72_500], 1_000, False, [0, 73]),  # a rate of nothing takes nothing
    ([0, 0], 1_000, False, [0, 0]),
    ([], 1_000, True, []),
]


@pytest.mark.parametrize(("rates", "price", "is_included", "taxes"), TOGETHER)
def test_several_taxes_are_rounded_as_one(
    rates: list[int], price: int, is_included: bool, taxes: list[int]
) -> None:
    named = [Rate(f"tax {place}", rate) for place, rate in enumerate(rates)]

    found = taxes_of(price, named, is_included=is_included)

    assert [line.tax_minor for line in found] == taxes
    assert {line.base_minor for line in found} <= {price - sum(taxes) * is_included}


@given(
    st.integers(0, 10**15), st.lists(st.integers(0, WHOLE), min_size=1, max_size=4), st.booleans()
)
def test_it_is_what_decimal_arithmetic_says(price: int, ppm: list[int], is_included: bool) -> None:
    found = taxes_of(
        price, [Rate(str(place), each) for place, each in enumerate(ppm)], is_included=is_included
    )

    rate = Decimal(sum(ppm)) / WHOLE
    exact = Decimal(price) * rate / (1 + rate) if is_included else Decimal(price) * rate
    assert abs(total(found) - exact) <= Decimal("0.5000001")
    if not is_included:
        assert total(found) == exact.quantize(Decimal(1), ROUND_HALF_UP)
    assert all(line.tax_minor >= 0 for line in found)
    if is_included:
        assert total(found) + found[0].base_minor == price


def test_a_half_goes_up() -> None:
    assert [half_up(part, 10) for part in (0, 4, 5, 6, 14, 15)] == [0, 0, 1, 1, 1, 2]


def test_nothing_is_shared_among_nothing() -> None:
    assert share_out(0, [0, 0]) == [0, 0]
    assert share_out(5, [1, 1]) == [3, 2]
