"""What every verb asks of its input."""

import pytest

from domain.shared import inputs
from domain.shared.errors import InvalidInput
from domain.shared.money import AMOUNT_MINOR_MAX, Money, WrongCurrency


def test_text_loses_the_blanks_around_it() -> None:
    assert inputs.text("  龙井  ", "name") == "龙井"
    assert inputs.text("  ", "name", required=False) == ""


@pytest.mark.parametrize("value", ["", "  ", "x" * 201, "a\x00b", "half \ud83d"])
def test_what_no_row_can_hold_is_refused_by_its_field(value: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        inputs.text(value, "lines", "3", "name")

    assert refused.value.field == ["lines", "3", "name"]


def test_one_mailbox_and_one_phone_are_one_value() -> None:
    assert inputs.email(" Cleo@Example.Test ") == "cleo@example.test"
    assert inputs.phone("+86 (138) 0000-1234") == "+8613800001234"


@pytest.mark.parametrize("value", ["cleo", "cleo@example", "@example.test", "a b@example.test"])
def test_what_is_no_email_address_is_refused(value: str) -> None:
    with pytest.raises(InvalidInput):
        inputs.email(value)


@pytest.mark.parametrize("value", ["1234", "+", "1" * 16, "12345x", "١٢٣٤٥"])
def test_what_is_no_phone_number_is_refused(value: str) -> None:
    with pytest.raises(InvalidInput):
        inputs.phone(value)


@pytest.mark.parametrize("value", ["cn", "CHN", "", "C1"])
def test_a_country_is_two_capital_letters(value: str) -> None:
    assert inputs.country("CN") == "CN"
    with pytest.raises(InvalidInput):
        inputs.country(value)


def test_lists_and_counts_have_their_limits() -> None:
    assert inputs.items(["a"] * 250) == ["a"] * 250
    assert inputs.count(1) == 1
    with pytest.raises(InvalidInput):
        inputs.items(["a"] * 251)
    for value in (0, -1, 2**31):
        with pytest.raises(InvalidInput):
            inputs.count(value)
    with pytest.raises(InvalidInput):
        inputs.distinct(["en", "zh-CN", "en"])


def test_a_price_is_not_below_zero_and_in_a_currency_of_ours() -> None:
    assert inputs.price(Money(0, "USD")) == Money(0, "USD")
    for price in (Money(-1, "USD"), Money(AMOUNT_MINOR_MAX + 1, "USD")):
        with pytest.raises(InvalidInput):
            inputs.price(price)
    with pytest.raises(WrongCurrency):
        inputs.price(Money(1, "XXX"))


def test_words_are_kept_in_certain_languages() -> None:
    assert inputs.locale("zh-CN") == "zh-CN"
    with pytest.raises(InvalidInput):
        inputs.locale("tlh")
