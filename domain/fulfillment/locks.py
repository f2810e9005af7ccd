"""Whoever changes a part of an order holds the order first: one at a time, and never in a ring."""

from uuid import UUID

from domain.fulfillment.models import Fulfillment, FulfillmentOrder
from domain.fulfillment.queries import (
    get_fulfillment,
    get_fulfillment_order,
    visible_fulfillments,
)
from domain.orders.queries import lock_order
from domain.shared.context import Context
from domain.shared.errors import NotFound


async def lock_fulfillment_order(ctx: Context, fulfillment_order_id: UUID) -> FulfillmentOrder:
    """A warehouse's work as it is now that its order is held.

    Raises:
        NotFound: the actor can see none with this id.
    """
    work = await get_fulfillment_order(ctx, fulfillment_order_id)
    await lock_order(work.order_id)
    await work.refresh_from_db()
    return work


async def lock_fulfillment(ctx: Context, fulfillment_id: UUID) -> Fulfillment:
    """A parcel as it is now that its order is held.

    Raises:
        NotFound: the actor can see none with this id.
    """
    parcel = await get_fulfillment(ctx, fulfillment_id)
    await lock_order(parcel.order_id)
    await parcel.refresh_from_db()
    return parcel


async def lock_waybill(ctx: Context, carrier_id: UUID, waybill_number: str) -> Fulfillment:
    """The parcel behind a carrier's number, now that its order is held.

    Raises:
        NotFound: no parcel that the actor can see has this number.
    """
    parcel = await visible_fulfillments(ctx).get_or_none(
        carrier_id=carrier_id, waybill_number=waybill_number
    )
    if parcel is None:
        raise NotFound("waybill", waybill_number)
    await lock_order(parcel.order_id)
    await parcel.refresh_from_db()
    return parcel
