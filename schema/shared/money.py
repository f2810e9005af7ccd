"""Money on the wire: a decimal string and its currency, together."""

from decimal import Decimal

import strawberry

from domain.shared import money
from schema.shared.scalars import CurrencyCode


@strawberry.type(description="An amount of one currency. Exact: a decimal string, never a float.")
class Money:
    """`12.50 USD`."""

    amount: Decimal = strawberry.field(
        description='In major units with all the digits of the currency, such as "12.50".'
    )
    currency_code: CurrencyCode = strawberry.field(description="The currency, ISO 4217.")

    @classmethod
    def of(cls, minor: int, currency: str) -> "Money":
        """From minor units, as the rows keep it."""
        return cls(amount=money.Money(minor, currency).amount, currency_code=CurrencyCode(currency))


@strawberry.input(description="An amount of one currency.")
class MoneyInput:
    """An amount as clients send it."""

    amount: Decimal = strawberry.field(
        description='In major units, such as "12.50", with no more digits than the currency has.'
    )
    currency_code: CurrencyCode = strawberry.field(description="The currency, ISO 4217.")

    def read(self, *field: str) -> money.Money:
        """The amount as the domain counts it.

        Raises:
            WrongCurrency: we do not trade in it.
            InvalidInput: too many digits, or too many of anything.
        """
        try:
            return money.Money.parse(self.amount, self.currency_code, *field, "amount")
        except money.WrongCurrency as refused:
            raise money.WrongCurrency(refused.message, *field, "currencyCode") from None
