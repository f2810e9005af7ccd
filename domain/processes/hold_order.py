"""When an order waits, so does all its work that has not begun."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.fulfillment.hold_fulfillment_orders import hold_fulfillment_orders
from domain.identity.scopes import Scope
from domain.orders.hold_order import hold_order as hold
from domain.orders.models import Order
from domain.orders.queries import lock_order
from domain.orders.states import HoldReason
from domain.shared.context import Context


async def hold_order(
    ctx: Context,
    order_id: UUID,
    *,
    reason: HoldReason,
    note: str = "",
    expected_version: int | None = None,
) -> Order:
    """Hold an order and its open work, both or neither. Nothing of it leaves the house.

    Raises:
        Others: as `orders.hold_order`.
    """
    ctx.require(Scope.ORDERS_WRITE)
    async with in_transaction():
        await lock_order(order_id)
        order = await hold(
            ctx, order_id, reason=reason, note=note, expected_version=expected_version
        )
        await hold_fulfillment_orders(ctx.as_system(), order_id, reason=reason)
        await order.refresh_from_db()
        return order
