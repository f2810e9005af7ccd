"""The terms of a promotion as clients send them: one kind of condition or effect each."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import strawberry
from strawberry.utils.str_converters import to_camel_case

from domain.promotions import terms
from domain.shared.errors import InvalidInput
from schema.customers.words import GroupKind
from schema.shared.enums import describe
from schema.shared.ids import key_of
from schema.shared.money import MoneyInput
from schema.shared.mutations import optional

describe(
    terms.Scope,
    "What an amount is taken off.",
    EACH_UNIT="Off every unit of the lines.",
    ORDER="Off all of the lines together, once.",
)
describe(
    terms.Measure,
    "What a threshold is measured in.",
    SUBTOTAL="What the lines cost before any promotion.",
    UNITS="How many units they hold.",
)
describe(
    terms.LineKey,
    "What lines are chosen by.",
    VARIANT="The variant itself.",
    PRODUCT="Its product.",
    CATEGORY="Its shelf, or any shelf that one is in.",
    BRAND="Who makes it.",
    TAG="A word it carries.",
)

LINES = "Which lines; all of these must hold. Every line if left out."
KINDS = {
    "variant_ids": (terms.LineKey.VARIANT, "ProductVariant"),
    "product_ids": (terms.LineKey.PRODUCT, "Product"),
    "category_ids": (terms.LineKey.CATEGORY, "Category"),
    "brand_ids": (terms.LineKey.BRAND, "Brand"),
}


def one_of(description: str) -> Any:
    """A field of an input of which exactly one is given."""
    return strawberry.field(description=description, default=strawberry.UNSET)


@strawberry.input(one_of=True, description="Some things that lines can be of.")
class LineSetInput:
    """Exactly one of these."""

    variant_ids: list[strawberry.ID] | None = one_of("Of these variants.")
    product_ids: list[strawberry.ID] | None = one_of("Of these products.")
    category_ids: list[strawberry.ID] | None = one_of("On these shelves, or any inside them.")
    brand_ids: list[strawberry.ID] | None = one_of("Of these brands.")
    tags: list[str] | None = one_of("With any of these tags.")


@strawberry.input(description="A condition on lines.")
class LineFilterInput:
    """Lines of these, or all others."""

    of: LineSetInput = strawberry.field(description="Of what.")
    excludes: bool = optional("All lines but those.", default=False)

    def read(self) -> terms.LineFilter:
        """As the domain has it."""
        name, values = only(self.of)
        if name == "tags":
            return terms.LineFilter(terms.LineKey.TAG, frozenset(values), self.excludes)
        key, kind = KINDS[name]
        keys = frozenset(str(key_of(kind, value)) for value in values)
        return terms.LineFilter(key, keys, self.excludes)


def only(input: object, *path: str) -> tuple[str, Any]:
    """The name and the value of the one field of a @oneOf input that is given.

    Raises:
        InvalidInput: none or several. (GraphQL refuses that before, of literals and variables.)
    """
    given = [
        (name, value)
        for name, value in vars(input).items()
        if value is not None and value is not strawberry.UNSET
    ]
    if len(given) != 1:
        raise InvalidInput("Say exactly one of these.", *path)
    return given[0]


def target(lines: Sequence[LineFilterInput] | None) -> terms.Target:
    """Lines as the domain chooses them."""
    return tuple(line.read() for line in lines or ())


def amounts(given: Sequence[MoneyInput] | None, *path: str) -> Mapping[str, int]:
    """Minor units by currency; at most one amount of each. `path` is where they stand."""
    found: dict[str, int] = {}
    for place, each in enumerate(given or ()):
        money = each.read(*path, str(place))
        if money.currency in found:
            raise InvalidInput("The same thing is named twice.", *path)
        found[money.currency] = money.minor
    return found


def basis_points(percent: Decimal, *field: str) -> int:
    """A percentage in hundredths of it.

    Raises:
        InvalidInput: finer than that, or beyond any sense.
    """
    scaled = percent * 100
    if scaled != scaled.to_integral_value() or abs(scaled) > 10**6:
        raise InvalidInput("A percentage has at most two decimal digits.", *field)
    return int(scaled)


def maybe_points(percent: Decimal | None, *field: str) -> int | None:
    """The same, where there may be none."""
    return None if percent is None else basis_points(percent, *field)


@strawberry.input(description="The lines are worth so much, before any promotion.")
class SubtotalAtLeastInput:
    amounts: list[MoneyInput] = strawberry.field(description="How much, one of each currency.")
    lines: list[LineFilterInput] | None = optional(LINES)


@strawberry.input(description="The cart holds so many units.")
class UnitsAtLeastInput:
    units: int = strawberry.field(description="How many.")
    lines: list[LineFilterInput] | None = optional(LINES)


@strawberry.input(description="The customer is in any of some groups of one kind.")
class MemberOfInput:
    kind: GroupKind = strawberry.field(description="What kind of groups.")
    codes: list[str] = strawberry.field(description="Their codes.")


@strawberry.input(description="It is a certain order of the customer's.")
class NthOrderInput:
    nth: int = strawberry.field(description="Which; the first is 1. Orders given up do not count.")
    every: bool = optional("Every so-manieth, not that one alone.", default=False)


@strawberry.input(one_of=True, description="For which carts: one condition. All must hold.")
class PromotionConditionInput:
    """Exactly one of these."""

    subtotal_at_least: SubtotalAtLeastInput | None = one_of("What it is worth.")
    units_at_least: UnitsAtLeastInput | None = one_of("How much is in it.")
    customer_ids: list[strawberry.ID] | None = one_of("For these customers.")
    member_of: MemberOfInput | None = one_of("For customers in groups.")
    channels: list[str] | None = one_of("From these channels, by code.")
    nth_order: NthOrderInput | None = one_of("Which order of the customer's.")

    def read(self, *path: str) -> terms.Condition:
        """As the domain has it."""
        name, value = only(self, *path)
        condition: terms.Condition = CONDITIONS[name](value, (*path, to_camel_case(name)))
        return condition


Path = tuple[str, ...]
CONDITIONS: Mapping[str, Callable[[Any, Path], terms.Condition]] = {
    "subtotal_at_least": lambda one, path: terms.SubtotalAtLeast(
        amounts(one.amounts, *path, "amounts"), target(one.lines)
    ),
    "units_at_least": lambda one, path: terms.UnitsAtLeast(one.units, target(one.lines)),
    "customer_ids": lambda ids, path: terms.CustomerIn(
        frozenset(key_of("Customer", id) for id in ids)
    ),
    "member_of": lambda one, path: terms.MemberOf(one.kind, frozenset(one.codes)),
    "channels": lambda codes, path: terms.ChannelIn(frozenset(codes)),
    "nth_order": lambda one, path: terms.NthOrder(one.nth, one.every),
}


@strawberry.input(description="A percentage off each line's price so far.")
class PercentOffInput:
    percent: Decimal = strawberry.field(description='Such as "12.5"; above 0, at most 100.')
    lines: list[LineFilterInput] | None = optional(LINES)


@strawberry.input(description="An amount off.")
class AmountOffInput:
    amounts: list[MoneyInput] = strawberry.field(description="How much, one of each currency.")
    scope: terms.Scope = optional("Off what.", default=terms.Scope.ORDER)
    lines: list[LineFilterInput] | None = optional(LINES)


@strawberry.input(description="A price for each unit, where it is dearer.")
class FixedPriceInput:
    prices: list[MoneyInput] = strawberry.field(description="The price, one of each currency.")
    lines: list[LineFilterInput] | None = optional(LINES)


@strawberry.input(description="From so much on, so much off: an amount or a percentage.")
class TierInput:
    from_amounts: list[MoneyInput] | None = optional("From what worth on, if worth is measured.")
    from_units: int | None = optional("From how many units on, if units are measured.")
    amounts_off: list[MoneyInput] | None = optional("How much is taken off.")
    percent_off: Decimal | None = optional("Or what percentage.")

    def read(self, *path: str) -> terms.Tier:
        """As the domain has it."""
        return terms.Tier(
            amounts(self.from_amounts, *path, "fromAmounts"),
            self.from_units,
            amounts(self.amounts_off, *path, "amountsOff"),
            maybe_points(self.percent_off, *path, "percentOff"),
        )


@strawberry.input(description="The highest tier that is reached takes off what it says.")
class TieredOffInput:
    tiers: list[TierInput] = strawberry.field(description="The tiers, 1 to 20.")
    measure: terms.Measure = optional("What is measured.", default=terms.Measure.SUBTOTAL)
    repeats: bool = optional("One tier, as often as it is reached.", default=False)
    times_max: int | None = optional("But at most so often.")
    lines: list[LineFilterInput] | None = optional(LINES)


@strawberry.input(description="Units of a variant for nothing, while there are some.")
class GiftInput:
    variant_id: strawberry.ID = strawberry.field(description="Of what.")
    units: int = optional("How many.", default=1)


@strawberry.input(description="Who buys so many units gets so many, the cheapest, for less.")
class BuyGetInput:
    buy_units: int = strawberry.field(description="How many are bought.")
    get_units: int = strawberry.field(description="How many are for less.")
    percent_off: Decimal = optional("How much less.", default=Decimal(100))
    buy_lines: list[LineFilterInput] | None = optional("Bought of what. " + LINES)
    get_lines: list[LineFilterInput] | None = optional("For less of what. " + LINES)
    times_max: int | None = optional("At most so often.")


@strawberry.input(description="A variant of a bundle.")
class BundlePartInput:
    variant_id: strawberry.ID = strawberry.field(description="What.")
    units: int = optional("How many.", default=1)


@strawberry.input(description="Variants that together cost so much.")
class BundlePriceInput:
    parts: list[BundlePartInput] = strawberry.field(description="What is in it, 1 to 10.")
    prices: list[MoneyInput] = strawberry.field(description="The price, one of each currency.")
    times_max: int | None = optional("At most so often.")


@strawberry.input(description="Sending costs less.")
class FreeShippingInput:
    up_to: list[MoneyInput] | None = optional("Up to so much less; nothing at all if left out.")


@strawberry.input(one_of=True, description="What a promotion does: one effect.")
class PromotionEffectInput:
    """Exactly one of these."""

    percent_off: PercentOffInput | None = one_of("A percentage.")
    amount_off: AmountOffInput | None = one_of("An amount.")
    fixed_price: FixedPriceInput | None = one_of("A price.")
    tiered_off: TieredOffInput | None = one_of("The more, the more off.")
    gift: GiftInput | None = one_of("Something for nothing.")
    buy_get: BuyGetInput | None = one_of("Buy some, get some.")
    bundle_price: BundlePriceInput | None = one_of("A price for several things together.")
    free_shipping: FreeShippingInput | None = one_of("Sending.")

    def read(self, *path: str) -> terms.Effect:
        """As the domain has it."""
        name, value = only(self, *path)
        effect: terms.Effect = EFFECTS[name](value, (*path, to_camel_case(name)))
        return effect


EFFECTS: Mapping[str, Callable[[Any, Path], terms.Effect]] = {
    "percent_off": lambda one, path: terms.PercentOff(
        basis_points(one.percent, *path, "percent"), target(one.lines)
    ),
    "amount_off": lambda one, path: terms.AmountOff(
        amounts(one.amounts, *path, "amounts"), one.scope, target(one.lines)
    ),
    "fixed_price": lambda one, path: terms.FixedPrice(
        amounts(one.prices, *path, "prices"), target(one.lines)
    ),
    "tiered_off": lambda one, path: terms.TieredOff(
        tuple(tier.read(*path, "tiers", str(place)) for place, tier in enumerate(one.tiers)),
        one.measure,
        one.repeats,
        one.times_max,
        target(one.lines),
    ),
    "gift": lambda one, path: terms.GiftOf(key_of("ProductVariant", one.variant_id), one.units),
    "buy_get": lambda one, path: terms.BuyGet(
        one.buy_units,
        one.get_units,
        basis_points(one.percent_off, *path, "percentOff"),
        target(one.buy_lines),
        target(one.get_lines),
        one.times_max,
    ),
    "bundle_price": lambda one, path: terms.BundlePrice(
        tuple(
            terms.BundlePart(key_of("ProductVariant", part.variant_id), part.units)
            for part in one.parts
        ),
        amounts(one.prices, *path, "prices"),
        one.times_max,
    ),
    "free_shipping": lambda one, path: terms.FreeShipping(
        None if one.up_to is None else amounts(one.up_to, *path, "upTo")
    ),
}
