"""Unpacking a parcel before it leaves: its units become work again."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.fulfillment.events import FulfillmentCanceled
from domain.fulfillment.hold_fulfillment_orders import hold_fulfillment_orders
from domain.fulfillment.locks import lock_fulfillment
from domain.fulfillment.models import Fulfillment, FulfillmentLine, FulfillmentOrder
from domain.fulfillment.open_fulfillment_orders import open_work
from domain.fulfillment.states import FULFILLMENT, FulfillmentAction, FulfillmentOrderStatus
from domain.identity.scopes import Scope
from domain.orders.retract_progress import retract_progress
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version


async def cancel_fulfillment(
    ctx: Context, fulfillment_id: UUID, *, expected_version: int | None = None
) -> Fulfillment:
    """Cancel a parcel that has not left, and void its waybill number.

    Its units can be sent again: by the same work if that is still under way, else by new work
    in the same warehouse.

    Raises:
        NotPermitted: the actor does not work in a warehouse.
        NotFound: the actor can see no such parcel.
        InvalidTransition: the parcel has left, or was cancelled already.
        VersionConflict: it changed since the actor looked.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    action = FulfillmentAction.CANCEL
    async with in_transaction():
        parcel = await lock_fulfillment(ctx, fulfillment_id)
        expect_version(parcel, FULFILLMENT.kind, expected_version)

        source = await FULFILLMENT.move(parcel, action, at=ctx.now)
        lines = await FulfillmentLine.filter(fulfillment_id=parcel.id)
        units = {line.order_line_id: line.quantity for line in lines}
        canceled = FulfillmentCanceled.of(
            parcel, source=source, action=action, units=sum(units.values())
        )
        await append(ctx, canceled)
        order = await retract_progress(
            ctx, parcel.order_id, unpacked=units, fulfillment_id=parcel.id
        )
        work = await FulfillmentOrder.get(id=parcel.fulfillment_order_id)
        if work.status is FulfillmentOrderStatus.CLOSED:
            await open_work(ctx, work.order_id, work.warehouse_id, units)
        if order.hold_reason is not None:
            await hold_fulfillment_orders(ctx, order.id, reason=order.hold_reason)
        return parcel
