"""What effects take off, as operators on running prices.

Every operator here is lowering and monotone, line by line and in whole minor units: it never
raises a line, and where every line it is given is at most as dear, every line it leaves is at most
as dear. What stays that way under composition is why adding a promotion never raises a total; the
proof stands in docs/promotions.md. So whatever is shared, is shared by prices before promotions.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from domain.promotions import terms
from domain.promotions.cart import Reason, Refusal
from domain.promotions.facts import Facts, Floors
from domain.promotions.rounding import half_up, shared

# Of running prices and the floors under them: how much each place loses, if anything.
Discounts = list[tuple[int, int]]
Operator = Callable[[Sequence[int], Floors], Discounts]

NOTHING = Refusal(Reason.NOTHING_MATCHES)
OTHER_CURRENCY = Refusal(Reason.CURRENCY)


def operator_of(effect: terms.Effect, facts: Facts) -> Operator | Refusal:
    """What an effect does to this cart, or why nothing. (Gifts take nothing off: see `runs`.)"""
    return PREPARE[type(effect)](effect, facts)


def _capped(found: Iterable[tuple[int, int]], running: Sequence[int], floors: Floors) -> Discounts:
    if floors is None:
        return [(place, off) for place, off in found if off > 0]
    return [
        (place, room if room < off else off)
        for place, off in found
        if off > 0 and (room := running[place] - floors[place]) > 0
    ]


def _fractions(parts: Sequence[tuple[int, int, int]], facts: Facts) -> Operator:
    """Each place loses a fraction, at most the whole, of its running price: (place, of, all)."""
    to_whole = facts.round
    if to_whole is half_up:
        return _halves_up([(place, 2 * of, all_, 2 * all_) for place, of, all_ in parts])

    def operator(running: Sequence[int], floors: Floors) -> Discounts:
        off = [(place, to_whole(running[place] * of, all_)) for place, of, all_ in parts]
        return _capped(off, running, floors)

    return operator


def _halves_up(parts: Sequence[tuple[int, int, int, int]]) -> Operator:
    """The same by the usual rule, for many lines at once: (place, twice of, all, twice all)."""

    def operator(running: Sequence[int], floors: Floors) -> Discounts:
        off = [
            (place, less)
            for place, of, all_, both in parts
            if (less := (running[place] * of + all_) // both)
        ]
        return off if floors is None else _capped(off, running, floors)

    return operator


def _percent(places: Sequence[int], basis_points: int, facts: Facts) -> Operator:
    if facts.round is not half_up:
        return _fractions([(place, basis_points, terms.WHOLE) for place in places], facts)
    twice, all_ = 2 * basis_points, 2 * terms.WHOLE

    def operator(running: Sequence[int], floors: Floors) -> Discounts:
        """The same, for many lines at once: this is what most promotions do."""
        off = [
            (place, less)
            for place in places
            if (less := (running[place] * twice + terms.WHOLE) // all_)
        ]
        return off if floors is None else _capped(off, running, floors)

    return operator


def _down_to(parts: Sequence[tuple[int, int]]) -> Operator:
    """Each place costs at most so much."""

    def operator(running: Sequence[int], floors: Floors) -> Discounts:
        off = [(place, less) for place, most in parts if (less := running[place] - most) > 0]
        return off if floors is None else _capped(off, running, floors)

    return operator


def _less(parts: Sequence[tuple[int, int]]) -> Operator:
    """Each place loses so much, as far as it has it."""
    parts = [(place, less) for place, less in parts if less]

    def operator(running: Sequence[int], floors: Floors) -> Discounts:
        off = [
            (place, less if less < room else room)
            for place, less in parts
            if (room := running[place])
        ]
        return off if floors is None else _capped(off, running, floors)

    return operator


def _shared_off(target: terms.Target, amount: int, facts: Facts) -> Operator | Refusal:
    """An amount off all of them: by largest remainder in proportion to prices before promotions;
    what a line has no room for is taken from the others, the earliest first.
    """
    places, whole = facts.places(target), facts.shares(target, amount)
    if whole is None:
        return Refusal(Reason.NO_EFFECT)

    def operator(running: Sequence[int], floors: Floors) -> Discounts:
        rooms = (
            running
            if floors is None
            else [max(0, left - floor) for left, floor in zip(running, floors, strict=True)]
        )
        for place, part in whole:
            if part > rooms[place]:
                break
        else:
            return whole
        parts = dict(whole)
        taken = [min(parts.get(place, 0), rooms[place]) for place in places]
        left = amount - sum(taken)
        for at, place in enumerate(places):
            more = min(left, rooms[place] - taken[at])
            taken[at] += more
            left -= more
        return [(place, off) for place, off in zip(places, taken, strict=True) if off]

    return operator


def _percent_off(effect: terms.PercentOff, facts: Facts) -> Operator | Refusal:
    places = facts.places(effect.target)
    return _percent(places, effect.basis_points, facts) if places else NOTHING


def _amount_off(effect: terms.AmountOff, facts: Facts) -> Operator | Refusal:
    places, amount = facts.places(effect.target), facts.amount(effect.amounts)
    if amount is None:
        return OTHER_CURRENCY
    if not places:
        return NOTHING
    if effect.scope is terms.Scope.ORDER:
        return _shared_off(effect.target, amount, facts)
    return _less([(place, amount * facts.quantities[place]) for place in places])


def _fixed_price(effect: terms.FixedPrice, facts: Facts) -> Operator | Refusal:
    places, amount = facts.places(effect.target), facts.amount(effect.amounts)
    if amount is None:
        return OTHER_CURRENCY
    if not places:
        return NOTHING
    return _down_to([(place, amount * facts.quantities[place]) for place in places])


def _tiered_off(effect: terms.TieredOff, facts: Facts) -> Operator | Refusal:
    places = facts.places(effect.target)
    by_worth = effect.measure is terms.Measure.SUBTOTAL
    reached = facts.subtotal(effect.target) if by_worth else facts.units_of(effect.target)
    steps = [
        (least, tier)
        for tier in effect.tiers
        if (least := facts.amount(tier.amounts_from) if by_worth else tier.units_from) is not None
    ]
    if not steps:
        return OTHER_CURRENCY
    able = [(least, tier) for least, tier in steps if least <= reached]
    if not able:
        missing = min(least for least, _ in steps) - reached
        if by_worth:
            return Refusal(Reason.SUBTOTAL_SHORT, missing_minor=missing)
        return Refusal(Reason.UNITS_SHORT, missing_units=missing)
    least, tier = max(able, key=lambda step: step[0])
    if tier.basis_points_off is not None:
        return _percent(places, tier.basis_points_off, facts)
    amount = facts.amount(tier.amounts_off)
    if amount is None:
        return OTHER_CURRENCY
    return _shared_off(effect.target, amount * _times(effect, reached, least), facts)


def _times(effect: terms.TieredOff, reached: int, least: int) -> int:
    if not effect.repeats:
        return 1
    return min(reached // least, effect.times_max or reached)


def _buy_get(effect: terms.BuyGet, facts: Facts) -> Operator | Refusal:
    buy, both = facts.both(effect.buy, effect.get)
    only_buy = facts.units_of(effect.buy) - both
    only_get = facts.units_of(effect.get) - both
    sets = min(
        (only_buy + both) // effect.buy_units,
        (only_get + both) // effect.get_units,
        (only_buy + only_get + both) // (effect.buy_units + effect.get_units),
    )
    if not sets:
        missing = max(
            effect.buy_units - only_buy - both,
            effect.get_units - only_get - both,
            effect.buy_units + effect.get_units - only_buy - only_get - both,
        )
        return Refusal(Reason.UNITS_SHORT, missing_units=missing)
    sets = min(sets, effect.times_max or sets)
    wanted = sets * effect.get_units
    spare = both - max(0, sets * effect.buy_units - only_buy)  # of both, not needed to buy
    parts = []
    for place in facts.cheapest(effect.get):
        if not wanted:
            break
        held = facts.quantities[place]
        units = held if held < wanted else wanted
        if place in buy:
            units = units if units < spare else spare
            spare -= units
        wanted -= units
        if units:
            parts.append((place, units * effect.basis_points_off, held * terms.WHOLE))
    return _fractions(parts, facts)


def _bundle_price(effect: terms.BundlePrice, facts: Facts) -> Operator | Refusal:
    amount = facts.amount(effect.amounts)
    if amount is None:
        return OTHER_CURRENCY
    of = {
        part.variant_id: [
            place for place, line in enumerate(facts.lines) if line.variant_id == part.variant_id
        ]
        for part in effect.parts
    }
    sets = min(facts.units(of[part.variant_id]) // part.units for part in effect.parts)
    if not sets:
        missing = sum(
            max(0, part.units - facts.units(of[part.variant_id])) for part in effect.parts
        )
        return Refusal(Reason.UNITS_SHORT, missing_units=missing)
    sets = min(sets, effect.times_max or sets)
    held: list[tuple[int, int]] = []  # places, and how many of their units are in bundles
    for part in effect.parts:
        wanted = part.units * sets
        for place in of[part.variant_id]:
            units = min(wanted, facts.quantities[place])
            wanted -= units
            if units:
                held.append((place, units))
    weights = [facts.lines[place].unit_price_minor * units for place, units in held]
    if amount * sets >= sum(weights):
        return Refusal(Reason.NO_EFFECT)
    most = shared(amount * sets, weights)
    to_whole = facts.round

    def operator(running: Sequence[int], floors: Floors) -> Discounts:
        off = [
            (place, to_whole(running[place] * units, facts.quantities[place]) - target)
            for (place, units), target in zip(held, most, strict=True)
        ]
        return _capped(off, running, floors)

    return operator


def _free_shipping(effect: terms.FreeShipping, facts: Facts) -> Operator | Refusal:
    if not facts.cart.shipping_minor:
        return Refusal(Reason.NO_EFFECT)
    if effect.amounts_max is None:
        return _down_to([(facts.shipping, 0)])
    most = facts.amount(effect.amounts_max)
    return OTHER_CURRENCY if most is None else _less([(facts.shipping, most)])


PREPARE: Mapping[type, Callable[[Any, Facts], Operator | Refusal]] = {
    terms.PercentOff: _percent_off,
    terms.AmountOff: _amount_off,
    terms.FixedPrice: _fixed_price,
    terms.TieredOff: _tiered_off,
    terms.BuyGet: _buy_get,
    terms.BundlePrice: _bundle_price,
    terms.FreeShipping: _free_shipping,
}
