"""The heart of the matter: many clients, few units, and never one promised twice."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

from domain.inventory.errors import InsufficientStock
from domain.inventory.models import InventoryLevel
from domain.orders.models import Order
from tests.domain.inventory.test_ledger import assert_the_books_balance
from tests.shop import Shop

CLIENTS = 16


async def rush(
    buy: Callable[[int], Awaitable[Order]], orders: int
) -> tuple[list[Order], list[InsufficientStock]]:
    """Sixteen clients who buy one after the other until all orders were tried."""
    placed: list[Order] = []
    refused: list[InsufficientStock] = []
    todo = iter(range(orders))

    async def client() -> None:
        for number in todo:
            try:
                placed.append(await buy(number))
            except InsufficientStock as refusal:
                refused.append(refusal)

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return placed, refused


async def levels(ids: Sequence[object]) -> list[tuple[int, int]]:
    """Available and reserved of some levels."""
    found = await InventoryLevel.filter(id__in=list(ids)).order_by("id")
    return [(level.available, level.reserved) for level in found]


async def test_of_200_orders_for_50_units_exactly_50_are_placed(shop: Shop) -> None:
    variant = await shop.variant()
    level = await shop.adjust(variant, 50)

    placed, refused = await rush(lambda n: shop.place((variant, 1), key=f"k-{n}"), 200)

    assert (len(placed), len(refused)) == (50, 150)
    assert await levels([level.id]) == [(0, 50)]
    assert {
        (one.facts["variant_id"], one.facts["requested"], one.facts["available"]) for one in refused
    } == {(variant.id, 1, 0)}
    assert len({order.number for order in placed}) == 50
    assert await shop.count("sales_order") == await shop.count("order_line") == 50
    assert await shop.count("stock_reservation") == 50
    assert Counter(await shop.event_names("order")) == {"orders.order_placed": 50}
    await assert_the_books_balance()


async def test_orders_of_two_lines_in_opposite_order_get_both_or_none(shop: Shop) -> None:
    tea, pot = await shop.variant(), await shop.variant()
    shelves = [await shop.adjust(tea, 30), await shop.adjust(pot, 20)]

    def buy(number: int) -> Awaitable[Order]:
        lines = [(tea, 1), (pot, 1)]
        return shop.place(*(lines if number % 2 else reversed(lines)), key=f"k-{number}")

    placed, refused = await rush(buy, 100)

    assert (len(placed), len(refused)) == (20, 80)
    assert sorted(await levels([shelf.id for shelf in shelves])) == [(0, 20), (10, 20)]
    assert await shop.count("order_line") == 40
    assert {one.facts["variant_id"] for one in refused} == {pot.id}
    await assert_the_books_balance()


async def test_units_in_two_warehouses_are_sold_to_the_last_one(shop: Shop) -> None:
    north = await shop.warehouse("north", priority=1)
    variant = await shop.variant()
    shelves = [
        await shop.adjust(variant, 7),
        await shop.adjust(variant, 8, warehouse=north),
    ]

    placed, refused = await rush(lambda n: shop.place((variant, 3), key=f"k-{n}"), 24)

    assert (len(placed), len(refused)) == (5, 19)
    assert sorted(await levels([shelf.id for shelf in shelves])) == [(0, 7), (0, 8)]
    await assert_the_books_balance()
