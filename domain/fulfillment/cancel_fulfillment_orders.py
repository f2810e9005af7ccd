"""Calling an order's work off, as long as nobody has begun with it."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.fulfillment.errors import PickingAlreadyStarted
from domain.fulfillment.events import FulfillmentOrderCanceled
from domain.fulfillment.models import FulfillmentOrder
from domain.fulfillment.queries import visible_fulfillment_orders
from domain.fulfillment.states import (
    FULFILLMENT_ORDER,
    FulfillmentOrderAction,
)
from domain.fulfillment.take_units import begun_orders
from domain.fulfillment.telling import tell
from domain.identity.scopes import Scope
from domain.orders.queries import lock_order
from domain.shared.context import Context


async def cancel_fulfillment_orders(ctx: Context, order_id: UUID) -> list[FulfillmentOrder]:
    """Call off all work for an order, or none of it.

    Raises:
        NotPermitted: the actor may not call work off.
        PickingAlreadyStarted: a warehouse is at work, or a parcel is made up; nothing changes.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    action = FulfillmentOrderAction.CANCEL
    async with in_transaction():
        await lock_order(order_id)
        works = await visible_fulfillment_orders(ctx).filter(order_id=order_id).order_by("id")
        if await begun_orders([order_id]):
            raise PickingAlreadyStarted(order_id)

        called_off = [work for work in works if FULFILLMENT_ORDER.allows(work.status, action)]
        for work in called_off:
            source = await FULFILLMENT_ORDER.move(work, action, at=ctx.now)
            await tell(ctx, FulfillmentOrderCanceled.of(work, source=source, action=action))
        return called_off
