"""When an order is cancelled, its work is called off and its money goes back."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.finance.refund_all import refund_all
from domain.fulfillment.cancel_fulfillment_orders import cancel_fulfillment_orders
from domain.orders.cancel_order import cancel_order as cancel
from domain.orders.models import Order
from domain.orders.queries import get_order, lock_order
from domain.orders.states import CancelReason
from domain.shared.context import Context


async def cancel_order(
    ctx: Context, order_id: UUID, *, reason: CancelReason, expected_version: int | None = None
) -> Order:
    """Cancel an order, its work and its payments: all of it or nothing.

    Customers may cancel their own orders until a warehouse begins with them. Repeating the
    call is harmless.

    Raises:
        PickingAlreadyStarted: a warehouse is at work on it.
        NotPermitted, NotFound, OrderAlreadyShipped, InvalidTransition, VersionConflict: as
            `orders.cancel_order`.
    """
    async with in_transaction():
        await get_order(ctx, order_id)
        await lock_order(order_id)
        order = await cancel(ctx, order_id, reason=reason, expected_version=expected_version)
        await cancel_fulfillment_orders(ctx.as_system(), order_id)
        await refund_all(ctx.as_system(), order_id)
        await order.refresh_from_db()
        return order
