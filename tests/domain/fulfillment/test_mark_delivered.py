"""Marking as delivered by hand: the parcel arrived, whatever its carrier says or does not say."""

import asyncio

import pytest

from domain.fulfillment.mark_delivered import mark_delivered
from domain.fulfillment.models import Fulfillment
from domain.fulfillment.states import FulfillmentStatus, TrackingStatus
from domain.identity.scopes import Scope
from domain.orders.models import Order
from domain.orders.states import OrderStatus
from domain.shared.errors import InvalidTransition, NotFound, NotPermitted, VersionConflict
from domain.shared.ids import new_id
from tests.shop import Shop


async def test_a_parcel_arrives_and_completes_a_paid_order(shop: Shop) -> None:
    parcel = await shop.parcel(FulfillmentStatus.SHIPPED)
    await shop.capture(parcel.order_id)

    parcel = await mark_delivered(shop.ctx, parcel.id, expected_version=parcel.version)

    assert (parcel.status, parcel.delivered_at) == (FulfillmentStatus.DELIVERED, shop.now)
    assert parcel.tracking_status is TrackingStatus.UNKNOWN
    assert (await Order.get(id=parcel.order_id)).status is OrderStatus.COMPLETED


async def test_an_unpaid_order_completes_only_when_it_is_paid(shop: Shop) -> None:
    parcel = await shop.parcel(FulfillmentStatus.SHIPPED)

    await mark_delivered(shop.ctx, parcel.id)
    unpaid = await Order.get(id=parcel.order_id)
    await shop.capture(parcel.order_id, 1)
    partly_paid = await Order.get(id=parcel.order_id)
    await shop.capture(parcel.order_id)

    assert unpaid.status is partly_paid.status is OrderStatus.CONFIRMED
    assert (await Order.get(id=parcel.order_id)).status is OrderStatus.COMPLETED


async def test_a_parcel_arrives_once(shop: Shop) -> None:
    parcel = await shop.parcel(FulfillmentStatus.SHIPPED)

    results = await asyncio.gather(
        *(mark_delivered(shop.ctx, parcel.id) for _ in range(3)), return_exceptions=True
    )

    refused = [result for result in results if isinstance(result, Exception)]
    assert [type(refusal) for refusal in refused] == [InvalidTransition] * 2
    assert (await shop.event_names()).count("fulfillment.fulfillment_delivered") == 1


@pytest.mark.parametrize("status", sorted(set(FulfillmentStatus) - {FulfillmentStatus.SHIPPED}))
async def test_only_what_is_under_way_arrives(shop: Shop, status: FulfillmentStatus) -> None:
    parcel = await shop.parcel(status)

    with pytest.raises(InvalidTransition):
        await mark_delivered(shop.ctx, parcel.id)

    assert (await Fulfillment.get(id=parcel.id)).version == parcel.version


async def test_only_the_warehouse_says_so(shop: Shop) -> None:
    parcel = await shop.parcel(FulfillmentStatus.SHIPPED)

    with pytest.raises(NotPermitted):
        await mark_delivered(shop.as_staff(Scope.FULFILLMENT_READ), parcel.id)
    with pytest.raises(NotFound):
        await mark_delivered(shop.ctx, new_id())
    with pytest.raises(VersionConflict):
        await mark_delivered(shop.ctx, parcel.id, expected_version=1)

    assert (await Fulfillment.get(id=parcel.id)).status is FulfillmentStatus.SHIPPED
