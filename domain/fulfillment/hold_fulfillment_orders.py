"""Holding an order's work: what has not begun waits."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.fulfillment.events import FulfillmentOrderHeld
from domain.fulfillment.models import FulfillmentOrder
from domain.fulfillment.queries import visible_fulfillment_orders
from domain.fulfillment.states import (
    FULFILLMENT_ORDER,
    FulfillmentOrderAction,
    FulfillmentOrderStatus,
)
from domain.fulfillment.telling import tell
from domain.identity.scopes import Scope
from domain.orders.queries import lock_order
from domain.shared.context import Context

NOT_BEGUN = [FulfillmentOrderStatus.SCHEDULED, FulfillmentOrderStatus.OPEN]


async def hold_fulfillment_orders(
    ctx: Context, order_id: UUID, *, reason: str
) -> list[FulfillmentOrder]:
    """Keep the warehouses from beginning with an order. Work already begun goes on.

    Raises:
        NotPermitted: the actor may not give out work.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    action = FulfillmentOrderAction.HOLD
    async with in_transaction():
        await lock_order(order_id)
        works = (
            await visible_fulfillment_orders(ctx)
            .filter(order_id=order_id, status__in=NOT_BEGUN)
            .order_by("id")
        )
        for work in works:
            source = await FULFILLMENT_ORDER.move(work, action, at=ctx.now)
            await tell(
                ctx, FulfillmentOrderHeld.of(work, source=source, action=action, reason=reason)
            )
        return works
