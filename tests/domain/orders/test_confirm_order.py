"""Confirming: the shop takes the order on, and the units are its own; one way or the other."""

import asyncio

import pytest

from domain.identity.scopes import Scope
from domain.inventory.models import InventoryLevel
from domain.orders.cancel_order import cancel_order
from domain.orders.confirm_order import confirm_order
from domain.orders.expire_orders import expire_orders
from domain.orders.models import Order
from domain.orders.place_order import RESERVED_FOR
from domain.orders.states import CancelReason, OrderStatus
from domain.shared.errors import (
    InvalidTransition,
    NotFound,
    NotPermitted,
    NotSignedIn,
    VersionConflict,
)
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests.domain.orders.conservation import assert_stock_is_conserved
from tests.shop import Shop


async def test_a_confirmed_order_owns_its_units_and_no_longer_expires(shop: Shop) -> None:
    order = await shop.order(units=4)
    shop.later(minutes=5)

    confirmed, [allocation] = await confirm_order(shop.ctx, order.id)

    [line] = await shop.lines(order)
    level = await InventoryLevel.get(id=allocation.level_id)
    assert (confirmed.status, confirmed.version) == (OrderStatus.CONFIRMED, 2)
    assert (confirmed.confirmed_at, confirmed.expires_at) == (shop.now, None)
    assert (line.allocated, allocation.order_line_id, allocation.quantity) == (4, line.id, 4)
    assert (level.on_hand, level.reserved, level.committed) == (10, 0, 4)
    event = await EventRow.get(type="orders.order_confirmed")
    assert (event.aggregate_id, event.version) == (order.id, 2)
    assert event.payload == {
        "status": "confirmed",
        "source": "pending",
        "action": "confirm",
        "units": 4,
    }


async def test_a_stale_version_is_refused(shop: Shop) -> None:
    order = await shop.order()
    before = await shop.rows()

    with pytest.raises(VersionConflict) as refusal:
        await confirm_order(shop.ctx, order.id, expected_version=7)

    assert (refusal.value.expected, refusal.value.actual) == (7, 1)
    assert await shop.rows() == before


async def test_two_confirmations_at_once_confirm_once(shop: Shop) -> None:
    order = await shop.order(units=4)

    answers = await asyncio.gather(
        *(confirm_order(shop.ctx, order.id) for _ in range(6)), return_exceptions=True
    )

    won = [answer for answer in answers if isinstance(answer, tuple)]
    lost = {type(answer) for answer in answers if not isinstance(answer, tuple)}
    assert len(won) == 1
    assert lost <= {VersionConflict, InvalidTransition}
    assert (await InventoryLevel.first()).committed == 4
    assert await EventRow.filter(type="orders.order_confirmed").count() == 1


async def test_of_confirming_and_canceling_at_once_exactly_one_wins(shop: Shop) -> None:
    orders = [await shop.order(units=4) for _ in range(8)]

    for order in orders:
        answers = await asyncio.gather(
            confirm_order(shop.ctx, order.id, expected_version=1),
            cancel_order(shop.ctx, order.id, reason=CancelReason.OTHER, expected_version=1),
            return_exceptions=True,
        )

        status = (await Order.get(id=order.id)).status
        assert status in {OrderStatus.CONFIRMED, OrderStatus.CANCELED}
        assert sum(isinstance(answer, VersionConflict) for answer in answers) == 1
        assert await shop.units_held_for(order) == (4 if status is OrderStatus.CONFIRMED else 0)
        assert await EventRow.filter(aggregate_id=order.id).count() == 2
    await assert_stock_is_conserved()


async def test_of_confirming_and_expiring_at_once_exactly_one_wins(shop: Shop) -> None:
    orders = [await shop.order(units=4) for _ in range(8)]
    late = shop.ctx.at(shop.now + RESERVED_FOR)

    await asyncio.gather(
        expire_orders(late),
        *(confirm_order(late, order.id) for order in orders),
        expire_orders(late),
        return_exceptions=True,
    )

    for order in orders:
        status = (await Order.get(id=order.id)).status
        assert status in {OrderStatus.CONFIRMED, OrderStatus.EXPIRED}
        assert await shop.units_held_for(order) == (4 if status is OrderStatus.CONFIRMED else 0)
        assert await EventRow.filter(aggregate_id=order.id).count() == 2
    await assert_stock_is_conserved()


async def test_customers_do_not_confirm_even_their_own(shop: Shop) -> None:
    order = await shop.order()

    with pytest.raises(NotPermitted):
        await confirm_order(shop.as_customer(await shop.customer()), order.id)
    with pytest.raises(NotPermitted):
        await confirm_order(shop.as_staff(Scope.ORDERS_READ), order.id)
    with pytest.raises(NotSignedIn):
        await confirm_order(shop.as_anonymous, order.id)

    assert (await Order.get(id=order.id)).status is OrderStatus.PENDING


async def test_an_unknown_order_is_not_found(shop: Shop) -> None:
    with pytest.raises(NotFound):
        await confirm_order(shop.ctx, new_id())
