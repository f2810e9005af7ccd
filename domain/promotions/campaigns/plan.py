"""All that somebody plans of a campaign, and whether it makes sense."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Self

from domain.promotions.campaigns.models import Campaign
from domain.promotions.details import NAME_LENGTH_MAX, foreseeable
from domain.shared import inputs
from domain.shared.errors import InvalidInput
from domain.shared.money import AMOUNT_MINOR_MAX, MINOR_DIGITS, Money, WrongCurrency

GOAL_LENGTH_MAX = 5_000  # characters
HOLD_OUT_MAX = 5_000  # basis points: with more, the campaign would be the exception

MONEY = ("budget", "budget_per_customer")


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign, whatever its status. A limit that is None is none. The window bounds those of its
    promotions.
    """

    name: str
    currency: str
    goal: str = ""
    budget: Money | None = None
    uses_max: int | None = None
    budget_per_customer: Money | None = None
    uses_per_customer_max: int | None = None
    hold_out_basis_points: int = 0
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def checked(self, now: datetime) -> Self:
        """The same, without blanks around its words, if it makes sense.

        Raises:
            InvalidInput: it does not.
            WrongCurrency: we do not trade in its currency.
        """
        if self.currency not in MINOR_DIGITS:
            raise WrongCurrency(f"We do not trade in {self.currency}.", "currency")
        for name, money in (
            ("budget", self.budget),
            ("budgetPerCustomer", self.budget_per_customer),
        ):
            if money is None:
                continue
            if money.currency != self.currency:
                raise WrongCurrency(
                    f"This campaign is planned in {self.currency}.", name, "currencyCode"
                )
            if not 0 < money.minor <= AMOUNT_MINOR_MAX:
                raise InvalidInput("A budget is more than nothing.", name, "amount")
        for name, value in (
            ("usesMax", self.uses_max),
            ("usesPerCustomerMax", self.uses_per_customer_max),
        ):
            if value is not None:
                inputs.count(value, name)
        if not 0 <= self.hold_out_basis_points <= HOLD_OUT_MAX:
            raise InvalidInput("From 0 to 50 percent can be left out.", "holdOutPercent")
        foreseeable(now, self.starts_at, "startsAt")
        foreseeable(now, self.ends_at, "endsAt")
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise InvalidInput("It ends after it has begun.", "endsAt")
        return replace(
            self,
            name=inputs.text(self.name, "name", longest=NAME_LENGTH_MAX),
            goal=inputs.text(self.goal, "goal", longest=GOAL_LENGTH_MAX, required=False),
        )

    def columns(self) -> dict[str, Any]:
        """The same as a row keeps it."""
        plain = {each.name: getattr(self, each.name) for each in fields(self)}
        for name in MONEY:
            money = plain.pop(name)
            plain[f"{name}_minor"] = None if money is None else money.minor
        return plain

    @classmethod
    def of(cls, row: Campaign) -> Self:
        """The plan that a row keeps."""
        plain = {
            each.name: getattr(row, each.name) for each in fields(cls) if each.name not in MONEY
        }
        for name in MONEY:
            minor = getattr(row, f"{name}_minor")
            plain[name] = None if minor is None else Money(minor, row.currency)
        return cls(**plain)
