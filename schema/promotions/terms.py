"""The terms of a promotion as clients see them."""

from asyncio import gather
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import strawberry

from domain.catalog.queries import variants_by_ids
from domain.customers.queries import customers_by_ids
from domain.promotions import terms
from schema.catalog.types import ProductVariant
from schema.customers.types import Customer
from schema.customers.words import GroupKind
from schema.promotions.inputs import KINDS as ID_KINDS
from schema.shared.context import Info
from schema.shared.ids import global_id
from schema.shared.money import Money

KINDS_BY_KEY = dict(ID_KINDS.values())


def moneys(amounts: Mapping[str, int] | None) -> list[Money]:
    """Amounts by currency, in the order of their codes."""
    return [Money.of(minor, currency) for currency, minor in sorted((amounts or {}).items())]


def percent(basis_points: int | None) -> Decimal | None:
    """Hundredths of a percentage, as one."""
    return None if basis_points is None else Decimal(basis_points) / 100


@strawberry.type(description="A condition on lines.")
class LineChoice:
    """Lines of these, or all others."""

    key: terms.LineKey = strawberry.field(description="What lines are chosen by.")
    ids: list[strawberry.ID] = strawberry.field(description="Of what; empty for tags.")
    tags: list[str] = strawberry.field(description="With what tags; empty for anything else.")
    excludes: bool = strawberry.field(description="All lines but those.")

    @classmethod
    def each(cls, target: terms.Target) -> list["LineChoice"]:
        """All that must hold."""
        return [
            cls(
                key=one.key,
                ids=[]
                if one.key is terms.LineKey.TAG
                else [_id(KINDS_BY_KEY[one.key], value) for value in sorted(one.values)],
                tags=sorted(one.values) if one.key is terms.LineKey.TAG else [],
                excludes=one.excludes,
            )
            for one in target
        ]


def _id(kind: str, key: Any) -> strawberry.ID:
    return global_id(kind, key)


@strawberry.type(description="For which carts a promotion is: one condition.")
class PromotionCondition:
    """What does not belong to its kind is empty or null."""

    kind: str = strawberry.field(
        description="What is asked for, by its name in PromotionConditionInput."
    )
    amounts: list[Money] = strawberry.field(description="How much at least.", default_factory=list)
    units: int | None = strawberry.field(description="How many units at least.", default=None)
    lines: list[LineChoice] = strawberry.field(description="Of which lines.", default_factory=list)
    group_kind: GroupKind | None = strawberry.field(
        description="What kind of groups.", default=None
    )
    codes: list[str] = strawberry.field(
        description="Which groups, or which channels.", default_factory=list
    )
    nth: int | None = strawberry.field(description="Which order.", default=None)
    every: bool = strawberry.field(description="Every so-manieth.", default=False)
    customer_ids: strawberry.Private[Sequence[UUID]] = ()

    @strawberry.field(description="Which customers, of those that you may see.")
    async def customers(self, info: Info) -> list[Customer]:
        found = [info.context.one(customers_by_ids, key) for key in self.customer_ids]
        return Customer.each([row for row in await gather(*found) if row is not None])

    @classmethod
    def of(cls, one: terms.Condition) -> "PromotionCondition":
        """As the domain has it."""
        match one:
            case terms.SubtotalAtLeast():
                lines = LineChoice.each(one.target)
                return cls(kind="subtotalAtLeast", amounts=moneys(one.amounts), lines=lines)
            case terms.UnitsAtLeast():
                lines = LineChoice.each(one.target)
                return cls(kind="unitsAtLeast", units=one.units, lines=lines)
            case terms.CustomerIn():
                return cls(kind="customerIds", customer_ids=sorted(one.customers))
            case terms.MemberOf():
                return cls(kind="memberOf", group_kind=one.kind, codes=sorted(one.codes))
            case terms.ChannelIn():
                return cls(kind="channels", codes=sorted(one.codes))
            case terms.NthOrder():
                return cls(kind="nthOrder", nth=one.nth, every=one.every)


@strawberry.type(description="From so much on, so much off.")
class PromotionTier:
    """A tier."""

    from_amounts: list[Money] = strawberry.field(description="From what worth on.")
    from_units: int | None = strawberry.field(description="From how many units on.")
    amounts_off: list[Money] = strawberry.field(description="How much is taken off.")
    percent_off: Decimal | None = strawberry.field(description="Or what percentage.")

    @classmethod
    def of(cls, tier: terms.Tier) -> "PromotionTier":
        """As the domain has it."""
        return cls(
            from_amounts=moneys(tier.amounts_from),
            from_units=tier.units_from,
            amounts_off=moneys(tier.amounts_off),
            percent_off=percent(tier.basis_points_off),
        )


@strawberry.type(description="Units of a variant that are given, or are in a bundle.")
class PromotionPart:
    """What, and how many."""

    units: int = strawberry.field(description="How many.")
    variant_id: strawberry.Private[UUID]

    @strawberry.field(description="What.")
    async def variant(self, info: Info) -> ProductVariant | None:
        return ProductVariant.maybe(await info.context.one(variants_by_ids, self.variant_id))


@strawberry.type(description="What a promotion does: one effect.")
class PromotionEffect:
    """What does not belong to its kind is empty or null."""

    kind: str = strawberry.field(description="What it does, by its name in PromotionEffectInput.")
    percent: Decimal | None = strawberry.field(description="What percentage off.", default=None)
    amounts: list[Money] = strawberry.field(
        description="How much off, or up to how much, or what it then costs.", default_factory=list
    )
    scope: terms.Scope | None = strawberry.field(description="Off what.", default=None)
    lines: list[LineChoice] = strawberry.field(
        description="Which lines; those bought, where some are bought and some are for less.",
        default_factory=list,
    )
    get_lines: list[LineChoice] = strawberry.field(
        description="The lines that are for less.", default_factory=list
    )
    tiers: list[PromotionTier] = strawberry.field(description="Its tiers.", default_factory=list)
    measure: terms.Measure | None = strawberry.field(
        description="What tiers are measured in.", default=None
    )
    repeats: bool = strawberry.field(description="As often as it is reached.", default=False)
    parts: list[PromotionPart] = strawberry.field(
        description="What is given, or in the bundle.", default_factory=list
    )
    buy_units: int | None = strawberry.field(description="How many are bought.", default=None)
    get_units: int | None = strawberry.field(description="How many are for less.", default=None)
    times_max: int | None = strawberry.field(description="At most so often.", default=None)

    @classmethod
    def of(cls, one: terms.Effect) -> "PromotionEffect":
        """As the domain has it."""
        match one:
            case terms.PercentOff():
                lines = LineChoice.each(one.target)
                return cls(kind="percentOff", percent=percent(one.basis_points), lines=lines)
            case terms.AmountOff():
                lines, off = LineChoice.each(one.target), moneys(one.amounts)
                return cls(kind="amountOff", amounts=off, scope=one.scope, lines=lines)
            case terms.FixedPrice():
                lines, price = LineChoice.each(one.target), moneys(one.amounts)
                return cls(kind="fixedPrice", amounts=price, lines=lines)
            case terms.TieredOff():
                return cls(
                    kind="tieredOff",
                    tiers=[PromotionTier.of(tier) for tier in one.tiers],
                    measure=one.measure,
                    repeats=one.repeats,
                    times_max=one.times_max,
                    lines=LineChoice.each(one.target),
                )
            case terms.GiftOf():
                return cls(
                    kind="gift", parts=[PromotionPart(units=one.units, variant_id=one.variant_id)]
                )
            case terms.BuyGet():
                return cls(
                    kind="buyGet",
                    percent=percent(one.basis_points_off),
                    buy_units=one.buy_units,
                    get_units=one.get_units,
                    lines=LineChoice.each(one.buy),
                    get_lines=LineChoice.each(one.get),
                    times_max=one.times_max,
                )
            case terms.BundlePrice():
                return cls(
                    kind="bundlePrice",
                    amounts=moneys(one.amounts),
                    parts=[
                        PromotionPart(units=part.units, variant_id=part.variant_id)
                        for part in one.parts
                    ],
                    times_max=one.times_max,
                )
            case terms.FreeShipping():
                return cls(kind="freeShipping", amounts=moneys(one.amounts_max))
