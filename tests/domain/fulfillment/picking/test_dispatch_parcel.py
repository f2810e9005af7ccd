"""A parcel leaves by the dock under the number on its label."""

import asyncio

import pytest

from domain.fulfillment.carriers.waybills import waybill_number
from domain.fulfillment.models import Fulfillment
from domain.fulfillment.picking.dispatch_parcel import dispatch_parcel
from domain.fulfillment.states import FulfillmentStatus
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import DomainError, InvalidTransition, NotFound, NotPermitted, NotSignedIn
from tests.shop import Shop

LABELLED, SHIPPED = FulfillmentStatus.LABEL_PURCHASED, FulfillmentStatus.SHIPPED


async def dispatch(
    shop: Shop, parcel: Fulfillment, *, carrier: str = "swift", ctx: Context | None = None
) -> Fulfillment:
    number = parcel.waybill_number
    assert number is not None
    return await dispatch_parcel(ctx or shop.ctx, carrier_code=carrier, waybill_number=number)


async def test_it_leaves_once_however_often_it_is_scanned(shop: Shop) -> None:
    parcel = await shop.parcel(LABELLED)

    await asyncio.gather(*(dispatch(shop, parcel) for _ in range(4)))
    shop.later(minutes=1)
    again = await dispatch(shop, parcel)

    assert again.id == parcel.id
    assert again.status is SHIPPED
    assert again.shipped_at is not None
    assert again.shipped_at < shop.now
    assert (await shop.event_names()).count("fulfillment.fulfillment_shipped") == 1


@pytest.mark.parametrize("status", [SHIPPED, FulfillmentStatus.DELIVERED])
async def test_what_has_left_is_left_as_it_is(shop: Shop, status: FulfillmentStatus) -> None:
    parcel = await shop.parcel(status)
    told = await shop.event_names()

    assert (await dispatch(shop, parcel)).status is status
    assert await shop.event_names() == told


async def test_what_is_refused_stays_at_the_dock(shop: Shop) -> None:
    parcel = await shop.parcel(LABELLED)
    await shop.carrier("snail")
    wrong = Fulfillment(waybill_number=waybill_number("swift", 4711))
    may_only_read = shop.as_staff(Scope.FULFILLMENT_READ)
    refused: list[tuple[type[DomainError], Fulfillment, str, Context | None]] = [
        (NotFound, wrong, "swift", None),
        (NotFound, parcel, "snail", None),
        (NotFound, parcel, "nobody", None),
        (NotPermitted, parcel, "swift", may_only_read),
        (NotSignedIn, parcel, "swift", shop.as_anonymous),
    ]

    for refusal, scanned, carrier, ctx in refused:
        with pytest.raises(refusal):
            await dispatch(shop, scanned, carrier=carrier, ctx=ctx)

    assert (await Fulfillment.get(id=parcel.id)).status is LABELLED


async def test_a_cancelled_parcel_stays(shop: Shop) -> None:
    parcel = await shop.parcel(LABELLED)
    number = parcel.waybill_number
    await Fulfillment.filter(id=parcel.id).update(status=FulfillmentStatus.CANCELED)

    with pytest.raises(InvalidTransition):
        await dispatch_parcel(shop.ctx, carrier_code="swift", waybill_number=number or "")
