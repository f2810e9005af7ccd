"""Orders of bundles: the line is the bundle, and what leaves the shelves is what is in it."""

import asyncio
from collections.abc import Awaitable

import pytest

from domain.catalog.bundles.set_components import Component, set_components
from domain.catalog.models import ProductVariant
from domain.fulfillment.create_fulfillment import create_fulfillment
from domain.fulfillment.models import FulfillmentOrderLine
from domain.inventory.bundles import makeable_by_variant
from domain.inventory.errors import InsufficientStock
from domain.inventory.models import InventoryLevel, StockReservation, Warehouse
from domain.inventory.queries import available_by_variant
from domain.orders.cancel_order import cancel_order
from domain.orders.expire_orders import expire_orders
from domain.orders.models import Order
from domain.orders.place_order import RESERVED_FOR
from domain.orders.states import CancelReason
from domain.processes.confirm_order import confirm_order
from tests.domain.inventory.test_ledger import assert_the_books_balance
from tests.domain.orders.conservation import assert_stock_is_conserved
from tests.domain.orders.test_no_oversell import rush
from tests.shop import Shop

Goods = tuple[ProductVariant, ProductVariant, ProductVariant]


async def box_of(shop: Shop, cups: int, teas: int, warehouse: Warehouse | None = None) -> Goods:
    """A box of two cups and a tea, and so many of each on the shelf."""
    box, cup, tea = [await shop.variant() for _ in range(3)]
    await set_components(shop.ctx, box.id, [Component(cup.id, 2), Component(tea.id, 1)])
    await shop.adjust(cup, cups, warehouse=warehouse)
    await shop.adjust(tea, teas, warehouse=warehouse)
    return box, cup, tea


async def shelf(variant: ProductVariant) -> list[tuple[int, int, int]]:
    """On hand, committed and reserved of a variant, in each warehouse."""
    rows = await InventoryLevel.filter(variant_id=variant.id).order_by("id")
    return [(row.on_hand, row.committed, row.reserved) for row in rows]


async def test_a_bundle_holds_what_is_in_it(shop: Shop) -> None:
    box, cup, tea = await box_of(shop, 7, 9)
    await shop.stock(box, 100)  # what lies in its own name is not what is sold

    order = await shop.place((box, 3), key="k")
    again = await shop.place((box, 3), key="k")

    (line,) = await shop.lines(order)
    assert (again.id, line.variant_id, line.sku, line.quantity) == (order.id, box.id, box.sku, 3)
    assert [await shelf(each) for each in (box, cup, tea)] == [
        [(100, 0, 0)],
        [(7, 0, 6)],
        [(9, 0, 3)],
    ]
    assert await makeable_by_variant(shop.ctx, [box.id]) == {box.id: 0}
    assert await available_by_variant(shop.ctx, [box.id, cup.id, tea.id]) == {
        box.id: 0,
        cup.id: 1,
        tea.id: 6,
    }
    await assert_stock_is_conserved()


async def test_what_is_short_is_said_of_the_bundle(shop: Shop) -> None:
    box, cup, tea = await box_of(shop, 7, 9)
    before = await shop.rows()

    with pytest.raises(InsufficientStock) as refused:
        await shop.place((tea, 1), (box, 4))

    (short,) = refused.value.shortages
    assert (short.variant_id, short.requested, short.available) == (box.id, 4, 3)
    assert await shop.rows() == before
    with pytest.raises(InsufficientStock):
        await shop.place((cup, 2), (box, 3))  # the cups are in both lines
    assert await shop.place((cup, 1), (box, 3))


async def test_the_last_components_are_sold_once(shop: Shop) -> None:
    box, cup, _ = await box_of(shop, 40, 100)

    def buy(number: int) -> Awaitable[Order]:
        return shop.place((box, 1) if number % 2 else (cup, 2), key=f"k-{number}")

    placed, refused = await rush(buy, 60)

    assert (len(placed), len(refused)) == (20, 40)
    assert await shelf(cup) == [(40, 0, 40)]
    await assert_the_books_balance()
    await assert_stock_is_conserved()


async def test_it_is_picked_whole_and_leaves_whole(shop: Shop) -> None:
    box, cup, tea = await box_of(shop, 7, 9)
    order = await confirm_order(shop.ctx, (await shop.place((box, 3), (cup, 1))).id)
    (work,) = await shop.works_of(order)
    first, second = await shop.lines(order)
    lines = await FulfillmentOrderLine.filter(fulfillment_order_id=work.id)
    assert {line.order_line_id: line.quantity for line in lines} == {first.id: 3, second.id: 1}
    assert (first.allocated, second.allocated) == (3, 1)

    await set_components(shop.ctx, box.id, [Component(tea.id, 5)])  # of later orders
    await shop.pack(work)
    await shop.send(await create_fulfillment(shop.ctx, work.id, quantities={first.id: 1}))
    parted = [await shelf(cup), await shelf(tea)]
    await shop.send(await create_fulfillment(shop.ctx, work.id))

    assert parted == [[(5, 5, 0)], [(8, 2, 0)]]
    assert [await shelf(cup), await shelf(tea)] == [[(0, 0, 0)], [(6, 0, 0)]]
    assert [line.shipped for line in await shop.lines(order)] == [3, 1]
    await assert_the_books_balance()


async def test_a_warehouse_gives_whole_bundles_or_none(shop: Shop) -> None:
    annex = await shop.warehouse("annex", priority=1)
    box, cup, tea = await box_of(shop, 5, 1)
    await shop.adjust(cup, 5, warehouse=annex)
    await shop.adjust(tea, 4, warehouse=annex)
    assert await makeable_by_variant(shop.ctx, [box.id]) == {box.id: 3}

    with pytest.raises(InsufficientStock):
        await shop.place((box, 4))  # five cups here and five there make no fourth and fifth
    order = await confirm_order(shop.ctx, (await shop.place((box, 3))).id)

    works = {work.warehouse_id: work.id for work in await shop.works_of(order)}
    lines = await FulfillmentOrderLine.filter(fulfillment_order_id__in=list(works.values()))
    given = {line.fulfillment_order_id: line.quantity for line in lines}
    assert given == {works[shop.main.id]: 1, works[annex.id]: 2}
    (line,) = await shop.lines(order)
    assert line.allocated == 3


async def test_what_is_given_up_can_be_sold_again(shop: Shop) -> None:
    box, *_ = await box_of(shop, 8, 8)
    canceled, expired = await shop.place((box, 2)), await shop.place((box, 2))
    await confirm_order(shop.ctx, canceled.id)

    await cancel_order(shop.ctx, canceled.id, reason=CancelReason.OTHER)
    await expire_orders(shop.ctx.at(shop.now + RESERVED_FOR))

    assert await makeable_by_variant(shop.ctx, [box.id]) == {box.id: 4}
    assert await shop.units_held_for(expired) == 0
    await assert_stock_is_conserved()


async def test_whoever_makes_a_bundle_of_it_meanwhile_oversells_nothing(shop: Shop) -> None:
    box, cup, tea = await box_of(shop, 8, 8)
    await set_components(shop.ctx, box.id, [])
    await shop.adjust(box, 4)

    await asyncio.gather(
        *(shop.place((box, 1), key=f"k-{number}") for number in range(4)),
        set_components(shop.ctx, box.id, [Component(cup.id, 2), Component(tea.id, 1)]),
    )

    assert {row.quantity // row.units_each for row in await StockReservation.all()} == {1}
    await assert_stock_is_conserved()
    await assert_the_books_balance()
