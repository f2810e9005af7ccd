"""Calling an order's work off: all of it, and only while nobody has begun."""

import pytest

from domain.fulfillment.cancel_fulfillment_orders import cancel_fulfillment_orders
from domain.fulfillment.errors import PickingAlreadyStarted
from domain.fulfillment.models import FulfillmentOrder
from domain.fulfillment.start_picking import start_picking
from domain.fulfillment.states import FulfillmentOrderStatus, FulfillmentStatus
from domain.identity.scopes import Scope
from domain.shared.errors import NotPermitted
from tests.shop import Shop

CANCELED = FulfillmentOrderStatus.CANCELED


async def test_all_work_is_called_off(shop: Shop) -> None:
    order = await shop.order_from_two_warehouses()

    called_off = await cancel_fulfillment_orders(shop.ctx, order.id)

    assert [work.status for work in called_off] == [CANCELED, CANCELED]
    names = await shop.event_names("fulfillment_order")
    assert names.count("fulfillment.fulfillment_order_canceled") == 2


async def test_held_work_is_called_off_too(shop: Shop) -> None:
    work = await shop.work(FulfillmentOrderStatus.ON_HOLD)

    await cancel_fulfillment_orders(shop.ctx, work.order_id)

    assert (await FulfillmentOrder.get(id=work.id)).status is CANCELED


async def test_one_warehouse_at_work_and_none_is_called_off(shop: Shop) -> None:
    order = await shop.order_from_two_warehouses()
    begun, waiting = await shop.works_of(order)
    await start_picking(shop.ctx, begun.id)
    told = await shop.event_names()

    with pytest.raises(PickingAlreadyStarted):
        await cancel_fulfillment_orders(shop.ctx, order.id)

    assert (await FulfillmentOrder.get(id=waiting.id)).status is FulfillmentOrderStatus.OPEN
    assert await shop.event_names() == told


@pytest.mark.parametrize("status", sorted(set(FulfillmentStatus) - {FulfillmentStatus.CANCELED}))
async def test_a_parcel_is_work_begun(shop: Shop, status: FulfillmentStatus) -> None:
    parcel = await shop.parcel(status)

    with pytest.raises(PickingAlreadyStarted):
        await cancel_fulfillment_orders(shop.ctx, parcel.order_id)


async def test_calling_off_twice_tells_it_once(shop: Shop) -> None:
    work = await shop.work(CANCELED)
    told = await shop.event_names()

    assert await cancel_fulfillment_orders(shop.ctx, work.order_id) == []

    assert await shop.event_names() == told


async def test_only_the_warehouse_or_the_shop_itself_calls_work_off(shop: Shop) -> None:
    work = await shop.work()

    with pytest.raises(NotPermitted):
        await cancel_fulfillment_orders(shop.as_staff(Scope.ORDERS_READ), work.order_id)

    assert (await FulfillmentOrder.get(id=work.id)).status is FulfillmentOrderStatus.OPEN
