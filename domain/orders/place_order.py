"""Placing: all lines at today's prices, all units held, or nothing at all."""

from dataclasses import replace

from domain.orders.models import Order
from domain.orders.placing import RESERVED_FOR, Placing
from domain.orders.request import LineRequest, PlaceOrder, ShippingAddress
from domain.orders.step_by_step import place_step_by_step
from domain.orders.till import till
from domain.promotions.active import known_promotions
from domain.shared import sql
from domain.shared.context import Context
from domain.taxes.in_force import known_taxes

__all__ = ["RESERVED_FOR", "LineRequest", "PlaceOrder", "ShippingAddress", "place_order"]


async def place_order(ctx: Context, request: PlaceOrder, *, idempotency_key: str | None) -> Order:
    """Write an order down and hold its units for half an hour.

    Repeating the call with the same key, or with the same channel and external id, returns the
    first order and writes nothing. Customers order for themselves, staff for anybody. With a way of
    sending it costs what that charges at this moment.

    An order alone takes one statement; orders that want the same stock at once are committed
    together. Inside somebody's transaction it is part of that, and waits for nobody.

    Promotions in force apply by themselves, and by the coupons given; orders that get nothing are
    placed without looking for any. So are those that owe no tax: rates share their revision with
    promotions, and one value says that all this still is so. What is a present, or sent in a way
    that was chosen, is written down step by step too.

    Raises:
        NotSignedIn, NotPermitted: the actor is no customer and may not write orders.
        InvalidInput: empty, too long, too many, too large.
        NotFound: no such channel, customer or published variant.
        WrongCurrency: a variant has no price in this currency.
        InsufficientStock: of at least one variant there is too little; nothing is written.
        PromotionRejected: a coupon that was given is not applied.
        ShippingMethodUnavailable: the goods cannot be sent there in the way that was chosen.
        AlreadyTaken: the external id belongs to another order.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    placing = Placing.of(ctx, request, idempotency_key)
    if sql.is_in_transaction():
        return await place_step_by_step(placing)
    known = await known_promotions()
    is_plain = not (
        request.coupon_codes or request.gift_message or request.shipping_method_id is not None
    )
    if not is_plain or known.may_apply(ctx.now, placing.request.channel):
        return await place_step_by_step(placing)
    taxes = await known_taxes()
    place = placing.place
    is_taxed = taxes.may_apply(ctx.now, placing.request.channel, place.country if place else None)
    if is_taxed or taxes.revision != known.revision:
        return await place_step_by_step(placing)
    return await till().place(replace(placing, promotions=known.revision))
