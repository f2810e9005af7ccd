"""An order from two warehouses: two pieces of work, two parcels, and a status that adds them up."""

import pytest

from domain.fulfillment.states import TrackingStatus
from domain.orders.models import Order
from domain.orders.states import OrderFulfillmentStatus as Status
from domain.orders.states import OrderStatus
from tests.shop import Shop


async def test_parcels_add_up_to_a_delivered_order(shop: Shop) -> None:
    order = await shop.order_from_two_warehouses()
    await shop.capture(order.id)
    seen = []

    async def look() -> None:
        current = await Order.get(id=order.id)
        seen.append((current.fulfillment_status, current.status))

    first, second = [await shop.parcel_of(work) for work in await shop.works_of(order)]
    await look()
    first = await shop.send(first)
    await look()
    await shop.hear(first, TrackingStatus.DELIVERED)
    await look()
    second = await shop.send(second)
    await look()
    await shop.hear(second, TrackingStatus.DELIVERED)
    await look()

    assert seen == [
        (Status.IN_PROGRESS, OrderStatus.CONFIRMED),
        (Status.PARTIALLY_FULFILLED, OrderStatus.CONFIRMED),
        (Status.PARTIALLY_DELIVERED, OrderStatus.CONFIRMED),
        (Status.PARTIALLY_DELIVERED, OrderStatus.CONFIRMED),
        (Status.DELIVERED, OrderStatus.COMPLETED),
    ]


async def test_both_parcels_under_way_are_a_fulfilled_order(shop: Shop) -> None:
    order = await shop.order_from_two_warehouses()

    for work in await shop.works_of(order):
        await shop.send(await shop.parcel_of(work))

    assert (await Order.get(id=order.id)).fulfillment_status is Status.FULFILLED


async def test_each_warehouse_sends_what_lies_there(shop: Shop) -> None:
    order = await shop.order_from_two_warehouses()

    for work in await shop.works_of(order):
        await shop.send(await shop.parcel_of(work))

    assert await shop.units_held_for(order) == 0
    moved = await shop.event_names("inventory_level")
    assert moved.count("inventory.stock_moved") == 6  # reserved, committed, shipped; twice


@pytest.mark.parametrize("first", [0, 1])
async def test_either_parcel_may_come_first(shop: Shop, first: int) -> None:
    order = await shop.order_from_two_warehouses()
    await shop.capture(order.id)
    parcels = [await shop.send(await shop.parcel_of(work)) for work in await shop.works_of(order)]

    await shop.hear(parcels[first], TrackingStatus.DELIVERED)
    await shop.hear(parcels[1 - first], TrackingStatus.DELIVERED)

    assert (await Order.get(id=order.id)).status is OrderStatus.COMPLETED
