"""Cancelling: possible until a parcel leaves, and it gives the stock back."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.inventory.backorders.keep import call_off
from domain.inventory.release_reservations import release_reservations
from domain.orders.actions import permits
from domain.orders.counters import drop_units
from domain.orders.errors import OrderAlreadyShipped
from domain.orders.events import OrderCanceled
from domain.orders.models import Order
from domain.orders.queries import get_order
from domain.orders.states import (
    ORDER,
    CancelReason,
    OrderAction,
    OrderFulfillmentStatus,
    OrderStatus,
)
from domain.orders.statuses import HAS_SHIPPED
from domain.promotions.uses import release_uses
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version


async def cancel_order(
    ctx: Context, order_id: UUID, *, reason: CancelReason, expected_version: int | None = None
) -> Order:
    """Cancel an order and free the units it holds.

    Repeating the call is harmless: the order comes back unchanged and no second event is
    written. Customers may cancel their own pending and confirmed orders.

    Raises:
        NotFound: the actor can see no order with this id.
        NotPermitted: the actor may not write orders, and is not the customer.
        OrderAlreadyShipped: a parcel has left.
        InvalidTransition: the order has ended already.
        VersionConflict: the order changed meanwhile; try again.
    """
    async with in_transaction():
        order = await get_order(ctx, order_id)
        if not permits(ctx, order, OrderAction.CANCEL):
            ctx.require(Scope.ORDERS_WRITE)
        if order.status is OrderStatus.CANCELED:
            return order
        expect_version(order, "order", expected_version)
        if order.fulfillment_status in HAS_SHIPPED:
            raise OrderAlreadyShipped(order.number)

        action = OrderAction.CANCEL
        source = await ORDER.move(
            order,
            action,
            at=ctx.now,
            canceled_at=ctx.now,
            cancel_reason=reason,
            expires_at=None,
            fulfillment_status=OrderFulfillmentStatus.CANCELED,
        )
        await drop_units(order.id)
        if order.discount_minor:
            await release_uses(ctx, order.id)  # before any shelf, as in placing
        units = await release_reservations(ctx, order_id=order.id)
        await call_off(ctx, order.id)
        await append(
            ctx,
            OrderCanceled(
                aggregate_id=order.id,
                version=order.version,
                source=source,
                status=order.status,
                action=action,
                reason=reason,
                units_released=units,
            ),
        )
        return order
