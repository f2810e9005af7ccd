"""Routing an order when it is confirmed: what it holds moves to where the rules say."""

from domain.fulfillment.routing.decide import decided, rules_for, variants_of
from domain.fulfillment.routing.keeping import keep
from domain.fulfillment.routing.vocabulary import RoutingCause
from domain.inventory.reallocate import (
    demands_of,
    difference,
    lock_shelves,
    move_promises,
    promised_to,
)
from domain.inventory.states import ReservationStatus
from domain.orders.models import Order
from domain.shared.context import Context


async def route_order(ctx: Context, order: Order) -> bool:
    """Decide anew, by the rules, which shelves hold an order's units, inside the caller's
    transaction that holds the order; whether there are rules. Without any, nothing is done: units
    stay where they were set apart when the order was placed.

    What it holds counts as free while it is decided, so it never has less than before; and shelves
    are held, so nobody else can take what it is given.
    """
    rules = await rules_for(order.channel_id)
    if not rules:
        return False
    held = [one for one in await promised_to(order.id) if one.status is ReservationStatus.ACTIVE]
    demands = demands_of(held)
    if not demands:
        return True
    levels = await lock_shelves(variants_of(demands))
    own = [one.allocation for one in held]
    way, given = decided(order, demands, levels, rules, own=own)
    if way.missing:
        return True  # of a warehouse that is closed; it keeps what it has
    taken, new = difference(own, given)
    if taken or new:
        await move_promises(
            ctx,
            order.id,
            taken=taken,
            given=new,
            status=ReservationStatus.ACTIVE,
            expires_at=order.expires_at,
            locked=levels,
        )
    await keep(ctx, order.id, RoutingCause.CONFIRMATION, way)
    return True
