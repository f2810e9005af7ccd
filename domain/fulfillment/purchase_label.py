"""Buying a label: the carrier gives the parcel a number."""

from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.fulfillment.devices.instruct import instruct_to_divert
from domain.fulfillment.events import FulfillmentLabelPurchased
from domain.fulfillment.locks import lock_fulfillment
from domain.fulfillment.models import Fulfillment
from domain.fulfillment.next_waybill import next_waybill
from domain.fulfillment.queries import get_carrier
from domain.fulfillment.states import FULFILLMENT, FulfillmentAction
from domain.fulfillment.telling import tell
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import AlreadyTaken
from domain.shared.states import expect_version


async def purchase_label(
    ctx: Context,
    fulfillment_id: UUID,
    *,
    carrier_code: str,
    expected_version: int | None = None,
) -> Fulfillment:
    """Give a parcel its carrier and the next of that carrier's waybill numbers.

    Raises:
        NotPermitted: the actor does not work in a warehouse.
        NotFound: the actor can see no such parcel, or there is no such carrier.
        InvalidTransition: the parcel has a label, has left, or was cancelled.
        AlreadyTaken: somebody wrote the very number by hand at this moment; try again.
        VersionConflict: the parcel changed since the actor looked.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    action = FulfillmentAction.PURCHASE_LABEL
    async with in_transaction():
        parcel = await lock_fulfillment(ctx, fulfillment_id)
        expect_version(parcel, FULFILLMENT.kind, expected_version)
        carrier = await get_carrier(ctx, carrier_code)
        number = await next_waybill(carrier)

        try:
            source = await FULFILLMENT.move(
                parcel, action, at=ctx.now, carrier_id=carrier.id, waybill_number=number
            )
        except IntegrityError:
            raise AlreadyTaken(f"{number} is on another parcel.", "carrier") from None
        label = FulfillmentLabelPurchased.of(
            parcel, source=source, action=action, carrier_id=carrier.id
        )
        await tell(ctx, label)
        await instruct_to_divert(ctx, parcel, carrier.code)
        return parcel
