"""Assigning an order: a colleague sees to it, or nobody in particular."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.queries import visible_staff
from domain.identity.scopes import Scope
from domain.orders.handling.events import OrderAssigned
from domain.orders.models import Order
from domain.orders.queries import lock_order
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def assign_order(
    ctx: Context,
    order_id: UUID,
    *,
    assignee_id: UUID | None,
    expected_version: int | None = None,
) -> Order:
    """Give an order to a colleague, whatever its state; None takes it from whoever has it.

    Giving it again to who has it changes nothing and tells nobody.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: no such order, or no such colleague here any more.
        VersionConflict: the order changed since `expected_version`.
    """
    ctx.require(Scope.ORDERS_WRITE)
    async with in_transaction():
        order = await lock_order(order_id)
        expect_version(order, "order", expected_version)
        here = visible_staff(ctx.as_system()).filter(id=assignee_id, is_active=True)
        if assignee_id is not None and not await here.exists():
            raise NotFound("staff member", assignee_id)
        if order.assignee_id == assignee_id:
            return order
        await raise_version(order, "order", at=ctx.now, assignee_id=assignee_id)
        await append(
            ctx,
            OrderAssigned(
                aggregate_id=order.id,
                version=order.version,
                status=order.status,
                assignee_id=assignee_id,
            ),
        )
        return order
