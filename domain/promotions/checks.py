"""Whether the terms of a promotion make sense, before anybody looks into the shop."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from domain.promotions import terms
from domain.promotions.terms import WHOLE, Condition, Effect, Target
from domain.shared import inputs
from domain.shared.errors import InvalidInput
from domain.shared.money import AMOUNT_MINOR_MAX, MINOR_DIGITS, WrongCurrency

PARTS_MAX = 10  # conditions, effects, filters of one target, parts of a bundle
TIERS_MAX = 20
UNITS_MAX = 10_000
TAG_LENGTH_MAX = 80  # characters; ids are shorter
CODE_LENGTH_MAX = 64  # characters of a group's or channel's code

Path = tuple[str, ...]


def check_terms(conditions: Sequence[Condition], effects: Sequence[Effect]) -> None:
    """Refuse terms that no cart would make sense of. Paths are those of the wire.

    Raises:
        InvalidInput: no effect, too many of anything, a number out of bounds.
        WrongCurrency: an amount in a currency we do not trade in.
    """
    if not effects:
        raise InvalidInput("A promotion does something.", "effects")
    for name, parts in (("conditions", conditions), ("effects", effects)):
        inputs.items(parts, name, most=PARTS_MAX)
        for place, part in enumerate(parts):
            wire, check = CHECKS[type(part)]
            path = (name, str(place), wire)
            for target, lines in LINES.items():
                _target(getattr(part, target, ()), (*path, lines.get(type(part), "lines")))
            check(part, path)


def _target(target: Target, path: Path) -> None:
    inputs.items(target, *path, most=PARTS_MAX)
    for place, chosen in enumerate(target):
        here = (*path, str(place), "of")
        if not chosen.values:
            raise InvalidInput("This must not be empty.", *here)
        for value in inputs.items(sorted(chosen.values), *here):
            inputs.text(value, *here, longest=TAG_LENGTH_MAX)


def _amounts(amounts: Mapping[str, int], *path: str, least: int = 1) -> None:
    if not amounts:
        raise InvalidInput("This must not be empty.", *path)
    for place, (currency, minor) in enumerate(amounts.items()):
        if currency not in MINOR_DIGITS:
            raise WrongCurrency(f"We do not trade in {currency}.", *path, str(place))
        if not least <= minor <= AMOUNT_MINOR_MAX:
            raise InvalidInput("An amount is more than nothing.", *path, str(place))


def _percent(basis_points: int, *path: str) -> None:
    if not 1 <= basis_points <= WHOLE:
        raise InvalidInput("A percentage is more than 0 and at most 100.", *path)


def _units(units: int | None, *path: str) -> None:
    if units is not None:
        inputs.count(units, *path, highest=UNITS_MAX)


def _codes(codes: frozenset[str], *path: str) -> None:
    if not codes:
        raise InvalidInput("This must not be empty.", *path)
    for code in inputs.items(sorted(codes), *path):
        inputs.text(code, *path, longest=CODE_LENGTH_MAX)


def _subtotal(part: terms.SubtotalAtLeast, path: Path) -> None:
    _amounts(part.amounts, *path, "amounts")


def _least_units(part: terms.UnitsAtLeast, path: Path) -> None:
    _units(part.units, *path, "units")


def _customers(part: terms.CustomerIn, path: Path) -> None:
    if not part.customers:
        raise InvalidInput("This must not be empty.", *path)
    inputs.items([*part.customers], *path)


def _member(part: terms.MemberOf, path: Path) -> None:
    _codes(part.codes, *path, "codes")


def _channels(part: terms.ChannelIn, path: Path) -> None:
    _codes(part.codes, *path)


def _nth(part: terms.NthOrder, path: Path) -> None:
    _units(part.nth, *path, "nth")


def _percent_off(part: terms.PercentOff, path: Path) -> None:
    _percent(part.basis_points, *path, "percent")


def _amount_off(part: terms.AmountOff, path: Path) -> None:
    _amounts(part.amounts, *path, "amounts")


def _fixed_price(part: terms.FixedPrice, path: Path) -> None:
    _amounts(part.amounts, *path, "prices", least=0)


def _tiered_off(part: terms.TieredOff, path: Path) -> None:
    if not part.tiers or (part.repeats and len(part.tiers) > 1):
        raise InvalidInput("What repeats has one tier; anything else at least one.", *path, "tiers")
    inputs.items(part.tiers, *path, "tiers", most=TIERS_MAX)
    _units(part.times_max, *path, "timesMax")
    for place, tier in enumerate(part.tiers):
        here = (*path, "tiers", str(place))
        _tier_from(tier, part.measure, here)
        _tier_off(tier, part.repeats, here)


def _tier_from(tier: terms.Tier, measure: terms.Measure, path: Path) -> None:
    by_worth = measure is terms.Measure.SUBTOTAL
    if by_worth and tier.units_from is not None:
        raise InvalidInput("A tier begins at what the tiers are measured in.", *path, "fromUnits")
    if by_worth is not bool(tier.amounts_from):
        raise InvalidInput("A tier begins at what the tiers are measured in.", *path, "fromAmounts")
    if by_worth:
        _amounts(tier.amounts_from, *path, "fromAmounts")
    else:
        inputs.count(tier.units_from or 0, *path, "fromUnits", highest=UNITS_MAX)


def _tier_off(tier: terms.Tier, repeats: bool, path: Path) -> None:
    if (tier.basis_points_off is None) is not bool(tier.amounts_off) or (
        repeats and not tier.amounts_off
    ):
        raise InvalidInput(
            "A tier takes off a percentage or an amount; one that repeats an amount.",
            *path,
            "percentOff",
        )
    if tier.basis_points_off is not None:
        _percent(tier.basis_points_off, *path, "percentOff")
    else:
        _amounts(tier.amounts_off, *path, "amountsOff")


def _gift(part: terms.GiftOf, path: Path) -> None:
    _units(part.units, *path, "units")


def _buy_get(part: terms.BuyGet, path: Path) -> None:
    _units(part.buy_units, *path, "buyUnits")
    _units(part.get_units, *path, "getUnits")
    _units(part.times_max, *path, "timesMax")
    _percent(part.basis_points_off, *path, "percentOff")


def _bundle(part: terms.BundlePrice, path: Path) -> None:
    inputs.items(part.parts, *path, "parts", most=PARTS_MAX)
    if not part.parts:
        raise InvalidInput("This must not be empty.", *path, "parts")
    inputs.distinct([str(each.variant_id) for each in part.parts], *path, "parts")
    for place, each in enumerate(part.parts):
        _units(each.units, *path, "parts", str(place), "units")
    _units(part.times_max, *path, "timesMax")
    _amounts(part.amounts, *path, "prices", least=0)


def _shipping(part: terms.FreeShipping, path: Path) -> None:
    if part.amounts_max is not None:
        _amounts(part.amounts_max, *path, "upTo")


# What chooses lines, and what the wire calls it where that is not `lines`.
LINES: Mapping[str, Mapping[type, str]] = {
    "target": {},
    "buy": {terms.BuyGet: "buyLines"},
    "get": {terms.BuyGet: "getLines"},
}
# What the wire calls a kind of condition or effect, and what is asked of it.
CHECKS: Mapping[type, tuple[str, Callable[[Any, Path], None]]] = {
    terms.SubtotalAtLeast: ("subtotalAtLeast", _subtotal),
    terms.UnitsAtLeast: ("unitsAtLeast", _least_units),
    terms.CustomerIn: ("customerIds", _customers),
    terms.MemberOf: ("memberOf", _member),
    terms.ChannelIn: ("channels", _channels),
    terms.NthOrder: ("nthOrder", _nth),
    terms.PercentOff: ("percentOff", _percent_off),
    terms.AmountOff: ("amountOff", _amount_off),
    terms.FixedPrice: ("fixedPrice", _fixed_price),
    terms.TieredOff: ("tieredOff", _tiered_off),
    terms.GiftOf: ("gift", _gift),
    terms.BuyGet: ("buyGet", _buy_get),
    terms.BundlePrice: ("bundlePrice", _bundle),
    terms.FreeShipping: ("freeShipping", _shipping),
}
