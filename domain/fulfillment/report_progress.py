"""How far the hands have come: picked, then packed."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.fulfillment.errors import ProgressOutOfOrder
from domain.fulfillment.events import FulfillmentOrderPacked, FulfillmentOrderPicked
from domain.fulfillment.locks import lock_fulfillment_order
from domain.fulfillment.models import FulfillmentOrder
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

        await raise_version(
            work,
            FULFILLMENT_ORDER.kind,
            at=ctx.now,
            progress=progress,
            **{f"{progress}_at": ctx.now},
        )
        await tell(ctx, TOLD_AS[progress].of(work, progress=progress))
        return work
