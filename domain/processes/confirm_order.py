"""When an order is confirmed, the warehouses that have its goods get their work."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.fulfillment.open_fulfillment_orders import open_fulfillment_orders
from domain.identity.scopes import Scope
from domain.orders.confirm_order import confirm_order as confirm
from domain.orders.models import Order
from domain.orders.queries import lock_order
from domain.shared.context import Context


async def confirm_order(
    ctx: Context, order_id: UUID, *, expected_version: int | None = None
) -> Order:
    """Confirm a pending order and give out its work, both or neither.

    Raises:
        NotPermitted, NotFound, InvalidTransition, VersionConflict: as `orders.confirm_order`.
    """
    ctx.require(Scope.ORDERS_WRITE)
    async with in_transaction():
        await lock_order(order_id)
        order, allocations = await confirm(ctx, order_id, expected_version=expected_version)
        await open_fulfillment_orders(ctx.as_system(), order, allocations)
        await order.refresh_from_db()
        return order
