"""Completing: an order ends by itself when everything has arrived and is paid, and nothing is on
its way back.
"""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.orders.events import OrderCompleted
from domain.orders.models import Order, OrderLine
from domain.orders.queries import lock_order
from domain.orders.states import ORDER, OrderAction, OrderStatus
from domain.orders.statuses import RETURN_IS_OPEN, is_done
from domain.shared.context import Context
from domain.shared.outbox import append


async def complete_if_done(ctx: Context, order_id: UUID) -> Order:
    """Complete a confirmed order with every unit delivered or canceled, nothing owed on either side
    and no return open.

    Repeating the call is harmless, and so is calling it too early: the order comes back as it
    is. Part of other verbs: who may is decided there.
    """
    async with in_transaction():
        order = await lock_order(order_id)
        if order.status is not OrderStatus.CONFIRMED or order.balance_due_minor != 0:
            return order
        if order.return_status in RETURN_IS_OPEN:
            return order
        if not is_done(await OrderLine.filter(order_id=order.id)):
            return order
        action = OrderAction.COMPLETE
        source = await ORDER.move(order, action, at=ctx.now, completed_at=ctx.now)
        await append(
            ctx,
            OrderCompleted(
                aggregate_id=order.id,
                version=order.version,
                source=source,
                status=order.status,
                action=action,
            ),
        )
        return order
