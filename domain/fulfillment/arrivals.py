"""Where a parcel's way ends: at the customer's door, or back at ours."""

from datetime import datetime
from uuid import UUID

from domain.fulfillment.events import FulfillmentDelivered, FulfillmentReturned
from domain.fulfillment.models import Fulfillment, FulfillmentLine
from domain.fulfillment.states import (
    FULFILLMENT,
    FulfillmentAction,
    FulfillmentStatus,
    TrackingStatus,
)
from domain.fulfillment.telling import tell
from domain.orders.record_progress import record_progress
from domain.shared.context import Context
from domain.shared.outbox import append


async def settle(ctx: Context, parcel: Fulfillment) -> None:
    """Let the carrier's word end the way of a parcel that is under way."""
    if parcel.status is not FulfillmentStatus.SHIPPED or parcel.tracking_at is None:
        return
    if parcel.tracking_status is TrackingStatus.DELIVERED:
        await deliver(ctx, parcel, at=parcel.tracking_at)
    elif parcel.tracking_status is TrackingStatus.RETURNED:
        await bring_back(ctx, parcel)


async def deliver(ctx: Context, parcel: Fulfillment, *, at: datetime) -> None:
    """The parcel arrived at this moment; with the last one, a paid order is complete.

    Raises:
        InvalidTransition: the parcel is not under way.
    """
    action = FulfillmentAction.MARK_DELIVERED
    source = await FULFILLMENT.move(parcel, action, at=ctx.now, delivered_at=at)
    units = await _units(parcel)
    delivered = FulfillmentDelivered.of(
        parcel, source=source, action=action, units=sum(units.values())
    )
    await append(ctx, delivered)
    await record_progress(ctx, parcel.order_id, delivered=units, fulfillment_id=parcel.id)


async def bring_back(ctx: Context, parcel: Fulfillment) -> None:
    """The parcel came back to us, undelivered.

    Raises:
        InvalidTransition: the parcel is not under way.
    """
    action = FulfillmentAction.MARK_RETURNED
    source = await FULFILLMENT.move(parcel, action, at=ctx.now)
    units = sum((await _units(parcel)).values())
    await tell(ctx, FulfillmentReturned.of(parcel, source=source, action=action, units=units))


async def _units(parcel: Fulfillment) -> dict[UUID, int]:
    lines = await FulfillmentLine.filter(fulfillment_id=parcel.id)
    return {line.order_line_id: line.quantity for line in lines}
