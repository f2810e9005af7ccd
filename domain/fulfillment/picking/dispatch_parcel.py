"""The last beep: a parcel leaves by the dock, found by the number on its label."""

from tortoise.transactions import in_transaction

from domain.fulfillment.carriers.waybills import normal
from domain.fulfillment.locks import lock_waybill
from domain.fulfillment.models import Fulfillment
from domain.fulfillment.queries import get_carrier
from domain.fulfillment.ship_fulfillment import ship_fulfillment
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.inputs import text

WAYBILL_LENGTH_MAX = 64  # characters


async def dispatch_parcel(ctx: Context, *, carrier_code: str, waybill_number: str) -> Fulfillment:
    """Hand the parcel with this label to its carrier. Scanned once more, it is left as it is.

    Raises:
        NotPermitted: the actor does not work in a warehouse.
        NotFound: there is no such carrier, or no parcel that the actor can see has this number.
        InvalidInput: this is no number that could be on a label.
        InvalidTransition: the parcel was cancelled.
        OrderNotConfirmed: its order waits for an answer.
        NotAllocated: the stock that was set apart for it is gone.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    number = text(normal(waybill_number), "waybillNumber", longest=WAYBILL_LENGTH_MAX)
    async with in_transaction():
        carrier = await get_carrier(ctx, carrier_code)
        parcel = await lock_waybill(ctx, carrier.id, number)
        if parcel.shipped_at is not None:
            return parcel
        return await ship_fulfillment(ctx, parcel.id)
