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
            path = (name, str(place))
            for target in ("target", "buy", "get"):
                _target(getattr(part, target, ()), path)
            CHECKS[type(part)](part, path)


def _target(target: Target, path: Path) -> None:
    inputs.items(target, *path, most=PARTS_MAX)
    for chosen in target:
        if not chosen.values:
            raise InvalidInput("This must not be empty.", *path)
        inputs.items([*chosen.values], *path)


def _amounts(amounts: Mapping[str, int], path: Path, *, least: int = 1) -> None:
    if not amounts:
        raise InvalidInput("This must not be empty.", *path)
    for currency, minor in amounts.items():
        if currency not in MINOR_DIGITS:
            raise WrongCurrency(f"We do not trade in {currency}.", *path)
        if not least <= minor <= AMOUNT_MINOR_MAX:
            raise InvalidInput("An amount is more than nothing.", *path)


def _percent(basis_points: int, path: Path) -> None:
    if not 1 <= basis_points <= WHOLE:
        raise InvalidInput("A percentage is more than 0 and at most 100.", *path)


def _units(units: int | None, path: Path) -> None:
    if units is not None:
        inputs.count(units, *path, highest=UNITS_MAX)


def _codes(codes: frozenset[str], path: Path) -> None:
    if not codes:
        raise InvalidInput("This must not be empty.", *path)
    for code in inputs.items(sorted(codes), *path):
        inputs.text(code, *path, longest=CODE_LENGTH_MAX)


def _customers(part: terms.CustomerIn, path: Path) -> None:
    if not part.customers:
        raise InvalidInput("This must not be empty.", *path)
    inputs.items([*part.customers], *path)


def _tiered(part: terms.TieredOff, path: Path) -> None:
    by_worth = part.measure is terms.Measure.SUBTOTAL
    if not part.tiers or (part.repeats and len(part.tiers) > 1):
        raise InvalidInput("What repeats has one tier; anything else at least one.", *path)
    inputs.items(part.tiers, *path, most=TIERS_MAX)
    _units(part.times_max, path)
    for tier in part.tiers:
        if by_worth is (tier.units_from is not None) or by_worth is not bool(tier.amounts_from):
            raise InvalidInput("A tier begins at what the tiers are measured in.", *path)
        if by_worth:
            _amounts(tier.amounts_from, path)
        _units(tier.units_from, path)
        if (tier.basis_points_off is None) is not bool(tier.amounts_off) or (
            part.repeats and not tier.amounts_off
        ):
            raise InvalidInput(
                "A tier takes off a percentage or an amount; one that repeats an amount.", *path
            )
        if tier.basis_points_off is not None:
            _percent(tier.basis_points_off, path)
        else:
            _amounts(tier.amounts_off, path)


def _buy_get(part: terms.BuyGet, path: Path) -> None:
    _units(part.buy_units, path)
    _units(part.get_units, path)
    _units(part.times_max, path)
    _percent(part.basis_points_off, path)


def _bundle(part: terms.BundlePrice, path: Path) -> None:
    inputs.items(part.parts, *path, most=PARTS_MAX)
    if not part.parts:
        raise InvalidInput("This must not be empty.", *path)
    inputs.distinct([str(each.variant_id) for each in part.parts], *path)
    for each in part.parts:
        _units(each.units, path)
    _units(part.times_max, path)
    _amounts(part.amounts, path, least=0)


CHECKS: Mapping[type, Callable[[Any, Path], None]] = {
    terms.SubtotalAtLeast: lambda part, path: _amounts(part.amounts, path),
    terms.UnitsAtLeast: lambda part, path: _units(part.units, path),
    terms.CustomerIn: _customers,
    terms.MemberOf: lambda part, path: _codes(part.codes, path),
    terms.ChannelIn: lambda part, path: _codes(part.codes, path),
    terms.NthOrder: lambda part, path: _units(part.nth, path),
    terms.PercentOff: lambda part, path: _percent(part.basis_points, path),
    terms.AmountOff: lambda part, path: _amounts(part.amounts, path),
    terms.FixedPrice: lambda part, path: _amounts(part.amounts, path, least=0),
    terms.TieredOff: _tiered,
    terms.GiftOf: lambda part, path: _units(part.units, path),
    terms.BuyGet: _buy_get,
    terms.BundlePrice: _bundle,
    terms.FreeShipping: lambda part, path: (
        None if part.amounts_max is None else _amounts(part.amounts_max, path)
    ),
}
