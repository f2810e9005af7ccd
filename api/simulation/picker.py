"""A picker takes a piece of work a step further: to the shelves, into boxes, out of the door."""

from api.simulation.stage import CARRIER, Stage
from domain.fulfillment.create_fulfillment import create_fulfillment
from domain.fulfillment.models import Fulfillment, FulfillmentOrder
from domain.fulfillment.purchase_label import purchase_label
from domain.fulfillment.report_progress import report_progress
from domain.fulfillment.ship_fulfillment import ship_fulfillment
from domain.fulfillment.start_picking import start_picking
from domain.fulfillment.states import (
    FulfillmentOrderStatus,
    FulfillmentProgress,
    FulfillmentStatus,
)

AT_HAND = 10  # pieces of work in sight


async def pick(stage: Stage) -> bool:
    """Do one step for one order. False where there is no work."""
    ready = Fulfillment.filter(
        status__in=[FulfillmentStatus.PENDING, FulfillmentStatus.LABEL_PURCHASED]
    )
    if parcels := await ready.order_by("created_at").limit(AT_HAND):
        await _send(stage, stage.one_of(parcels))
        return True
    waiting = FulfillmentOrder.filter(
        status__in=[FulfillmentOrderStatus.OPEN, FulfillmentOrderStatus.IN_PROGRESS]
    )
    if works := await waiting.order_by("created_at").limit(AT_HAND):
        await _step(stage, stage.one_of(works))
    return bool(works)


async def _step(stage: Stage, work: FulfillmentOrder) -> None:
    ctx = stage.ctx(stage.picker)
    if work.status is FulfillmentOrderStatus.OPEN:
        await start_picking(ctx, work.id)
    elif work.progress is None:
        await report_progress(ctx, work.id, progress=FulfillmentProgress.PICKED)
    elif work.progress is FulfillmentProgress.PICKED:
        await report_progress(ctx, work.id, progress=FulfillmentProgress.PACKED)
    else:
        await create_fulfillment(ctx, work.id, idempotency_key=stage.fresh_key())


async def _send(stage: Stage, parcel: Fulfillment) -> None:
    ctx = stage.ctx(stage.picker)
    if parcel.status is FulfillmentStatus.PENDING:
        await purchase_label(ctx, parcel.id, carrier_code=CARRIER)
    else:
        await ship_fulfillment(ctx, parcel.id)
