"""Recording progress: fulfillment tells the order what was packed, left and arrived."""

from collections.abc import Mapping
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.orders.complete_order import complete_if_done
from domain.orders.counters import NONE, raise_counters
from domain.orders.errors import OrderNotConfirmed
from domain.orders.events import ShipmentProgressed
from domain.orders.models import Order, OrderLine
from domain.orders.queries import lock_order
from domain.orders.states import OrderStatus
from domain.orders.statuses import fulfillment_status
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version


async def record_progress(
    ctx: Context,
    order_id: UUID,
    *,
    fulfillment_id: UUID,
    fulfilled: Mapping[UUID, int] = NONE,
    shipped: Mapping[UUID, int] = NONE,
    delivered: Mapping[UUID, int] = NONE,
) -> Order:
    """Raise the counters of an order's lines (line id to units), and complete it if that was all.

    Part of fulfillment's verbs, in their transaction: who may is decided there. Call it before
    the shelves are touched.

    Raises:
        OrderNotConfirmed: something is packed or sent for an order that is not confirmed.
        UnitsDoNotAddUp: more units than came before.
    """
    async with in_transaction():
        order = await lock_order(order_id)
        if (fulfilled or shipped) and order.status is not OrderStatus.CONFIRMED:
            raise OrderNotConfirmed(order.number, order.status)
        await raise_counters(order.id, fulfilled=fulfilled, shipped=shipped, delivered=delivered)
        lines = await OrderLine.filter(order_id=order.id)
        await raise_version(
            order, "order", at=ctx.now, fulfillment_status=fulfillment_status(lines)
        )
        await append(
            ctx,
            ShipmentProgressed(
                aggregate_id=order.id,
                version=order.version,
                status=order.status,
                fulfillment_id=fulfillment_id,
                fulfillment_status=order.fulfillment_status,
                units_fulfilled=sum(fulfilled.values()),
                units_shipped=sum(shipped.values()),
                units_delivered=sum(delivered.values()),
            ),
        )
        return await complete_if_done(ctx, order_id)
