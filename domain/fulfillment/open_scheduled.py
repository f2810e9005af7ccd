"""Opening work whose day has come; or before it, where somebody says so."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.fulfillment.events import FulfillmentOrderDue
from domain.fulfillment.locks import lock_fulfillment_order
from domain.fulfillment.models import FulfillmentOrder
from domain.fulfillment.states import (
    FULFILLMENT_ORDER,
    FulfillmentOrderAction,
    FulfillmentOrderStatus,
)
from domain.fulfillment.telling import tell
from domain.identity.scopes import Scope
from domain.orders.models import Order
from domain.shared.context import Context
from domain.shared.states import expect_version

BATCH = 100  # pieces of work in one sweep
SCHEDULED = FulfillmentOrderStatus.SCHEDULED


async def open_scheduled(ctx: Context, *, limit: int = BATCH) -> int:
    """Open scheduled work whose day has come; how much that was.

    Each piece goes in a transaction of its own, and one whose order somebody is at work with has
    its turn at the next time; several sweepers at once are harmless.

    Raises:
        NotPermitted: the actor does not work in a warehouse.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    due = FulfillmentOrder.filter(status=SCHEDULED, scheduled_for__lte=ctx.now)
    found = await due.order_by("scheduled_for", "id").limit(limit).only("id", "order_id")
    system = ctx.as_system()
    return sum([await _open_due(system, work.id, work.order_id) for work in found])


async def _open_due(ctx: Context, work_id: UUID, order_id: UUID) -> bool:
    async with in_transaction():
        mine = Order.filter(id=order_id).select_for_update(no_key=True, skip_locked=True)
        if await mine.first() is None:
            return False
        work = await FulfillmentOrder.get(id=work_id)
        if work.status is not SCHEDULED:
            return False
        await _open(ctx, work)
        return True


async def open_work_now(
    ctx: Context, fulfillment_order_id: UUID, *, expected_version: int | None = None
) -> FulfillmentOrder:
    """Open scheduled work before its day.

    Raises:
        NotPermitted: the actor does not work in a warehouse.
        NotFound: the actor can see no such work.
        InvalidTransition: it is not scheduled.
        VersionConflict: it changed since the actor looked.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    async with in_transaction():
        work = await lock_fulfillment_order(ctx, fulfillment_order_id)
        expect_version(work, FULFILLMENT_ORDER.kind, expected_version)
        await _open(ctx, work)
        return work


async def _open(ctx: Context, work: FulfillmentOrder) -> None:
    action = FulfillmentOrderAction.OPEN
    source = await FULFILLMENT_ORDER.move(work, action, at=ctx.now)
    await tell(ctx, FulfillmentOrderDue.of(work, source=source, action=action))
