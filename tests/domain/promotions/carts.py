"""Carts and promotions in few words, for examples that can be checked by hand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from domain.customers.states import GroupKind
from domain.promotions.cart import (
    Cart,
    CartLine,
    Circumstances,
    GiftShelf,
    Promotion,
    Refusal,
    Rules,
    Stacking,
)
from domain.promotions.terms import (
    AmountOff,
    BundlePart,
    BundlePrice,
    BuyGet,
    Condition,
    Effect,
    FixedPrice,
    FreeShipping,
    GiftOf,
    LineFilter,
    LineKey,
    Measure,
    PercentOff,
    Scope,
    Target,
    Tier,
    TieredOff,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SPACE = UUID(int=7)
USUAL = Rules()


def named(name: str) -> UUID:
    """The id of whatever goes by this name."""
    return uuid5(SPACE, name)


def line(
    name: str,
    units: int,
    price: int,
    *,
    at: int = -1,
    shelves: tuple[str, ...] = (),
    brand: str | None = None,
    tags: tuple[str, ...] = (),
    cost: int | None = None,
) -> CartLine:
    """`line("tea", 2, 1000)`: two units at 10.00."""
    return CartLine(
        at,
        named(name),
        named(f"product of {name}"),
        units,
        price,
        frozenset(map(named, shelves)),
        named(brand) if brand else None,
        frozenset(tags),
        cost,
    )


def cart(*lines: CartLine, shipping: int = 0, currency: str = "USD") -> Cart:
    """Lines at their places, the first is 0, unless they have one."""
    placed = tuple(
        each if each.position >= 0 else replace(each, position=place)
        for place, each in enumerate(lines)
    )
    return Cart(currency, placed, shipping)


def of(key: LineKey, *names: str, but: bool = False) -> Target:
    """Lines chosen by the names of things."""
    values = names if key is LineKey.TAG else tuple(str(named(name)) for name in names)
    return (LineFilter(key, frozenset(values), but),)


def variants(*names: str) -> Target:
    return of(LineKey.VARIANT, *names)


def shelf(*names: str) -> Target:
    return of(LineKey.CATEGORY, *names)


def money(minor: int, currency: str = "USD") -> Mapping[str, int]:
    return {currency: minor}


def percent(whole: float, target: Target = ()) -> PercentOff:
    return PercentOff(round(whole * 100), target)


def off(minor: int, target: Target = (), currency: str = "USD") -> AmountOff:
    return AmountOff(money(minor, currency), Scope.ORDER, target)


def off_each(minor: int, target: Target = ()) -> AmountOff:
    return AmountOff(money(minor), Scope.EACH_UNIT, target)


def fixed(minor: int, target: Target = ()) -> FixedPrice:
    return FixedPrice(money(minor), target)


def tiers(*steps: tuple[int, int], target: Target = ()) -> TieredOff:
    """From so much on, so much off."""
    rows = tuple(Tier(amounts_from=money(a), amounts_off=money(b)) for a, b in steps)
    return TieredOff(rows, target=target)


def every(least: int, minus: int, *, most: int | None = None) -> TieredOff:
    row = Tier(amounts_from=money(least), amounts_off=money(minus))
    return TieredOff((row,), repeats=True, times_max=most)


def by_units(*steps: tuple[int, float]) -> TieredOff:
    """From so many units on, so many percent off."""
    rows = tuple(Tier(units_from=a, basis_points_off=round(b * 100)) for a, b in steps)
    return TieredOff(rows, measure=Measure.UNITS)


def buy_get(
    buy: int,
    get: int,
    off: float = 100,
    *,
    buys: Target = (),
    gets: Target = (),
    most: int | None = None,
) -> BuyGet:
    return BuyGet(buy, get, round(off * 100), buys, gets, most)


def bundle(price: int, *parts: tuple[str, int], most: int | None = None) -> BundlePrice:
    rows = tuple(BundlePart(named(name), units) for name, units in parts)
    return BundlePrice(rows, money(price), most)


def gift(name: str, units: int = 1) -> GiftOf:
    return GiftOf(named(name), units)


def free_shipping(most: int | None = None) -> FreeShipping:
    return FreeShipping(None if most is None else money(most))


def promo(
    name: str,
    *effects: Effect,
    when: tuple[Condition, ...] = (),
    priority: int = 0,
    alone: bool = False,
    group: str | None = None,
    age: int = 0,
    **more: Any,
) -> Promotion:
    """A promotion; the higher its age in days, the earlier it was created."""
    return Promotion(
        named(name),
        name,
        NOON - timedelta(days=age),
        effects,
        when,
        priority,
        Stacking.EXCLUSIVE if alone else Stacking.STACKS,
        group,
        **more,
    )


def around(
    *,
    rules: Rules = USUAL,
    customer: str | None = None,
    orders_before: int = 0,
    groups: Mapping[GroupKind, tuple[str, ...]] = {},
    channel: str = "web",
    coupons: Mapping[str, str] = {},
    refused: Mapping[str, Refusal] = {},
    gifts: Mapping[str, tuple[int, int]] = {},
    now: datetime = NOON,
) -> Circumstances:
    """Who asks, and what is there: gifts as units available and price."""
    return Circumstances(
        now,
        channel,
        named(customer) if customer else None,
        orders_before,
        {kind: frozenset(codes) for kind, codes in groups.items()},
        {named(name): code for name, code in coupons.items()},
        {named(name): why for name, why in refused.items()},
        {named(name): GiftShelf(*shelf) for name, shelf in gifts.items()},
        rules,
    )
