"""Expiring: units held for an order that nobody paid in time are free again."""

import asyncio

import pytest

from domain.identity.scopes import Scope
from domain.inventory.models import InventoryLevel, StockReservation
from domain.inventory.states import ReservationStatus
from domain.orders.expire_orders import expire_orders
from domain.orders.models import Order
from domain.orders.place_order import RESERVED_FOR
from domain.orders.record_payment import record_payment
from domain.orders.states import OrderFulfillmentStatus, OrderStatus
from domain.shared.errors import NotPermitted
from domain.shared.models import EventRow
from tests.domain.orders.conservation import assert_stock_is_conserved
from tests.shop import Shop


async def test_an_order_past_its_time_frees_its_units_by_itself(shop: Shop) -> None:
    order = await shop.order(units=4)
    shop.now += RESERVED_FOR

    assert await expire_orders(shop.as_system) == 1

    expired = await Order.get(id=order.id)
    [line] = await shop.lines(order)
    event = await EventRow.get(type="orders.order_expired")
    assert (expired.status, expired.version) == (OrderStatus.EXPIRED, 2)
    assert expired.fulfillment_status is OrderFulfillmentStatus.CANCELED
    assert (line.canceled, expired.balance_due_minor) == (4, 0)
    assert (await StockReservation.get(order_id=order.id)).status is ReservationStatus.EXPIRED
    assert (await InventoryLevel.first()).available == 10
    assert (event.actor, event.version) == ("system", 2)
    assert event.payload == {
        "status": "expired",
        "source": "pending",
        "action": "expire",
        "units_released": 4,
    }


async def test_an_order_keeps_its_units_until_its_time_has_come(shop: Shop) -> None:
    order = await shop.order()
    shop.later(minutes=29, seconds=59)
    before = await shop.rows()

    assert await expire_orders(shop.as_system) == 0

    assert (await Order.get(id=order.id)).status is OrderStatus.PENDING
    assert await shop.rows() == before


async def test_an_order_that_is_paid_in_part_does_not_expire(shop: Shop) -> None:
    order = await shop.order()
    await record_payment(shop.ctx, order.id, captured_minor=1)
    shop.now += RESERVED_FOR

    assert await expire_orders(shop.as_system) == 0

    assert (await Order.get(id=order.id)).status is OrderStatus.PENDING


async def test_sweeping_twice_finds_nothing_left(shop: Shop) -> None:
    await shop.order()
    shop.now += RESERVED_FOR
    await expire_orders(shop.as_system)
    before = await shop.rows()

    assert await expire_orders(shop.as_system) == 0

    assert await shop.rows() == before


async def test_a_sweep_takes_the_oldest_first_and_no_more_than_it_is_told(shop: Shop) -> None:
    orders = []
    for _ in range(3):
        orders.append(await shop.order())
        shop.later(seconds=1)
    shop.now += RESERVED_FOR

    assert await expire_orders(shop.as_system, limit=2) == 2

    assert [(await Order.get(id=order.id)).status for order in orders] == [
        OrderStatus.EXPIRED,
        OrderStatus.EXPIRED,
        OrderStatus.PENDING,
    ]


async def test_two_sweeps_at_once_expire_each_order_once(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 20)
    for _ in range(10):
        await shop.place((variant, 1))
    shop.now += RESERVED_FOR

    counts = await asyncio.gather(*(expire_orders(shop.as_system) for _ in range(4)))

    assert sum(counts) == 10
    assert await EventRow.filter(type="orders.order_expired").count() == 10
    assert (await InventoryLevel.first()).available == 20


async def test_of_paying_and_expiring_at_once_exactly_one_wins(shop: Shop) -> None:
    orders = [await shop.order(units=4) for _ in range(8)]
    late = shop.ctx.at(shop.now + RESERVED_FOR)

    await asyncio.gather(
        *(record_payment(late, order.id, captured_minor=100) for order in orders),
        expire_orders(late),
        return_exceptions=True,
    )

    for order in orders:
        after = await Order.get(id=order.id)
        assert (after.status, after.captured_minor) in {
            (OrderStatus.PENDING, 100),
            (OrderStatus.EXPIRED, 0),
        }
    await assert_stock_is_conserved()


async def test_only_those_who_may_write_orders_sweep(shop: Shop) -> None:
    with pytest.raises(NotPermitted):
        await expire_orders(shop.as_staff(Scope.ORDERS_READ))
