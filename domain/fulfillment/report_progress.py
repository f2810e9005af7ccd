"""How far the hands have come: picked, then packed."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.fulfillment.errors import ProgressOutOfOrder
from domain.fulfillment.events import FulfillmentOrderPacked, FulfillmentOrderPicked
from domain.fulfillment.locks import lock_fulfillment_order
from domain.fulfillment.models import FulfillmentOrder
from domain.fulfillment.picking.errors import NotAllScanned
from domain.fulfillment.picking.lines import lines_to_scan
from domain.fulfillment.states import (
    FULFILLMENT_ORDER,
    FulfillmentOrderAction,
    FulfillmentProgress,
)
from domain.fulfillment.telling import tell
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.states import expect_version, raise_version

COMES_AFTER: dict[FulfillmentProgress, FulfillmentProgress | None] = {
    FulfillmentProgress.PICKED: None,
    FulfillmentProgress.PACKED: FulfillmentProgress.PICKED,
}
TOLD_AS = {
    FulfillmentProgress.PICKED: FulfillmentOrderPicked,
    FulfillmentProgress.PACKED: FulfillmentOrderPacked,
}


async def report_progress(
    ctx: Context,
    fulfillment_order_id: UUID,
    *,
    progress: FulfillmentProgress,
    expected_version: int | None = None,
) -> FulfillmentOrder:
    """Say that all of the work is picked, or packed.

    Saying the same twice is harmless: nothing changes and nothing more is told.

    Raises:
        NotPermitted: the actor does not work in a warehouse.
        NotFound: the actor can see no such work.
        InvalidTransition: nobody is at work on it.
        ProgressOutOfOrder: packed before picked, or picked after packed.
        NotAllScanned: some of it was scanned for this, and some was not.
        VersionConflict: it changed since the actor looked.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    async with in_transaction():
        work = await lock_fulfillment_order(ctx, fulfillment_order_id)
        expect_version(work, FULFILLMENT_ORDER.kind, expected_version)
        # Progress belongs to work that could next be closed.
        FULFILLMENT_ORDER.target(work.status, FulfillmentOrderAction.FULFILL)
        if work.progress is progress:
            return work
        if work.progress is not COMES_AFTER[progress]:
            raise ProgressOutOfOrder(work.progress, progress)

        lines = await lines_to_scan(work.id, progress)
        if any(line.scanned for line in lines) and (left := sum(line.left for line in lines)):
            raise NotAllScanned(left)

        await reach(ctx, work, progress)
        return work


async def reach(ctx: Context, work: FulfillmentOrder, progress: FulfillmentProgress) -> None:
    """Write that a step is done, and tell it. Part of a story that holds the order."""
    await raise_version(
        work,
        FULFILLMENT_ORDER.kind,
        at=ctx.now,
        progress=progress,
        **{f"{progress}_at": ctx.now},
    )
    await tell(ctx, TOLD_AS[progress].of(work, progress=progress))


async def finish_scanned(ctx: Context, work: FulfillmentOrder) -> None:
    """Where fewer units are left than there were, those that were scanned may be all of them: then
    the step is done. Part of a story that holds the order, and took units away.
    """
    for step, before in COMES_AFTER.items():
        if work.progress is not before:
            continue
        lines = await lines_to_scan(work.id, step)
        if lines and not any(line.left for line in lines):
            await reach(ctx, work, step)
