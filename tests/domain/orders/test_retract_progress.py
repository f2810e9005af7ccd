"""Retracting progress: what was unpacked waits again, and no more than was packed and not sent."""

import pytest

from domain.orders.errors import UnitsDoNotAddUp
from domain.orders.models import Order, OrderLine
from domain.orders.record_progress import record_progress
from domain.orders.retract_progress import retract_progress
from domain.orders.states import OrderFulfillmentStatus, OrderStatus
from domain.shared.ids import new_id
from tests.shop import Shop


async def test_what_was_unpacked_waits_again(shop: Shop) -> None:
    order = await shop.order(OrderStatus.CONFIRMED, units=3)
    (line,) = await shop.lines(order)
    parcel = new_id()
    await record_progress(shop.ctx, order.id, fulfilled={line.id: 3}, fulfillment_id=parcel)

    order = await retract_progress(shop.ctx, order.id, unpacked={line.id: 3}, fulfillment_id=parcel)

    assert order.fulfillment_status is OrderFulfillmentStatus.UNFULFILLED
    assert (await OrderLine.get(id=line.id)).fulfilled == 0
    assert (await shop.event_names("order"))[-1] == "orders.shipment_progressed"


async def test_what_has_left_is_not_unpacked(shop: Shop) -> None:
    order = await shop.order(OrderStatus.CONFIRMED, units=3)
    (line,) = await shop.lines(order)
    parcel = new_id()
    await record_progress(
        shop.ctx, order.id, fulfilled={line.id: 3}, shipped={line.id: 2}, fulfillment_id=parcel
    )
    told = await shop.event_names()

    for units in [{line.id: 2}, {line.id: 1, new_id(): 1}]:
        with pytest.raises(UnitsDoNotAddUp):
            await retract_progress(shop.ctx, order.id, unpacked=units, fulfillment_id=parcel)

    assert (await OrderLine.get(id=line.id)).fulfilled == 3
    assert (await Order.get(id=order.id)).fulfillment_status is (
        OrderFulfillmentStatus.PARTIALLY_FULFILLED
    )
    assert await shop.event_names() == told
