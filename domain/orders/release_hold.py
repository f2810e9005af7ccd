"""Releasing a hold: the order goes on where it stopped."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.orders.errors import HeldForExchange
from domain.orders.events import OrderHoldReleased
from domain.orders.models import Order
from domain.orders.queries import get_order
from domain.orders.states import ORDER, HoldReason, OrderAction
from domain.shared.context import ActorKind, Context
from domain.shared.outbox import append
from domain.shared.states import expect_version


async def release_hold(
    ctx: Context, order_id: UUID, *, expected_version: int | None = None
) -> Order:
    """Let a held order go on, pending or confirmed as it was.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: the actor can see no order with this id.
        InvalidTransition: the order is not on hold.
        HeldForExchange: it waits for what comes back, and nobody lets it go before.
        VersionConflict: the order changed meanwhile; try again.
    """
    ctx.require(Scope.ORDERS_WRITE)
    async with in_transaction():
        order = await get_order(ctx, order_id)
        expect_version(order, "order", expected_version)
        action, reason = OrderAction.RELEASE_HOLD, order.hold_reason
        if reason is HoldReason.EXCHANGE and ctx.actor.kind is not ActorKind.SYSTEM:
            raise HeldForExchange(order.number)
        source = await ORDER.move(order, action, at=ctx.now, hold_reason=None, hold_note_id=None)
        await append(
            ctx,
            OrderHoldReleased(
                aggregate_id=order.id,
                version=order.version,
                source=source,
                status=order.status,
                action=action,
                reason=reason,
            ),
        )
        return order
