"""Cancelling: the order, its work and its money, all of it or nothing."""

import asyncio

import pytest

from domain.finance.models import Payment
from domain.finance.states import PaymentStatus
from domain.fulfillment.errors import PickingAlreadyStarted
from domain.fulfillment.start_picking import start_picking
from domain.fulfillment.states import FulfillmentOrderStatus, FulfillmentStatus
from domain.identity.scopes import Scope
from domain.orders.errors import OrderAlreadyShipped
from domain.orders.models import Order
from domain.orders.states import (
    CancelReason,
    OrderFulfillmentStatus,
    OrderPaymentStatus,
    OrderStatus,
)
from domain.processes.cancel_order import cancel_order
from domain.processes.confirm_order import confirm_order
from domain.shared.errors import InvalidTransition, NotFound, NotPermitted, VersionConflict
from domain.shared.ids import new_id
from tests.shop import Shop

CUSTOMER = CancelReason.CUSTOMER


async def test_a_paid_order_is_cancelled_called_off_and_refunded(shop: Shop) -> None:
    order = await shop.confirmed_order(units=3)
    payment = await shop.capture(order.id)

    order = await cancel_order(shop.ctx, order.id, reason=CUSTOMER)

    assert (order.status, order.cancel_reason) == (OrderStatus.CANCELED, CUSTOMER)
    assert order.payment_status is OrderPaymentStatus.REFUNDED
    assert order.fulfillment_status is OrderFulfillmentStatus.CANCELED
    assert order.balance_due_minor == 0
    assert await shop.units_held_for(order) == 0
    (work,) = await shop.works_of(order)
    assert work.status is FulfillmentOrderStatus.CANCELED
    await payment.refresh_from_db()
    assert payment.status is PaymentStatus.REFUNDED


async def test_cancelling_twice_tells_the_world_once(shop: Shop) -> None:
    order = await shop.confirmed_order()
    await shop.capture(order.id)
    first = await cancel_order(shop.ctx, order.id, reason=CUSTOMER)
    told = await shop.event_names()

    again = await cancel_order(shop.ctx, order.id, reason=CUSTOMER)

    assert again.version == first.version
    assert await shop.event_names() == told


async def test_cancelling_twice_at_once_refunds_once(shop: Shop) -> None:
    order = await shop.confirmed_order()
    payment = await shop.capture(order.id)

    await asyncio.gather(*(cancel_order(shop.ctx, order.id, reason=CUSTOMER) for _ in range(3)))

    await payment.refresh_from_db()
    assert payment.refunded_minor == payment.captured_minor
    assert (await shop.event_names()).count("finance.payment_refunded") == 1
    assert (await shop.event_names()).count("orders.order_canceled") == 1


async def test_a_warehouse_at_work_is_not_called_back(shop: Shop) -> None:
    order = await shop.confirmed_order(units=3)
    await shop.capture(order.id)
    (work,) = await shop.works_of(order)
    await start_picking(shop.ctx, work.id)
    told = await shop.event_names()

    with pytest.raises(PickingAlreadyStarted):
        await cancel_order(shop.ctx, order.id, reason=CUSTOMER)

    assert (await Order.get(id=order.id)).status is OrderStatus.CONFIRMED
    assert (await Payment.get()).refunded_minor == 0
    assert await shop.units_held_for(order) == 3
    assert await shop.event_names() == told


async def test_a_parcel_waiting_for_its_lorry_is_not_called_back(shop: Shop) -> None:
    parcel = await shop.parcel(FulfillmentStatus.LABEL_PURCHASED)

    with pytest.raises(PickingAlreadyStarted):
        await cancel_order(shop.ctx, parcel.order_id, reason=CUSTOMER)

    order = await Order.get(id=parcel.order_id)
    assert order.status is OrderStatus.CONFIRMED
    assert order.fulfillment_status is OrderFulfillmentStatus.IN_PROGRESS


async def test_a_parcel_that_left_is_not_called_back(shop: Shop) -> None:
    parcel = await shop.parcel(FulfillmentStatus.SHIPPED)

    with pytest.raises(OrderAlreadyShipped):
        await cancel_order(shop.ctx, parcel.order_id, reason=CUSTOMER)

    assert (await Order.get(id=parcel.order_id)).status is OrderStatus.CONFIRMED


async def test_cancel_and_pick_at_once_and_exactly_one_wins(shop: Shop) -> None:
    winners = set()
    for turn in range(6):
        order = await shop.confirmed_order()
        (work,) = await shop.works_of(order)
        contest = [
            cancel_order(shop.ctx, order.id, reason=CUSTOMER),
            start_picking(shop.ctx, work.id),
        ]

        results = await asyncio.gather(*contest[:: 1 - 2 * (turn % 2)], return_exceptions=True)

        refused = [result for result in results if isinstance(result, Exception)]
        assert len(refused) == 1
        assert isinstance(refused[0], PickingAlreadyStarted | InvalidTransition)
        order = await Order.get(id=order.id)
        await work.refresh_from_db()
        winners.add((order.status, work.status))
    assert winners <= {
        (OrderStatus.CANCELED, FulfillmentOrderStatus.CANCELED),
        (OrderStatus.CONFIRMED, FulfillmentOrderStatus.IN_PROGRESS),
    }


async def test_cancel_and_confirm_at_once_leave_nothing_half_done(shop: Shop) -> None:
    for _ in range(3):
        order = await shop.order()

        await asyncio.gather(
            confirm_order(shop.ctx, order.id),
            cancel_order(shop.ctx, order.id, reason=CUSTOMER),
            return_exceptions=True,
        )

        order = await Order.get(id=order.id)
        assert order.status is OrderStatus.CANCELED
        works = await shop.works_of(order)
        assert all(work.status is FulfillmentOrderStatus.CANCELED for work in works)
        assert await shop.units_held_for(order) == 0


async def test_customers_cancel_their_own_until_it_is_picked(shop: Shop) -> None:
    cleo = shop.as_customer(await shop.customer())
    variant = await shop.variant()
    await shop.stock(variant, 9)
    pending, confirmed, picked = [await shop.place((variant, 1), ctx=cleo) for _ in range(3)]
    for order in [confirmed, picked]:
        await confirm_order(shop.ctx, order.id)
    (work,) = await shop.works_of(picked)
    await start_picking(shop.ctx, work.id)

    for order in [pending, confirmed]:
        canceled = await cancel_order(cleo, order.id, reason=CUSTOMER)
        assert canceled.status is OrderStatus.CANCELED
    with pytest.raises(PickingAlreadyStarted):
        await cancel_order(cleo, picked.id, reason=CUSTOMER)

    assert (await Order.get(id=picked.id)).status is OrderStatus.CONFIRMED


async def test_the_refund_is_the_shops_doing_not_the_customers(shop: Shop) -> None:
    cleo = shop.as_customer(await shop.customer())
    variant = await shop.variant()
    await shop.stock(variant, 9)
    order = await shop.place((variant, 1), ctx=cleo)
    await shop.capture(order.id)

    order = await cancel_order(cleo, order.id, reason=CUSTOMER)

    assert order.payment_status is OrderPaymentStatus.REFUNDED


async def test_nobody_cancels_what_is_not_theirs(shop: Shop) -> None:
    order = await shop.confirmed_order()
    stranger = shop.as_customer(await shop.customer("Otto Ray"))

    for nobody in [stranger, shop.as_anonymous, shop.as_staff(Scope.PAYMENTS_WRITE)]:
        with pytest.raises(NotFound):
            await cancel_order(nobody, order.id, reason=CUSTOMER)
    with pytest.raises(NotPermitted):
        await cancel_order(shop.as_staff(Scope.ORDERS_READ), order.id, reason=CUSTOMER)
    with pytest.raises(NotFound):
        await cancel_order(shop.ctx, new_id(), reason=CUSTOMER)
    with pytest.raises(VersionConflict):
        await cancel_order(shop.ctx, order.id, reason=CUSTOMER, expected_version=1)

    assert (await Order.get(id=order.id)).status is OrderStatus.CONFIRMED


@pytest.mark.parametrize("status", [OrderStatus.EXPIRED, OrderStatus.COMPLETED])
async def test_what_has_ended_is_not_cancelled(shop: Shop, status: OrderStatus) -> None:
    order = await shop.order(status)

    with pytest.raises((InvalidTransition, OrderAlreadyShipped)):
        await cancel_order(shop.ctx, order.id, reason=CUSTOMER)

    assert (await Order.get(id=order.id)).status is status
