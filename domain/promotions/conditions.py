"""Whether a promotion is for this cart. Nothing here depends on what other promotions do: so
adding one can never make another fall away.
"""

from collections.abc import Callable, Mapping
from typing import Any

from domain.promotions import terms
from domain.promotions.cart import Promotion, Reason, Refusal
from domain.promotions.facts import Facts


def refusal_of(promotion: Promotion, facts: Facts) -> Refusal | None:
    """Why a promotion is not for this cart, if so: the first reason there is."""
    around = facts.around
    if promotion.id in around.refused:
        return around.refused[promotion.id]
    if promotion.starts_at is not None and around.now < promotion.starts_at:
        return Refusal(Reason.NOT_STARTED)
    if promotion.ends_at is not None and around.now >= promotion.ends_at:
        return Refusal(Reason.ENDED)
    if promotion.needs_coupon and promotion.id not in around.coupons:
        return Refusal(Reason.COUPON_MISSING)
    for condition in promotion.conditions:
        if refused := CHECKS[type(condition)](condition, facts):
            return refused
    return None


def _subtotal(wanted: terms.SubtotalAtLeast, facts: Facts) -> Refusal | None:
    least = facts.amount(wanted.amounts)
    if least is None:
        return Refusal(Reason.CURRENCY)
    missing = least - facts.subtotal(wanted.target)
    return Refusal(Reason.SUBTOTAL_SHORT, missing_minor=missing) if missing > 0 else None


def _units(wanted: terms.UnitsAtLeast, facts: Facts) -> Refusal | None:
    missing = wanted.units - facts.units_of(wanted.target)
    return Refusal(Reason.UNITS_SHORT, missing_units=missing) if missing > 0 else None


def _customer(wanted: terms.CustomerIn, facts: Facts) -> Refusal | None:
    return _of_somebody(facts, facts.around.customer_id in wanted.customers)


def _member(wanted: terms.MemberOf, facts: Facts) -> Refusal | None:
    held = facts.around.groups.get(wanted.kind, frozenset())
    return _of_somebody(facts, not held.isdisjoint(wanted.codes))


def _of_somebody(facts: Facts, is_meant: bool) -> Refusal | None:
    if is_meant:
        return None
    known = facts.around.customer_id is not None
    return Refusal(Reason.OTHER_CUSTOMERS if known else Reason.SIGN_IN_FIRST)


def _channel(wanted: terms.ChannelIn, facts: Facts) -> Refusal | None:
    return None if facts.around.channel in wanted.codes else Refusal(Reason.CHANNEL)


def _nth(wanted: terms.NthOrder, facts: Facts) -> Refusal | None:
    if facts.around.customer_id is None:
        return Refusal(Reason.SIGN_IN_FIRST)
    this = facts.around.orders_before + 1
    is_it = this % wanted.nth == 0 if wanted.every else this == wanted.nth
    return None if is_it else Refusal(Reason.OTHER_ORDER)


CHECKS: Mapping[type, Callable[[Any, Facts], Refusal | None]] = {
    terms.SubtotalAtLeast: _subtotal,
    terms.UnitsAtLeast: _units,
    terms.CustomerIn: _customer,
    terms.MemberOf: _member,
    terms.ChannelIn: _channel,
    terms.NthOrder: _nth,
}
