"""What is evaluated, under which circumstances, and what comes out. No database here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.customers.states import GroupKind
from domain.promotions.rounding import RoundingRule
from domain.promotions.terms import Condition, Effect


@dataclass(frozen=True, slots=True)
class CartLine:
    """Units of a variant. `position` tells earlier lines from later ones, in whatever order they
    are given. `categories` is its shelf and every shelf that is in; `cost_minor` that of a unit.
    """

    position: int
    variant_id: UUID
    product_id: UUID
    quantity: int
    unit_price_minor: int
    categories: frozenset[UUID] = frozenset()
    brand_id: UUID | None = None
    tags: frozenset[str] = frozenset()
    cost_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Cart:
    """What somebody wants, at the prices before any promotion."""

    currency: str
    lines: tuple[CartLine, ...]
    shipping_minor: int = 0


class Reason(StrEnum):
    """Why a promotion was not applied."""

    NOT_STARTED = "not_started"
    ENDED = "ended"
    NOT_ACTIVE = "not_active"
    CHANNEL = "channel"
    CURRENCY = "currency"
    COUPON_MISSING = "coupon_missing"
    COUPON_UNKNOWN = "coupon_unknown"
    COUPON_USED_UP = "coupon_used_up"
    COUPON_EXPIRED = "coupon_expired"
    COUPON_DISABLED = "coupon_disabled"
    COUPON_OF_ANOTHER = "coupon_of_another"
    COUPON_GIVEN_TWICE = "coupon_given_twice"
    USED_UP = "used_up"
    CUSTOMER_LIMIT = "customer_limit"
    BUDGET_SPENT = "budget_spent"
    HELD_OUT = "held_out"
    SIGN_IN_FIRST = "sign_in_first"
    OTHER_CUSTOMERS = "other_customers"
    OTHER_ORDER = "other_order"
    SUBTOTAL_SHORT = "subtotal_short"
    UNITS_SHORT = "units_short"
    NOTHING_MATCHES = "nothing_matches"
    GIFT_UNAVAILABLE = "gift_unavailable"
    MARGIN = "margin"
    OUTDONE = "outdone"
    NO_EFFECT = "no_effect"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason, and how much is missing: minor units, or units."""

    reason: Reason
    missing_minor: int | None = None
    missing_units: int | None = None


class StackingRule(StrEnum):
    """What exclusive promotions, and those of one exclusion group, do to one another."""

    BEST = "best"  # the customer pays the least; see docs/promotions.md
    FIRST = "first"  # the first in order that has an effect stops the others


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings of arithmetic. `margin_basis_points`: no promotion goes below cost and that."""

    rounding: RoundingRule = RoundingRule.HALF_UP
    stacking: StackingRule = StackingRule.BEST
    margin_basis_points: int | None = None


@dataclass(frozen=True, slots=True)
class GiftShelf:
    """What a gift would cost, and how many there are beside those in the cart."""

    available: int
    price_minor: int


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All that an evaluation depends on beside the cart.

    `orders_before` are the customer's orders that were not given up. `coupons` are the codes given,
    by promotion; `refused` are promotions that may not be used here, and why.
    """

    now: datetime
    channel: str = ""
    customer_id: UUID | None = None
    orders_before: int = 0
    groups: Mapping[GroupKind, frozenset[str]] = field(default_factory=dict)
    coupons: Mapping[UUID, str] = field(default_factory=dict)
    refused: Mapping[UUID, Refusal] = field(default_factory=dict)
    gifts: Mapping[UUID, GiftShelf] = field(default_factory=dict)
    rules: Rules = Rules()


class Stacking(StrEnum):
    """Whether a promotion goes together with others."""

    STACKS = "stacks"
    EXCLUSIVE = "exclusive"


@dataclass(frozen=True, slots=True)
class Promotion:
    """A promotion as it is evaluated. Of an exclusion group, a line takes part in one at most."""

    id: UUID
    name: str
    created_at: datetime
    effects: tuple[Effect, ...]
    conditions: tuple[Condition, ...] = ()
    priority: int = 0
    stacking: Stacking = Stacking.STACKS
    exclusion_group: str | None = None
    needs_coupon: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    margin_basis_points: int | None = None


@dataclass(frozen=True, slots=True)
class Gift:
    """Units for nothing, and what they would have cost."""

    variant_id: UUID
    units: int
    unit_price_minor: int


@dataclass(frozen=True, slots=True)
class Applied:
    """A promotion that was applied: what it took off each line, by position, and off shipping."""

    promotion: Promotion
    lines: Mapping[int, int]
    shipping_minor: int = 0
    gifts: tuple[Gift, ...] = ()
    coupon: str | None = None

    @property
    def discount_minor(self) -> int:
        """All it took off; gifts are no money."""
        return sum(self.lines.values()) + self.shipping_minor


@dataclass(frozen=True, slots=True)
class Rejected:
    """A promotion that was not applied, and why; `outdone_by` names those that stand instead."""

    promotion: Promotion
    refusal: Refusal
    outdone_by: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line, before and after."""

    position: int
    subtotal_minor: int
    discount_minor: int

    @property
    def total_minor(self) -> int:
        """What is left to pay of it."""
        return self.subtotal_minor - self.discount_minor


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a cart comes to, and a word on every promotion, in the order they were looked at."""

    currency: str
    lines: tuple[PricedLine, ...]
    shipping_minor: int
    shipping_discount_minor: int
    decisions: tuple[Applied | Rejected, ...]

    @property
    def subtotal_minor(self) -> int:
        """The lines before any promotion."""
        return sum(line.subtotal_minor for line in self.lines)

    @property
    def discount_minor(self) -> int:
        """All that was taken off, of lines and shipping."""
        return sum(line.discount_minor for line in self.lines) + self.shipping_discount_minor

    @property
    def total_minor(self) -> int:
        """What is left to pay, with shipping."""
        return self.subtotal_minor + self.shipping_minor - self.discount_minor

    @property
    def applied(self) -> list[Applied]:
        """The promotions that were applied."""
        return [each for each in self.decisions if isinstance(each, Applied)]

    @property
    def rejected(self) -> list[Rejected]:
        """The promotions that were not."""
        return [each for each in self.decisions if isinstance(each, Rejected)]

    @property
    def gifts(self) -> list[Gift]:
        """What comes for nothing."""
        return [gift for each in self.applied for gift in each.gifts]
