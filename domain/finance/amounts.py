"""What an amount of money that moves must be."""

from domain.shared.errors import InvalidInput
from domain.shared.inputs import price
from domain.shared.money import Money


def positive(amount: Money, *field: str) -> Money:
    """More than nothing, in a currency we trade in.

    Raises:
        InvalidInput: zero, below zero, or beyond counting.
        WrongCurrency: we do not trade in this currency.
    """
    if price(amount, *field).minor == 0:
        raise InvalidInput("An amount is more than nothing.", *field)
    return amount
