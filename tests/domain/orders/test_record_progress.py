"""Parcels of an order: counters that only go up, and a status that follows."""

import asyncio

import pytest

from domain.orders.errors import OrderNotConfirmed, UnitsDoNotAddUp
from domain.orders.models import Order
from domain.orders.record_progress import record_progress
from domain.orders.states import OrderFulfillmentStatus, OrderStatus
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests.shop import Shop


async def test_packed_sent_and_delivered_units_show_on_the_order(shop: Shop) -> None:
    order = await shop.order(OrderStatus.CONFIRMED, units=3)
    [line] = await shop.lines(order)
    parcel = new_id()

    seen = []
    for step in ("fulfilled", "shipped", "delivered"):
        order = await record_progress(
            shop.ctx, order.id, fulfillment_id=parcel, **{step: {line.id: 3}}
        )
        seen.append(order.fulfillment_status)

    [line] = await shop.lines(order)
    told = await EventRow.filter(type="orders.shipment_progressed").order_by("version")
    assert seen == [
        OrderFulfillmentStatus.IN_PROGRESS,
        OrderFulfillmentStatus.FULFILLED,
        OrderFulfillmentStatus.DELIVERED,
    ]
    assert (line.fulfilled, line.shipped, line.delivered) == (3, 3, 3)
    assert [event.version for event in told] == [3, 4, 5]
    assert told[1].payload == {
        "status": "confirmed",
        "fulfillment_id": str(parcel),
        "fulfillment_status": "fulfilled",
        "units_fulfilled": 0,
        "units_shipped": 3,
        "units_delivered": 0,
    }


@pytest.mark.parametrize(
    "steps",
    [
        {"fulfilled": 4},
        {"shipped": 1},
        {"delivered": 1},
        {"fulfilled": 2, "shipped": 3},
        {"fulfilled": 2, "shipped": 1, "delivered": 2},
    ],
    ids=str,
)
async def test_no_step_goes_past_the_one_before(shop: Shop, steps: dict[str, int]) -> None:
    order = await shop.order(OrderStatus.CONFIRMED, units=3)
    [line] = await shop.lines(order)
    before = await shop.rows()

    with pytest.raises(UnitsDoNotAddUp):
        await record_progress(
            shop.ctx,
            order.id,
            fulfillment_id=new_id(),
            **{step: {line.id: units} for step, units in steps.items()},
        )

    assert await shop.rows() == before
    assert (await Order.get(id=order.id)).version == order.version


async def test_another_orders_line_does_not_count(shop: Shop) -> None:
    order, other = [await shop.order(OrderStatus.CONFIRMED) for _ in range(2)]
    [line] = await shop.lines(other)

    with pytest.raises(UnitsDoNotAddUp):
        await record_progress(shop.ctx, order.id, fulfillment_id=new_id(), fulfilled={line.id: 1})

    assert (await shop.lines(other))[0].fulfilled == 0


# What was merged has no lines any more.
UNCONFIRMED = {*OrderStatus} - {OrderStatus.CONFIRMED, OrderStatus.MERGED}


@pytest.mark.parametrize("status", sorted(UNCONFIRMED))
async def test_only_confirmed_orders_are_packed(shop: Shop, status: OrderStatus) -> None:
    order = await shop.order(status)
    [line] = await shop.lines(order)
    before = await shop.rows()

    with pytest.raises(OrderNotConfirmed):
        await record_progress(shop.ctx, order.id, fulfillment_id=new_id(), fulfilled={line.id: 1})

    assert await shop.rows() == before


async def test_two_parcels_at_once_both_count(shop: Shop) -> None:
    order = await shop.order(OrderStatus.CONFIRMED, units=5)
    [line] = await shop.lines(order)

    await asyncio.gather(
        *(
            record_progress(shop.ctx, order.id, fulfillment_id=new_id(), fulfilled={line.id: 1})
            for _ in range(5)
        )
    )

    [line] = await shop.lines(order)
    assert line.fulfilled == 5
    assert (await Order.get(id=order.id)).version == order.version + 5


async def test_the_last_parcel_of_a_paid_order_completes_it(shop: Shop) -> None:
    order = await shop.order(OrderStatus.CONFIRMED)
    await shop.pay(order)
    await shop.ship(order)

    order = await shop.deliver(order)

    assert order.status is OrderStatus.COMPLETED
