"""Expiring: units held for an order that nobody paid in time are free again."""

from uuid import UUID

from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.inventory.backorders.keep import call_off
from domain.inventory.release_reservations import release_reservations
from domain.orders.counters import drop_units
from domain.orders.events import OrderExpired
from domain.orders.models import Order
from domain.orders.states import ORDER, OrderAction, OrderFulfillmentStatus, OrderStatus
from domain.promotions.uses import release_uses
from domain.shared.context import Context
from domain.shared.outbox import append

BATCH = 100  # orders in one sweep


async def expire_orders(ctx: Context, *, limit: int = BATCH) -> int:
    """Let pending orders go that are past their time and not paid at all; how many went. One for
    which money is held at a bank, or may still come, is not among them.

    Each goes in a transaction of its own, so one that somebody confirms or pays at this very
    moment stays, and holds up no other.

    Raises:
        NotPermitted: the actor may not write orders.
    """
    ctx.require(Scope.ORDERS_WRITE)
    system = ctx.as_system()
    due = await _due(ctx).order_by("expires_at", "id").limit(limit).only("id")
    return sum([await _expire(system, order.id) for order in due])


def _due(ctx: Context) -> QuerySet[Order]:
    return Order.filter(
        status=OrderStatus.PENDING,
        expires_at__lte=ctx.now,
        captured_minor=0,
        authorized_minor=0,
        is_payment_under_way=False,
    )


async def _expire(ctx: Context, order_id: UUID) -> bool:
    async with in_transaction():
        mine = _due(ctx).filter(id=order_id).select_for_update(no_key=True, skip_locked=True)
        order = await mine.first()
        if order is None:
            return False
        action = OrderAction.EXPIRE
        source = await ORDER.move(
            order, action, at=ctx.now, fulfillment_status=OrderFulfillmentStatus.CANCELED
        )
        await drop_units(order.id)
        if order.discount_minor:
            await release_uses(ctx, order.id)
        units = await release_reservations(ctx, order_id=order.id, expired=True)
        await call_off(ctx, order.id)
        await append(
            ctx,
            OrderExpired(
                aggregate_id=order.id,
                version=order.version,
                source=source,
                status=order.status,
                action=action,
                units_released=units,
            ),
        )
        return True
