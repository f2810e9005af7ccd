"""Starting to pick: from here on the order can no longer simply be cancelled."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.fulfillment.devices.instruct import instruct_to_pick
from domain.fulfillment.events import FulfillmentOrderPickingStarted
from domain.fulfillment.locks import lock_fulfillment_order
from domain.fulfillment.models import FulfillmentOrder
from domain.fulfillment.states import FULFILLMENT_ORDER, FulfillmentOrderAction
from domain.fulfillment.telling import tell
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.states import expect_version


async def start_picking(
    ctx: Context, fulfillment_order_id: UUID, *, expected_version: int | None = None
) -> FulfillmentOrder:
    """Send somebody to the shelves; the robots of the warehouse too, where it has some.

    Raises:
        NotPermitted: the actor does not work in a warehouse.
        NotFound: the actor can see no such work.
        InvalidTransition: the work is on hold, cancelled, or begun already.
        VersionConflict: it changed since the actor looked.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    action = FulfillmentOrderAction.START_PICKING
    async with in_transaction():
        work = await lock_fulfillment_order(ctx, fulfillment_order_id)
        expect_version(work, FULFILLMENT_ORDER.kind, expected_version)

        source = await FULFILLMENT_ORDER.move(work, action, at=ctx.now, picking_started_at=ctx.now)
        await tell(ctx, FulfillmentOrderPickingStarted.of(work, source=source, action=action))
        await instruct_to_pick(ctx, [work])
        return work
