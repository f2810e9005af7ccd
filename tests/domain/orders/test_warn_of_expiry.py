"""How long orders wait for their money, and that it is told before they expire."""

import asyncio
from datetime import timedelta

import pytest

from domain.channels.models import SalesChannel
from domain.channels.set_payment_time import set_payment_time
from domain.identity.scopes import Scope
from domain.inventory.models import StockReservation
from domain.orders.expire_orders import expire_orders
from domain.orders.models import Order
from domain.orders.place_order import PlaceOrder, place_order
from domain.orders.placing import Placing
from domain.orders.states import OrderStatus
from domain.orders.step_by_step import place_step_by_step
from domain.orders.together import place_together
from domain.orders.warn_of_expiry import warn_of_expiry
from domain.shared.errors import InvalidInput, NotFound, NotPermitted
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests.shop import Shop


async def test_an_order_waits_as_long_as_its_channel_says_however_it_is_placed(shop: Shop) -> None:
    tea = await shop.stocked(50)
    await set_payment_time(shop.ctx, shop.web.id, unpaid_minutes=90, warning_minutes=15)
    request: PlaceOrder = shop.request((tea, 1))
    placing = Placing.of(shop.ctx, request, None)

    orders = [
        await place_order(shop.ctx, request, idempotency_key=None),
        await place_step_by_step(placing),
        *(await place_together([placing, placing])),
    ]

    until = shop.now + timedelta(minutes=90)
    assert {order.expires_at for order in orders if isinstance(order, Order)} == {until}
    assert set(await StockReservation.all().values_list("expires_at", flat=True)) == {until}


async def test_it_is_told_once_and_the_order_expires_all_the_same(shop: Shop) -> None:
    order, paid = await shop.order(), await shop.order()
    under_way = await shop.order()
    await shop.pay(paid)
    await Order.filter(id=under_way.id).update(is_payment_under_way=True)
    shop.later(minutes=19)
    assert await warn_of_expiry(shop.as_system) == 0
    shop.later(minutes=2)

    done = await asyncio.gather(*(warn_of_expiry(shop.as_system) for _ in range(3)))

    assert sum(done) == 1
    assert await warn_of_expiry(shop.as_system) == 0
    fact = await EventRow.get(type="orders.order_expires_soon")
    assert (fact.aggregate_id, fact.version) == (order.id, order.version + 1)
    assert fact.payload["minutes_left"] == 9
    shop.later(minutes=9)
    assert await expire_orders(shop.as_system) == 1
    statuses = dict(await Order.all().values_list("id", "status"))
    assert statuses[order.id] is OrderStatus.EXPIRED
    assert statuses[paid.id] is statuses[under_way.id] is OrderStatus.PENDING


async def test_what_makes_no_sense_is_refused(shop: Shop) -> None:
    for unpaid, warning in ((0, 0), (10, 10), (10, -1), (50_000, 1)):
        with pytest.raises(InvalidInput):
            await set_payment_time(
                shop.ctx, shop.web.id, unpaid_minutes=unpaid, warning_minutes=warning
            )
    with pytest.raises(NotFound):
        await set_payment_time(shop.ctx, new_id(), unpaid_minutes=5, warning_minutes=0)
    reader = shop.as_staff(Scope.ORDERS_READ)
    with pytest.raises(NotPermitted):
        await set_payment_time(reader, shop.web.id, unpaid_minutes=5, warning_minutes=0)
    assert (await SalesChannel.get(id=shop.web.id)).unpaid_minutes == 30
