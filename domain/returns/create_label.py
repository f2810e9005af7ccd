"""Giving a return a label: the carrier gives it a number, as it does our own parcels."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.fulfillment.next_waybill import next_waybill
from domain.fulfillment.queries import get_carrier
from domain.identity.scopes import Scope
from domain.returns.events import ReturnLabelCreated
from domain.returns.locks import lock_return
from domain.returns.models import Return
from domain.returns.states import RETURN, ReturnAction
from domain.returns.telling import tell
from domain.shared.context import Context
from domain.shared.states import expect_version, raise_version


async def create_label(
    ctx: Context, return_id: UUID, *, carrier_code: str, expected_version: int | None = None
) -> Return:
    """Give an approved return its carrier and the next of that carrier's waybill numbers. A second
    label takes the place of the first.

    Raises:
        NotSignedIn, NotPermitted: the actor may not write orders.
        NotFound: the actor can see no such return, or there is no such carrier.
        InvalidTransition: nobody agreed to it, or it is under way already.
        VersionConflict: it changed since the actor looked.
    """
    ctx.require(Scope.ORDERS_WRITE)
    async with in_transaction():
        row = await lock_return(ctx, return_id)
        expect_version(row, RETURN.kind, expected_version)
        RETURN.target(row.status, ReturnAction.SEND)  # a label is for what is to be sent
        carrier = await get_carrier(ctx, carrier_code)
        number = await next_waybill(carrier)
        await raise_version(
            row, RETURN.kind, at=ctx.now, carrier_id=carrier.id, waybill_number=number
        )
        await tell(ctx, ReturnLabelCreated.of(row, carrier_id=carrier.id))
        return row
