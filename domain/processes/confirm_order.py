"""When an order is confirmed, the warehouses that have its goods get their work."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.fulfillment.open_fulfillment_orders import open_fulfillment_orders
from domain.fulfillment.routing.route_order import route_order
from domain.identity.scopes import Scope
from domain.orders.confirm_order import confirm_order as confirm
from domain.orders.models import Order
from domain.orders.queries import lock_order
from domain.orders.states import OrderStatus
from domain.shared.context import Context


async def confirm_order(
    ctx: Context, order_id: UUID, *, expected_version: int | None = None
) -> Order:
    """Confirm a pending order, decide by the rules of routing which warehouses send it, and give
    them the work: all of it or nothing.

    Raises:
        NotPermitted, NotFound, InvalidTransition, VersionConflict: as `orders.confirm_order`.
    """
    ctx.require(Scope.ORDERS_WRITE)
    async with in_transaction():
        await _route(ctx, await lock_order(order_id))
        order, allocations = await confirm(ctx, order_id, expected_version=expected_version)
        await open_fulfillment_orders(ctx.as_system(), order, allocations)
        await order.refresh_from_db()
        return order


async def _route(ctx: Context, order: Order) -> None:
    if order.status is OrderStatus.PENDING:
        await route_order(ctx.as_system(), order)
