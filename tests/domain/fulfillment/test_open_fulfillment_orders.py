"""Giving out work: one piece for each warehouse, with the units that lie there."""

import pytest

from domain.fulfillment.models import FulfillmentOrderLine
from domain.fulfillment.open_fulfillment_orders import open_fulfillment_orders
from domain.fulfillment.states import FulfillmentOrderStatus
from domain.identity.scopes import Scope
from domain.orders.confirm_order import confirm_order
from domain.shared.errors import NotPermitted
from domain.shared.models import EventRow
from tests.shop import Shop


async def test_each_warehouse_gets_its_part(shop: Shop) -> None:
    order = await shop.order_from_two_warehouses()

    works = await shop.works_of(order)

    lines = [await FulfillmentOrderLine.filter(fulfillment_order_id=work.id) for work in works]
    assert len({work.warehouse_id for work in works}) == 2
    assert sorted(line.quantity for part in lines for line in part) == [1, 2]
    assert {work.status for work in works} == {FulfillmentOrderStatus.OPEN}


async def test_the_same_variant_on_two_lines_stays_two_lines(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 10)
    placed = await shop.place((variant, 1), (variant, 2))
    order, allocations = await confirm_order(shop.ctx, placed.id)

    (work,) = await open_fulfillment_orders(shop.ctx, order, allocations)

    lines = await FulfillmentOrderLine.filter(fulfillment_order_id=work.id)
    assert sorted(line.quantity for line in lines) == [1, 2]


async def test_it_is_told_on_the_works_page_and_on_the_orders(shop: Shop) -> None:
    order = await shop.confirmed_order(units=3)

    (work,) = await shop.works_of(order)
    (opened,) = await EventRow.filter(aggregate_type="fulfillment_order")
    noted = await EventRow.get(aggregate_type="order", version=order.version)
    assert (opened.version, opened.payload["units"]) == (1, 3)
    assert opened.payload["order_id"] == str(order.id)
    assert noted.payload["ref_id"] == str(work.id)


async def test_work_is_given_out_by_the_shop_only(shop: Shop) -> None:
    order, allocations = await confirm_order(shop.ctx, (await shop.order()).id)

    with pytest.raises(NotPermitted):
        await open_fulfillment_orders(shop.as_staff(Scope.ORDERS_READ), order, allocations)

    assert await shop.count("fulfillment_order") == 0
