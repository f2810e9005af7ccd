"""Completing: by itself, when everything has arrived and is paid, and once."""

import asyncio

from domain.orders.complete_order import complete_if_done
from domain.orders.models import Order
from domain.orders.record_payment import record_payment
from domain.orders.states import OrderStatus
from domain.shared.models import EventRow
from tests.shop import Shop


async def test_everything_arrived_and_paid_is_the_end(shop: Shop) -> None:
    order = await shop.order(OrderStatus.COMPLETED)

    event = await EventRow.get(type="orders.order_completed")
    assert order.completed_at == shop.now
    assert event.version == order.version
    assert event.payload == {"status": "completed", "source": "confirmed", "action": "complete"}


async def test_what_is_not_paid_or_paid_twice_is_not_the_end(shop: Shop) -> None:
    orders = [await shop.order(OrderStatus.CONFIRMED) for _ in range(2)]
    await record_payment(shop.ctx, orders[1].id, captured_minor=9999)

    for order in orders:
        await shop.ship(order)
        await shop.deliver(order)
        await complete_if_done(shop.ctx, order.id)

        assert (await Order.get(id=order.id)).status is OrderStatus.CONFIRMED
    assert await EventRow.filter(type="orders.order_completed").count() == 0


async def test_what_has_not_arrived_is_not_the_end(shop: Shop) -> None:
    order = await shop.order(OrderStatus.CONFIRMED)
    await shop.pay(order)
    await shop.ship(order)
    before = await shop.rows()

    order = await complete_if_done(shop.ctx, order.id)

    assert order.status is OrderStatus.CONFIRMED
    assert await shop.rows() == before


async def test_asking_again_and_at_once_completes_once(shop: Shop) -> None:
    order = await shop.order(OrderStatus.COMPLETED)
    before = await shop.rows()

    await asyncio.gather(*(complete_if_done(shop.ctx, order.id) for _ in range(5)))

    assert await shop.rows() == before
