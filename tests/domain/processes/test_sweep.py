"""What time alone brings about: unpaid orders expire and free their units, paid ones stay."""

import asyncio
from dataclasses import fields

import pytest

from domain.identity.scopes import Scope
from domain.orders.models import Order
from domain.orders.place_order import RESERVED_FOR
from domain.orders.states import OrderStatus
from domain.processes import sweep as sweeping
from domain.processes.confirm_order import confirm_order
from domain.processes.sweep import STEPS, Swept, sweep
from domain.shared.context import Context
from domain.shared.errors import NotPermitted
from tests.shop import Shop


async def test_what_nobody_paid_in_time_expires(shop: Shop) -> None:
    late = await shop.order()
    shop.later(minutes=1)
    in_time = await shop.order()
    shop.now = late.placed_at + RESERVED_FOR

    swept = await sweep(shop.as_system)

    assert swept == Swept(expired_orders=1, warned_orders=1)
    assert (await Order.get(id=late.id)).status is OrderStatus.EXPIRED
    assert (await Order.get(id=in_time.id)).status is OrderStatus.PENDING
    assert (await shop.units_held_for(late), await shop.units_held_for(in_time)) == (0, 2)


async def test_what_is_paid_stays_and_can_still_be_confirmed(shop: Shop) -> None:
    order = await shop.order()
    await shop.capture(order.id)
    shop.later(hours=2)

    assert await sweep(shop.as_system) == Swept(expired_orders=0)

    order = await confirm_order(shop.ctx, order.id)
    assert order.status is OrderStatus.CONFIRMED
    assert await shop.units_held_for(order) == 2


async def test_sweeping_at_once_expires_once(shop: Shop) -> None:
    order = await shop.order()
    shop.later(hours=2)

    swept = await asyncio.gather(*(sweep(shop.as_system) for _ in range(3)))

    assert sum(one.expired_orders for one in swept) == 1
    assert (await shop.event_names()).count("orders.order_expired") == 1
    assert await shop.units_held_for(order) == 0


async def test_a_payment_and_a_sweep_at_once_do_not_cross(shop: Shop) -> None:
    for _ in range(4):
        order = await shop.order()
        shop.later(hours=2)

        await asyncio.gather(sweep(shop.as_system), shop.capture(order.id), return_exceptions=True)

        order = await Order.get(id=order.id)
        assert (order.status, order.captured_minor) in {
            (OrderStatus.EXPIRED, 0),
            (OrderStatus.PENDING, order.total_minor),
        }


async def test_a_step_that_fails_keeps_nothing_else_waiting(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_: Context) -> int:
        raise RuntimeError("out of order")

    monkeypatch.setattr(sweeping, "STEPS", {"broken": broken, **STEPS})
    order = await shop.order()
    shop.later(hours=2)

    with pytest.raises(ExceptionGroup) as failed:
        await sweep(shop.as_system)

    assert [str(failure) for failure in failed.value.exceptions] == ["out of order"]
    assert (await Order.get(id=order.id)).status is OrderStatus.EXPIRED
    assert list(STEPS) == [field.name for field in fields(Swept)]


async def test_only_those_who_run_orders_sweep(shop: Shop) -> None:
    await shop.order()
    shop.later(hours=2)

    with pytest.raises(NotPermitted):
        await sweep(shop.as_staff(Scope.ORDERS_READ))

    assert await Order.filter(status=OrderStatus.EXPIRED).count() == 0
