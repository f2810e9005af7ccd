"""What a promotion says, as data: for which carts (conditions), and what it does (effects).

Amounts are minor units by currency; percentages are basis points (1,000 are 10 %).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from domain.customers.states import GroupKind

WHOLE = 10_000  # basis points


class LineKey(StrEnum):
    """What lines can be chosen by."""

    VARIANT = "variant"
    PRODUCT = "product"
    CATEGORY = "category"  # and any shelf inside it
    BRAND = "brand"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class LineFilter:
    """Lines of any of these; or, excluding, all others. Ids as text, tags as their names."""

    key: LineKey
    values: frozenset[str]
    excludes: bool = False


# All of its filters must hold; without any, it is every line.
Target = tuple[LineFilter, ...]
EVERYTHING: Target = ()


class Scope(StrEnum):
    """What an amount is taken off."""

    EACH_UNIT = "each_unit"
    ORDER = "order"  # once, shared over the lines


class Measure(StrEnum):
    """What a threshold is measured in. Prices are those before any promotion."""

    SUBTOTAL = "subtotal"
    UNITS = "units"


# --- conditions: all must hold --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SubtotalAtLeast:
    """The chosen lines are worth so much, before any promotion."""

    amounts: Mapping[str, int]
    target: Target = EVERYTHING


@dataclass(frozen=True, slots=True)
class UnitsAtLeast:
    """The cart holds so many units of the chosen lines."""

    units: int
    target: Target = EVERYTHING


@dataclass(frozen=True, slots=True)
class CustomerIn:
    """It is for these customers."""

    customers: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class MemberOf:
    """The customer is in any of these groups."""

    kind: GroupKind
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class ChannelIn:
    """The cart comes from one of these channels, by code."""

    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class NthOrder:
    """It is the customer's so-manieth order (the first is 1); or every so-manieth."""

    nth: int
    every: bool = False


Condition = SubtotalAtLeast | UnitsAtLeast | CustomerIn | MemberOf | ChannelIn | NthOrder

# --- effects: in their order ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PercentOff:
    """So much of each chosen line's running price."""

    basis_points: int
    target: Target = EVERYTHING


@dataclass(frozen=True, slots=True)
class AmountOff:
    """So much off each unit of the chosen lines, or off all of them together."""

    amounts: Mapping[str, int]
    scope: Scope = Scope.ORDER
    target: Target = EVERYTHING


@dataclass(frozen=True, slots=True)
class FixedPrice:
    """A unit of the chosen lines costs so much, if it costs more."""

    amounts: Mapping[str, int]
    target: Target = EVERYTHING


@dataclass(frozen=True, slots=True)
class Tier:
    """From so much (minor units by currency, or units) on, this is taken off."""

    amounts_from: Mapping[str, int] = field(default_factory=dict)
    units_from: int | None = None
    amounts_off: Mapping[str, int] = field(default_factory=dict)
    basis_points_off: int | None = None


@dataclass(frozen=True, slots=True)
class TieredOff:
    """The highest tier that is reached (满减); or, repeating, every full first tier once more."""

    tiers: tuple[Tier, ...]
    measure: Measure = Measure.SUBTOTAL
    repeats: bool = False
    times_max: int | None = None
    target: Target = EVERYTHING


@dataclass(frozen=True, slots=True)
class GiftOf:
    """So many units of a variant for nothing (赠品), if they are there."""

    variant_id: UUID
    units: int = 1


@dataclass(frozen=True, slots=True)
class BuyGet:
    """Who buys so many units gets so many, the cheapest, for less. No unit counts for both."""

    buy_units: int
    get_units: int
    basis_points_off: int = WHOLE
    buy: Target = EVERYTHING
    get: Target = EVERYTHING
    times_max: int | None = None


@dataclass(frozen=True, slots=True)
class BundlePart:
    """A variant of a bundle, and how many of it."""

    variant_id: UUID
    units: int = 1


@dataclass(frozen=True, slots=True)
class BundlePrice:
    """These variants together cost so much, as often as they are there together."""

    parts: tuple[BundlePart, ...]
    amounts: Mapping[str, int]
    times_max: int | None = None


@dataclass(frozen=True, slots=True)
class FreeShipping:
    """Sending costs nothing; or up to so much less."""

    amounts_max: Mapping[str, int] | None = None


Effect = (
    PercentOff | AmountOff | FixedPrice | TieredOff | GiftOf | BuyGet | BundlePrice | FreeShipping
)
