"""What an example is, and the things in it."""

from dataclasses import dataclass, field
from datetime import timedelta

from domain.promotions.cart import (
    Cart,
    Circumstances,
    Promotion,
    Reason,
    Refusal,
    Rules,
    StackingRule,
)
from domain.promotions.rounding import RoundingRule
from tests.domain.promotions.carts import (
    around,
    line,
    percent,
    promo,
)

NOBODY = around()


@dataclass(frozen=True)
class Example:
    """A cart and what comes of it. `why` names those that were rejected."""

    says: str
    cart: Cart
    promotions: list[Promotion]
    takes: list[int]
    total: int
    why: dict[str, Refusal] = field(default_factory=dict)
    around: Circumstances = NOBODY
    gifts: dict[str, int] = field(default_factory=dict)
    shipping: int = 0  # taken off it


def no(reason: Reason, minor: int | None = None, units: int | None = None) -> Refusal:
    return Refusal(reason, minor, units)


TEA = line("tea", 2, 1000)  # 20.00
CUP = line("cup", 1, 500)  # 5.00
POT = line("pot", 1, 3000)  # 30.00
DAY = timedelta(days=1)
HALF_EVEN, DOWN, UP = (
    around(rules=Rules(rounding=rule))
    for rule in (RoundingRule.HALF_EVEN, RoundingRule.DOWN, RoundingRule.UP)
)
FIRST = around(rules=Rules(stacking=StackingRule.FIRST))
TWO_PERCENTS = [promo("ten", percent(10), priority=2), promo("five", percent(5), priority=1)]
