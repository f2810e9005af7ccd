"""Money for an order: sums that grow, a status that follows, and no order lost to a race."""

import asyncio

import pytest

from domain.orders.errors import OrderNotPayable
from domain.orders.models import Order
from domain.orders.record_payment import record_payment
from domain.orders.states import OrderPaymentStatus, OrderStatus
from domain.shared.errors import NotFound
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests.shop import Shop


async def test_what_came_in_adds_up_until_the_order_is_paid(shop: Shop) -> None:
    order = await shop.order(units=2)  # 25.00

    half = await record_payment(shop.ctx, order.id, captured_minor=1000)
    paid = await record_payment(shop.ctx, order.id, captured_minor=1500)

    assert (half.payment_status, half.balance_due_minor) == (
        OrderPaymentStatus.PARTIALLY_PAID,
        1500,
    )
    assert (paid.payment_status, paid.balance_due_minor) == (OrderPaymentStatus.PAID, 0)
    assert (paid.status, paid.version) == (OrderStatus.PENDING, 3)
    event = await EventRow.filter(type="orders.payment_recorded").order_by("-id").first()
    assert event.version == 3
    assert event.payload == {
        "status": "pending",
        "payment_status": "paid",
        "captured_minor": 2500,
        "refunded_minor": 0,
        "balance_due_minor": 0,
        "newly_captured_minor": 1500,
        "newly_refunded_minor": 0,
    }


async def test_what_goes_back_shows_too_even_after_the_end(shop: Shop) -> None:
    order = await shop.order(OrderStatus.COMPLETED, units=2)

    part = await record_payment(shop.ctx, order.id, refunded_minor=500)
    whole = await record_payment(shop.ctx, order.id, refunded_minor=2000)

    assert part.payment_status is OrderPaymentStatus.PARTIALLY_REFUNDED
    assert whole.payment_status is OrderPaymentStatus.REFUNDED
    assert whole.status is OrderStatus.COMPLETED


@pytest.mark.parametrize(
    "status", [OrderStatus.CANCELED, OrderStatus.EXPIRED, OrderStatus.COMPLETED]
)
async def test_an_order_that_has_ended_takes_no_money(shop: Shop, status: OrderStatus) -> None:
    order = await shop.order(status)
    before = await shop.rows()

    with pytest.raises(OrderNotPayable):
        await record_payment(shop.ctx, order.id, captured_minor=100)

    assert await shop.rows() == before


async def test_what_is_owed_again_after_the_end_can_be_paid(shop: Shop) -> None:
    order = await shop.order(OrderStatus.COMPLETED, units=2)
    await record_payment(shop.ctx, order.id, refunded_minor=500)

    paid = await record_payment(shop.ctx, order.id, captured_minor=500)

    assert (paid.status, paid.payment_status) == (
        OrderStatus.COMPLETED,
        OrderPaymentStatus.PARTIALLY_REFUNDED,
    )
    assert paid.balance_due_minor == 0
    with pytest.raises(OrderNotPayable):
        await record_payment(shop.ctx, order.id, captured_minor=1)


async def test_ten_payments_at_once_all_count(shop: Shop) -> None:
    order = await shop.order(units=2)

    await asyncio.gather(
        *(record_payment(shop.ctx, order.id, captured_minor=100) for _ in range(10))
    )

    after = await Order.get(id=order.id)
    assert (after.captured_minor, after.version) == (1000, 11)


async def test_paying_at_the_door_completes_the_order(shop: Shop) -> None:
    order = await shop.order(OrderStatus.CONFIRMED)
    await shop.ship(order)
    order = await shop.deliver(order)
    assert order.status is OrderStatus.CONFIRMED

    order = await shop.pay(order)

    assert (order.status, order.completed_at) == (OrderStatus.COMPLETED, shop.now)
    assert (await shop.event_names("order"))[-2:] == [
        "orders.payment_recorded",
        "orders.order_completed",
    ]


async def test_an_unknown_order_is_not_found(shop: Shop) -> None:
    with pytest.raises(NotFound):
        await record_payment(shop.ctx, new_id(), captured_minor=1)
