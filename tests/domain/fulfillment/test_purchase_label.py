"""Buying a label: the next number of the carrier, and never one that is in use."""

import asyncio

import pytest

from domain.fulfillment.carriers.waybills import validate_waybill, waybill_number
from domain.fulfillment.models import Fulfillment
from domain.fulfillment.purchase_label import purchase_label
from domain.fulfillment.ship_fulfillment import ship_fulfillment
from domain.fulfillment.states import FulfillmentStatus
from domain.identity.scopes import Scope
from domain.shared.errors import InvalidTransition, NotFound, NotPermitted, VersionConflict
from domain.shared.ids import new_id
from tests.shop import Shop


async def test_a_label_has_a_carrier_and_a_number_that_checks(shop: Shop) -> None:
    carrier = await shop.carrier()
    parcel = await shop.parcel()

    parcel = await purchase_label(shop.ctx, parcel.id, carrier_code=carrier.code)

    assert parcel.status is FulfillmentStatus.LABEL_PURCHASED
    assert parcel.carrier_id == carrier.id
    assert parcel.waybill_number is not None
    assert validate_waybill(carrier.code, parcel.waybill_number)
    assert (await shop.event_names())[-2:] == [
        "fulfillment.fulfillment_label_purchased",
        "orders.progress_noted",
    ]


async def test_each_carrier_counts_its_own_parcels(shop: Shop) -> None:
    await shop.carrier("swift")
    await shop.carrier("yonder")

    numbers = [
        (await purchase_label(shop.ctx, (await shop.parcel()).id, carrier_code=code)).waybill_number
        for code in ["swift", "swift", "yonder"]
    ]

    assert numbers == [
        waybill_number("swift", 1),
        waybill_number("swift", 2),
        waybill_number("yonder", 1),
    ]


async def test_a_number_written_by_hand_before_is_skipped(shop: Shop) -> None:
    carrier = await shop.carrier()
    by_hand = waybill_number(carrier.code, 1)
    parcel = await shop.parcel()
    await ship_fulfillment(shop.ctx, parcel.id, carrier_code=carrier.code, waybill_number=by_hand)

    parcel = await purchase_label(shop.ctx, (await shop.parcel()).id, carrier_code=carrier.code)

    assert parcel.waybill_number == waybill_number(carrier.code, 2)


async def test_labels_bought_at_once_have_different_numbers(shop: Shop) -> None:
    carrier = await shop.carrier()
    parcels = [await shop.parcel() for _ in range(5)]

    labelled = await asyncio.gather(
        *(purchase_label(shop.ctx, parcel.id, carrier_code=carrier.code) for parcel in parcels)
    )

    assert len({parcel.waybill_number for parcel in labelled}) == 5


@pytest.mark.parametrize("status", sorted(set(FulfillmentStatus) - {FulfillmentStatus.PENDING}))
async def test_only_a_new_parcel_gets_a_label(shop: Shop, status: FulfillmentStatus) -> None:
    carrier = await shop.carrier()
    parcel = await shop.parcel(status)
    issued = (await shop.carrier()).waybills_issued

    with pytest.raises(InvalidTransition):
        await purchase_label(shop.ctx, parcel.id, carrier_code=carrier.code)

    assert (await Fulfillment.get(id=parcel.id)).version == parcel.version
    assert (await shop.carrier()).waybills_issued == issued


async def test_a_label_needs_a_parcel_a_carrier_and_a_packer(shop: Shop) -> None:
    await shop.carrier()
    parcel = await shop.parcel()
    told = await shop.event_names()

    with pytest.raises(NotFound):
        await purchase_label(shop.ctx, parcel.id, carrier_code="nobody")
    with pytest.raises(NotFound):
        await purchase_label(shop.ctx, new_id(), carrier_code="swift")
    with pytest.raises(NotPermitted):
        await purchase_label(shop.as_staff(Scope.FULFILLMENT_READ), parcel.id, carrier_code="swift")
    with pytest.raises(VersionConflict):
        await purchase_label(shop.ctx, parcel.id, carrier_code="swift", expected_version=7)

    assert await shop.event_names() == told
