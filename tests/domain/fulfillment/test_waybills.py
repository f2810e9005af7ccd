"""Waybill numbers: unique by their sequence, and proof against slips of the hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fulfillment.carriers.waybills import validate_waybill, waybill_number

SEQUENCES = st.integers(min_value=1, max_value=10**10 - 1)


def test_a_number_says_whose_it_is_and_which() -> None:
    number = waybill_number("swift", 42)

    assert number == "SWIFT000000004261"
    assert validate_waybill("swift", number)


@given(SEQUENCES)
def test_every_number_we_make_is_valid(sequence: int) -> None:
    assert validate_waybill("yto", waybill_number("yto", sequence))


@given(SEQUENCES, SEQUENCES)
def test_two_parcels_of_a_carrier_never_share_a_number(one: int, other: int) -> None:
    same = waybill_number("yto", one) == waybill_number("yto", other)

    assert same == (one == other)


@given(SEQUENCES, st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(sequence: int, place: int, slip: int) -> None:
    number = waybill_number("yto", sequence)
    at = len("YTO") + place
    wrong = number[:at] + str((int(number[at]) + slip) % 10) + number[at + 1 :]

    assert not validate_waybill("yto", wrong)


@given(SEQUENCES, st.integers(0, 10))
def test_two_neighbours_swapped_are_noticed(sequence: int, place: int) -> None:
    number = waybill_number("yto", sequence)
    at = len("YTO") + place
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]

    assert validate_waybill("yto", swapped) == (swapped == number)


@pytest.mark.parametrize("number", ["SF1234567890123", "1Z999AA10123456784", "JD-0042-11"])
def test_of_other_carriers_numbers_we_know_only_the_shape(number: str) -> None:
    assert validate_waybill("yto", number)


@pytest.mark.parametrize(
    "number",
    ["", "12345", "sf123456", "SF 123456", "-123456", "123456-", "A" * 41, "１２３４５６７"],
)
def test_what_no_carrier_would_print_is_no_number(number: str) -> None:
    assert not validate_waybill("yto", number)
