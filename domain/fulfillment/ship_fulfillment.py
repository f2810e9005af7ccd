"""Shipping: the parcel leaves the house, and only now its goods leave the stock."""

from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.fulfillment.arrivals import settle
from domain.fulfillment.carriers.waybills import normal, validate_waybill
from domain.fulfillment.events import FulfillmentShipped
from domain.fulfillment.locks import lock_fulfillment
from domain.fulfillment.models import Carrier, Fulfillment, FulfillmentLine, FulfillmentOrder
from domain.fulfillment.queries import get_carrier
from domain.fulfillment.states import FULFILLMENT, FulfillmentAction
from domain.identity.scopes import Scope
from domain.inventory.ship_reserved import ship_reserved
from domain.orders.record_progress import record_progress
from domain.shared.context import Context
from domain.shared.errors import AlreadyTaken, InvalidInput
from domain.shared.outbox import append
from domain.shared.states import expect_version


async def ship_fulfillment(
    ctx: Context,
    fulfillment_id: UUID,
    *,
    carrier_code: str | None = None,
    waybill_number: str | None = None,
    expected_version: int | None = None,
) -> Fulfillment:
    """Hand a parcel to a carrier, under the label it has or the number given here.

    Raises:
        NotPermitted: the actor does not work in a warehouse.
        NotFound: the actor can see no such parcel, or there is no such carrier.
        InvalidInput: no label and no number, a number no carrier would print, or another
            than the label's.
        InvalidTransition: the parcel has left already or was cancelled.
        OrderNotConfirmed: its order waits for an answer.
        AlreadyTaken: another parcel of this carrier has the number.
        NotAllocated: the stock that was set apart for it is gone.
        VersionConflict: the parcel changed since the actor looked.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    action = FulfillmentAction.SHIP
    async with in_transaction():
        parcel = await lock_fulfillment(ctx, fulfillment_id)
        expect_version(parcel, FULFILLMENT.kind, expected_version)
        FULFILLMENT.target(parcel.status, action)
        carrier, number = await _label(ctx, parcel, carrier_code, waybill_number)

        try:
            source = await FULFILLMENT.move(
                parcel,
                action,
                at=ctx.now,
                carrier_id=carrier.id,
                waybill_number=number,
                shipped_at=ctx.now,
            )
        except IntegrityError:
            raise AlreadyTaken(f"{number} is on another parcel.", "waybillNumber") from None
        units = await _take_from_stock(ctx, parcel)
        shipped = FulfillmentShipped.of(
            parcel, source=source, action=action, carrier_id=carrier.id, units=units
        )
        await append(ctx, shipped)
        await settle(ctx, parcel)  # the carrier may have been quicker than we
        return parcel


async def _label(
    ctx: Context, parcel: Fulfillment, carrier_code: str | None, waybill_number: str | None
) -> tuple[Carrier, str]:
    """Whose number is on the parcel, and which."""
    own = await Carrier.get_or_none(id=parcel.carrier_id) if parcel.carrier_id else None
    code = carrier_code if own is None else carrier_code or own.code
    number = normal(waybill_number) if waybill_number is not None else parcel.waybill_number
    if code is None:
        raise InvalidInput("Say who carries this parcel.", "carrier")
    if number is None:
        raise InvalidInput("Say which number is on this parcel.", "waybillNumber")
    if own and code != own.code:
        raise InvalidInput(f"The label on this parcel is of {own.code}.", "carrier")
    if own and number != parcel.waybill_number:
        raise InvalidInput("The label on this parcel has another number.", "waybillNumber")
    carrier = own or await get_carrier(ctx, code)
    if not validate_waybill(carrier.code, number):
        raise InvalidInput("This is no waybill number.", "waybillNumber")
    return carrier, number


async def _take_from_stock(ctx: Context, parcel: Fulfillment) -> int:
    """Tell the order, then empty the shelf: orders first, shelves last. Returns the units."""
    lines = await FulfillmentLine.filter(fulfillment_id=parcel.id)
    units = {line.order_line_id: line.quantity for line in lines}
    work = await FulfillmentOrder.get(id=parcel.fulfillment_order_id)
    await record_progress(ctx, parcel.order_id, shipped=units, fulfillment_id=parcel.id)
    await ship_reserved(
        ctx,
        order_id=parcel.order_id,
        fulfillment_id=parcel.id,
        warehouse_id=work.warehouse_id,
        quantities=units,
    )
    return sum(units.values())
