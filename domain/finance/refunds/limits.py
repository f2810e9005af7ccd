"""How much money moves by itself: settings that whoever starts a process makes once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.shared.money import Money

INSTANT_AFTER_ORDERS = 3  # completed orders of a customer


@dataclass(frozen=True, slots=True)
class Limits:
    """In minor units, by currency.

    Refunds above `approval_above` wait for somebody else's approval: all of them in a currency that
    is not named there, none where nothing is named at all. Money goes back before the goods do, up
    to `instant_up_to`, for customers with `instant_after_orders` completed orders.
    """

    approval_above: Mapping[str, int] = field(default_factory=dict)
    instant_up_to: Mapping[str, int] = field(default_factory=dict)
    instant_after_orders: int = INSTANT_AFTER_ORDERS

    def needs_approval(self, amount: Money) -> bool:
        """Whether somebody must agree to this first."""
        if not self.approval_above:
            return False
        return amount.minor > self.approval_above.get(amount.currency, 0)

    def is_instant(self, amount: Money) -> bool:
        """Whether this is little enough to go back before the goods do."""
        return amount.minor <= self.instant_up_to.get(amount.currency, 0)


_limits = Limits()


def limits() -> Limits:
    """The limits in force."""
    return _limits


def use_limits(chosen: Limits) -> None:
    """Go by these from now on, in this process."""
    global _limits  # noqa: PLW0603  # one shop, one set of limits
    _limits = chosen
