"""Confirming: the shop takes the order on, and the units are its own."""

from collections import Counter
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.inventory.allocation import Allocation
from domain.inventory.commit_reservations import commit_reservations
from domain.inventory.reservations import units_by_line
from domain.orders.counters import raise_counters
from domain.orders.events import OrderConfirmed
from domain.orders.models import Order
from domain.orders.queries import get_order
from domain.orders.states import ORDER, OrderAction
from domain.promotions.uses import redeem_uses
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version


async def confirm_order(
    ctx: Context, order_id: UUID, *, expected_version: int | None = None
) -> tuple[Order, list[Allocation]]:
    """Confirm a pending order; also says which warehouse gives what.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: the actor can see no order with this id.
        InvalidTransition: the order is not pending.
        VersionConflict: the order changed meanwhile; try again.
    """
    ctx.require(Scope.ORDERS_WRITE)
    async with in_transaction():
        order = await get_order(ctx, order_id)
        expect_version(order, "order", expected_version)
        action = OrderAction.CONFIRM
        source = await ORDER.move(order, action, at=ctx.now, confirmed_at=ctx.now, expires_at=None)
        if order.discount_minor:
            await redeem_uses(ctx, order.id)
        allocations = await commit_reservations(ctx, order_id=order.id)
        units = Counter[UUID]()
        for (_, line_id), given in units_by_line(allocations).items():
            units[line_id] += given
        await raise_counters(order.id, allocated=units)
        await append(
            ctx,
            OrderConfirmed(
                aggregate_id=order.id,
                version=order.version,
                source=source,
                status=order.status,
                action=action,
                units=units.total(),
            ),
        )
        return order, allocations
