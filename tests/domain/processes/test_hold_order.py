"""Holding and releasing: an order and its work wait together and go on together."""

import pytest

from domain.fulfillment.mark_delivered import mark_delivered
from domain.fulfillment.start_picking import start_picking
from domain.fulfillment.states import FulfillmentOrderStatus, FulfillmentStatus
from domain.identity.scopes import Scope
from domain.orders.models import Order
from domain.orders.states import HoldReason, OrderStatus
from domain.processes.hold_order import hold_order
from domain.processes.release_hold import release_hold
from domain.shared.errors import InvalidTransition, NotFound, NotPermitted, VersionConflict
from domain.shared.ids import new_id
from tests.shop import Shop


async def test_an_order_and_its_work_wait(shop: Shop) -> None:
    order = await shop.confirmed_order()

    order = await hold_order(
        shop.ctx, order.id, reason=HoldReason.FRAUD, expected_version=order.version
    )

    assert (order.status, order.hold_reason) == (OrderStatus.ON_HOLD, HoldReason.FRAUD)
    (work,) = await shop.works_of(order)
    assert work.status is FulfillmentOrderStatus.ON_HOLD
    with pytest.raises(InvalidTransition):
        await start_picking(shop.ctx, work.id)


async def test_an_order_and_its_work_go_on(shop: Shop) -> None:
    order = await shop.confirmed_order()
    await hold_order(shop.ctx, order.id, reason=HoldReason.FRAUD)

    order = await release_hold(shop.ctx, order.id)

    assert (order.status, order.hold_reason) == (OrderStatus.CONFIRMED, None)
    (work,) = await shop.works_of(order)
    assert (await start_picking(shop.ctx, work.id)).status is FulfillmentOrderStatus.IN_PROGRESS


async def test_an_order_without_work_waits_alone(shop: Shop) -> None:
    order = await shop.order()

    await hold_order(shop.ctx, order.id, reason=HoldReason.MANUAL)
    order = await release_hold(shop.ctx, order.id)

    assert order.status is OrderStatus.PENDING
    assert await shop.count("fulfillment_order") == 0


async def test_what_arrived_meanwhile_completes_the_order(shop: Shop) -> None:
    parcel = await shop.parcel(FulfillmentStatus.SHIPPED)
    await shop.capture(parcel.order_id)
    await hold_order(shop.ctx, parcel.order_id, reason=HoldReason.FRAUD)
    await mark_delivered(shop.ctx, parcel.id)
    held = await Order.get(id=parcel.order_id)

    order = await release_hold(shop.ctx, parcel.order_id)

    assert held.status is OrderStatus.ON_HOLD
    assert order.status is OrderStatus.COMPLETED


async def test_only_those_who_run_orders_hold_and_release(shop: Shop) -> None:
    order = await shop.confirmed_order()
    reader = shop.as_staff(Scope.ORDERS_READ)

    with pytest.raises(NotPermitted):
        await hold_order(reader, order.id, reason=HoldReason.FRAUD)
    with pytest.raises(NotPermitted):
        await release_hold(reader, order.id)
    with pytest.raises(NotFound):
        await hold_order(shop.ctx, new_id(), reason=HoldReason.FRAUD)
    with pytest.raises(VersionConflict):
        await hold_order(shop.ctx, order.id, reason=HoldReason.FRAUD, expected_version=1)
    with pytest.raises(InvalidTransition):
        await release_hold(shop.ctx, order.id)

    (work,) = await shop.works_of(order)
    assert work.status is FulfillmentOrderStatus.OPEN
