"""Holding and releasing an order's work: what has not begun waits, what has begun goes on."""

import pytest

from domain.fulfillment.hold_fulfillment_orders import hold_fulfillment_orders
from domain.fulfillment.models import FulfillmentOrder
from domain.fulfillment.release_fulfillment_orders import release_fulfillment_orders
from domain.fulfillment.start_picking import start_picking
from domain.fulfillment.states import FulfillmentOrderStatus
from domain.identity.scopes import Scope
from domain.shared.errors import NotPermitted
from domain.shared.models import EventRow
from tests.shop import Shop

OPEN, ON_HOLD = FulfillmentOrderStatus.OPEN, FulfillmentOrderStatus.ON_HOLD
IN_PROGRESS = FulfillmentOrderStatus.IN_PROGRESS


async def test_what_has_not_begun_waits(shop: Shop) -> None:
    order = await shop.order_from_two_warehouses()
    begun, waiting = await shop.works_of(order)
    await start_picking(shop.ctx, begun.id)

    held = await hold_fulfillment_orders(shop.ctx, order.id, reason="fraud")

    assert [work.id for work in held] == [waiting.id]
    assert (await FulfillmentOrder.get(id=begun.id)).status is IN_PROGRESS
    assert (await FulfillmentOrder.get(id=waiting.id)).status is ON_HOLD
    event = await EventRow.get(type="fulfillment.fulfillment_order_held")
    assert event.payload["reason"] == "fraud"
    assert (event.payload["source"], event.payload["status"]) == ("open", "on_hold")


async def test_what_was_held_goes_on(shop: Shop) -> None:
    work = await shop.work()
    await hold_fulfillment_orders(shop.ctx, work.order_id, reason="manual")

    (released,) = await release_fulfillment_orders(shop.ctx, work.order_id)

    assert (released.status, released.held_from) == (OPEN, None)
    assert (await shop.event_names("fulfillment_order"))[-2:] == [
        "fulfillment.fulfillment_order_held",
        "fulfillment.fulfillment_order_released",
    ]


async def test_doing_it_twice_tells_it_once(shop: Shop) -> None:
    work = await shop.work()
    await hold_fulfillment_orders(shop.ctx, work.order_id, reason="manual")
    told = await shop.event_names()

    assert await hold_fulfillment_orders(shop.ctx, work.order_id, reason="manual") == []

    assert await shop.event_names() == told
    await release_fulfillment_orders(shop.ctx, work.order_id)
    assert await release_fulfillment_orders(shop.ctx, work.order_id) == []


async def test_only_the_warehouse_or_the_shop_itself_holds_work(shop: Shop) -> None:
    work = await shop.work()
    reader = shop.as_staff(Scope.FULFILLMENT_READ)

    with pytest.raises(NotPermitted):
        await hold_fulfillment_orders(reader, work.order_id, reason="manual")
    with pytest.raises(NotPermitted):
        await release_fulfillment_orders(reader, work.order_id)

    assert (await FulfillmentOrder.get(id=work.id)).status is OPEN
