"""Holding an order and letting it go on: it remembers where it stood."""

import pytest

from domain.identity.scopes import Scope
from domain.orders.expire_orders import expire_orders
from domain.orders.hold_order import hold_order
from domain.orders.models import Order
from domain.orders.place_order import RESERVED_FOR
from domain.orders.release_hold import release_hold
from domain.orders.states import HoldReason, OrderStatus
from domain.shared.errors import NotFound, NotPermitted, VersionConflict
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests.shop import Shop


@pytest.mark.parametrize("status", [OrderStatus.PENDING, OrderStatus.CONFIRMED])
async def test_a_released_order_goes_on_where_it_stopped(shop: Shop, status: OrderStatus) -> None:
    order = await shop.order(status, units=4)

    held = await hold_order(shop.ctx, order.id, reason=HoldReason.FRAUD)
    held = await Order.get(id=held.id)
    released = await release_hold(shop.ctx, order.id)

    assert (held.status, held.held_from) == (OrderStatus.ON_HOLD, status)
    assert held.hold_reason is HoldReason.FRAUD
    assert (released.status, released.held_from, released.hold_reason) == (status, None, None)
    assert await shop.units_held_for(order) == 4
    told = await EventRow.filter(type__startswith="orders.order_h").order_by("id")
    assert [event.payload for event in told] == [
        {
            "status": "on_hold",
            "source": status,
            "action": "hold",
            "reason": "fraud",
            "note_id": None,
        },
        {"status": status, "source": "on_hold", "action": "release_hold", "reason": "fraud"},
    ]
    assert [event.version for event in told] == [order.version + 1, order.version + 2]


async def test_a_held_order_does_not_expire(shop: Shop) -> None:
    order = await shop.order(OrderStatus.ON_HOLD, units=4)
    shop.later(hours=9)

    assert await expire_orders(shop.as_system) == 0

    assert (await Order.get(id=order.id)).status is OrderStatus.ON_HOLD
    assert await shop.units_held_for(order) == 4


async def test_a_stale_version_is_refused(shop: Shop) -> None:
    order, held = await shop.order(), await shop.order(OrderStatus.ON_HOLD)
    before = await shop.rows()

    with pytest.raises(VersionConflict):
        await hold_order(shop.ctx, order.id, reason=HoldReason.STOCK, expected_version=2)
    with pytest.raises(VersionConflict):
        await release_hold(shop.ctx, held.id, expected_version=1)

    assert await shop.rows() == before


async def test_only_those_who_may_write_orders_hold_and_release(shop: Shop) -> None:
    order, held = await shop.order(), await shop.order(OrderStatus.ON_HOLD)

    for ctx in (shop.as_staff(Scope.ORDERS_READ), shop.as_customer(await shop.customer())):
        with pytest.raises(NotPermitted):
            await hold_order(ctx, order.id, reason=HoldReason.MANUAL)
        with pytest.raises(NotPermitted):
            await release_hold(ctx, held.id)

    assert (await Order.get(id=order.id)).status is OrderStatus.PENDING
    assert (await Order.get(id=held.id)).status is OrderStatus.ON_HOLD


async def test_an_unknown_order_is_not_found(shop: Shop) -> None:
    with pytest.raises(NotFound):
        await hold_order(shop.ctx, new_id(), reason=HoldReason.MANUAL)
    with pytest.raises(NotFound):
        await release_hold(shop.ctx, new_id())


async def test_a_pending_order_held_past_its_time_expires_once_it_is_released(shop: Shop) -> None:
    order = await shop.order(OrderStatus.ON_HOLD)
    shop.now += RESERVED_FOR
    await release_hold(shop.ctx, order.id)

    assert await expire_orders(shop.as_system) == 1

    assert (await Order.get(id=order.id)).status is OrderStatus.EXPIRED
