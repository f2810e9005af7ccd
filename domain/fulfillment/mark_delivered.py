"""Marking a parcel as delivered by hand, where no carrier reports."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.fulfillment.arrivals import deliver
from domain.fulfillment.locks import lock_fulfillment
from domain.fulfillment.models import Fulfillment
from domain.fulfillment.states import FULFILLMENT
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.states import expect_version


async def mark_delivered(
    ctx: Context, fulfillment_id: UUID, *, expected_version: int | None = None
) -> Fulfillment:
    """Say that a parcel arrived. What the carrier says of it stays the carrier's word.

    Raises:
        NotPermitted: the actor does not work in a warehouse.
        NotFound: the actor can see no such parcel.
        InvalidTransition: the parcel is not under way.
        VersionConflict: it changed since the actor looked.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    async with in_transaction():
        parcel = await lock_fulfillment(ctx, fulfillment_id)
        expect_version(parcel, FULFILLMENT.kind, expected_version)

        await deliver(ctx, parcel, at=ctx.now)
        return parcel
