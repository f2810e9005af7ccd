"""Amounts of money in settings: one for each currency."""

from collections.abc import Mapping

from domain.shared.errors import InvalidInput
from domain.shared.money import Money


class BadLimit(ValueError):
    """These are no amounts. The message goes on from the setting's name."""


def read_limits(text: str) -> Mapping[str, int]:
    """Amounts such as `USD 200.00, CNY 1500.00`, in minor units by currency.

    Raises:
        BadLimit: they cannot be read.
    """
    found: dict[str, int] = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        currency, _, amount = part.partition(" ")
        try:
            found[currency] = Money.parse(amount, currency).minor
        except InvalidInput:
            raise BadLimit(
                f"must be amounts such as USD 200.00, CNY 1500.00, not {part!r}."
            ) from None
    return found
