"""When an order goes on, so does its work; and what arrived meanwhile may have been the last."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.fulfillment.release_fulfillment_orders import release_fulfillment_orders
from domain.identity.scopes import Scope
from domain.orders.complete_order import complete_if_done
from domain.orders.models import Order
from domain.orders.queries import lock_order
from domain.orders.release_hold import release_hold as release
from domain.shared.context import Context


async def release_hold(
    ctx: Context, order_id: UUID, *, expected_version: int | None = None
) -> Order:
    """Let a held order and its work go on, both or neither.

    Raises:
        NotPermitted, NotFound, InvalidTransition, VersionConflict: as `orders.release_hold`.
    """
    ctx.require(Scope.ORDERS_WRITE)
    async with in_transaction():
        await lock_order(order_id)
        await release(ctx, order_id, expected_version=expected_version)
        await release_fulfillment_orders(ctx.as_system(), order_id)
        return await complete_if_done(ctx.as_system(), order_id)
