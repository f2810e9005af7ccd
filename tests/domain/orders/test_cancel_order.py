"""Cancelling: possible until a parcel leaves, gives the stock back, and is told once."""

import asyncio

import pytest

from domain.identity.scopes import Scope
from domain.inventory.models import InventoryLevel
from domain.orders.cancel_order import cancel_order
from domain.orders.errors import OrderAlreadyShipped, OrderNotConfirmed
from domain.orders.hold_order import hold_order
from domain.orders.models import Order
from domain.orders.record_progress import record_progress
from domain.orders.states import (
    CancelReason,
    HoldReason,
    OrderFulfillmentStatus,
    OrderStatus,
)
from domain.shared.context import Context
from domain.shared.errors import (
    InvalidTransition,
    NotFound,
    NotPermitted,
    VersionConflict,
)
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests.domain.orders.conservation import assert_stock_is_conserved
from tests.shop import Shop


async def cancel(shop: Shop, order: Order, ctx: Context | None = None) -> Order:
    return await cancel_order(ctx or shop.ctx, order.id, reason=CancelReason.CUSTOMER)


@pytest.mark.parametrize(
    "status", [OrderStatus.PENDING, OrderStatus.CONFIRMED, OrderStatus.ON_HOLD]
)
async def test_canceling_gives_the_stock_back_and_tells_the_world(
    shop: Shop, status: OrderStatus
) -> None:
    order = await shop.order(status, units=3)

    canceled = await cancel(shop, order)

    [line] = await shop.lines(order)
    event = await EventRow.get(type="orders.order_canceled")
    assert (canceled.status, canceled.canceled_at) == (OrderStatus.CANCELED, shop.now)
    assert canceled.cancel_reason is CancelReason.CUSTOMER
    assert canceled.fulfillment_status is OrderFulfillmentStatus.CANCELED
    assert (canceled.balance_due_minor, canceled.expires_at) == (0, None)
    assert (line.canceled, line.allocated) == (3, 0)
    assert await shop.units_held_for(order) == 0
    assert (await InventoryLevel.first()).available == 10
    assert event.version == canceled.version == order.version + 1
    assert event.payload == {
        "status": "canceled",
        "source": status,
        "action": "cancel",
        "reason": "customer",
        "units_released": 3,
    }


async def test_canceling_twice_tells_the_world_once(shop: Shop) -> None:
    order = await shop.order()
    await cancel(shop, order)
    before = await shop.rows()

    again = await cancel_order(
        shop.ctx, order.id, reason=CancelReason.OTHER, expected_version=order.version
    )

    assert (again.status, again.cancel_reason) == (OrderStatus.CANCELED, CancelReason.CUSTOMER)
    assert await shop.rows() == before


async def test_canceling_six_times_at_once_gives_back_once(shop: Shop) -> None:
    order = await shop.order(units=3)

    answers = await asyncio.gather(*(cancel(shop, order) for _ in range(6)), return_exceptions=True)

    assert {type(answer) for answer in answers} <= {Order, VersionConflict}
    assert await EventRow.filter(type="orders.order_canceled").count() == 1
    assert (await InventoryLevel.first()).available == 10


@pytest.mark.parametrize("is_delivered", [False, True])
async def test_a_parcel_that_left_cannot_be_canceled(shop: Shop, is_delivered: bool) -> None:
    order = await shop.order(OrderStatus.CONFIRMED)
    await shop.ship(order)
    if is_delivered:
        await shop.deliver(order)
    before = await shop.rows()

    with pytest.raises(OrderAlreadyShipped) as refusal:
        await cancel(shop, order)

    assert refusal.value.facts["number"] == order.number
    assert (await Order.get(id=order.id)).status is OrderStatus.CONFIRMED
    assert await shop.rows() == before


async def test_of_canceling_and_shipping_at_once_exactly_one_wins(shop: Shop) -> None:
    orders = [await shop.order(OrderStatus.CONFIRMED, units=3) for _ in range(6)]

    for order in orders:
        shipped, canceled = await asyncio.gather(
            shop.ship(order), cancel(shop, order), return_exceptions=True
        )

        assert isinstance(shipped, Order) is not isinstance(canceled, Order)
        if isinstance(shipped, Order):
            assert isinstance(canceled, VersionConflict | OrderAlreadyShipped)
        else:
            assert isinstance(shipped, OrderNotConfirmed)
    await assert_stock_is_conserved()


async def test_a_stale_version_is_refused(shop: Shop) -> None:
    order = await shop.order()
    before = await shop.rows()

    with pytest.raises(VersionConflict):
        await cancel_order(shop.ctx, order.id, reason=CancelReason.OTHER, expected_version=2)

    assert await shop.rows() == before


async def test_customers_cancel_their_own_unless_somebody_holds_it(shop: Shop) -> None:
    customer = await shop.customer()
    variant = await shop.variant()
    await shop.stock(variant, 10)
    mine, held = [await shop.place((variant, 1), customer=customer) for _ in range(2)]
    await hold_order(shop.ctx, held.id, reason=HoldReason.FRAUD)

    canceled = await cancel(shop, mine, shop.as_customer(customer))
    with pytest.raises(NotPermitted):
        await cancel(shop, held, shop.as_customer(customer))

    assert canceled.status is OrderStatus.CANCELED
    assert (await Order.get(id=held.id)).status is OrderStatus.ON_HOLD


async def test_another_customers_order_is_as_unknown_as_a_missing_one(shop: Shop) -> None:
    order = await shop.order()

    for ctx in (shop.as_customer(await shop.customer()), shop.as_anonymous):
        with pytest.raises(NotFound):
            await cancel(shop, order, ctx)
    with pytest.raises(NotFound):
        await cancel_order(shop.ctx, new_id(), reason=CancelReason.OTHER)

    assert (await Order.get(id=order.id)).status is OrderStatus.PENDING


async def test_reading_orders_is_not_canceling_them(shop: Shop) -> None:
    order = await shop.order()

    with pytest.raises(NotPermitted):
        await cancel(shop, order, shop.as_staff(Scope.ORDERS_READ))

    assert (await Order.get(id=order.id)).status is OrderStatus.PENDING


async def test_customers_are_told_what_an_ended_order_cannot_do(shop: Shop) -> None:
    customer = await shop.customer()
    order = await shop.order(OrderStatus.EXPIRED)
    await Order.filter(id=order.id).update(customer_id=customer.id)

    with pytest.raises(InvalidTransition) as refusal:
        await cancel(shop, order, shop.as_customer(customer))

    assert (refusal.value.source, refusal.value.allowed) == ("expired", [])


async def test_what_is_packed_but_has_not_left_is_canceled_too(shop: Shop) -> None:
    order = await shop.order(OrderStatus.CONFIRMED, units=3)
    [line] = await shop.lines(order)
    await record_progress(shop.ctx, order.id, fulfillment_id=new_id(), fulfilled={line.id: 3})

    await cancel(shop, order)

    [line] = await shop.lines(order)
    assert (line.canceled, line.allocated, line.fulfilled) == (3, 0, 0)
    assert (await InventoryLevel.first()).available == 10
