"""All that somebody plans of a campaign, and whether it makes sense."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Self

from domain.promotions.details import NAME_LENGTH_MAX, foreseeable
from domain.shared import inputs
from domain.shared.errors import InvalidInput
from domain.shared.money import AMOUNT_MINOR_MAX, MINOR_DIGITS, WrongCurrency

GOAL_LENGTH_MAX = 5_000  # characters
HOLD_OUT_MAX = 5_000  # basis points: with more, the campaign would be the exception


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign, whatever its status. Amounts are minor units of `currency`; a limit that is None
    is none. The window bounds those of its promotions.
    """

    name: str
    currency: str
    goal: str = ""
    budget_minor: int | None = None
    uses_max: int | None = None
    budget_per_customer_minor: int | None = None
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
        for name, value, lowest, highest in (
            ("budget", self.budget_minor, 1, AMOUNT_MINOR_MAX),
            ("usesMax", self.uses_max, 1, inputs.COUNT_MAX),
            ("budgetPerCustomer", self.budget_per_customer_minor, 1, AMOUNT_MINOR_MAX),
            ("usesPerCustomerMax", self.uses_per_customer_max, 1, inputs.COUNT_MAX),
        ):
            if value is not None:
                inputs.count(value, name, lowest=lowest, highest=highest)
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
        return {each.name: getattr(self, each.name) for each in fields(self)}
