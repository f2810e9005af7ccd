"""Whoever waits for a shelf finds it as it is then, with what was put there meanwhile."""

import asyncio
from typing import Any

import pytest
from tortoise.transactions import in_transaction

from domain.catalog.models import ProductVariant
from domain.inventory.models import StockAlert, StockAlertRule
from domain.inventory.states import StockAlertStatus
from domain.orders.models import Order
from domain.orders.placing import Placing
from domain.orders.till import place_alone
from tests.domain.inventory.test_ledger import assert_the_books_balance
from tests.domain.orders.test_till import a_hand, asked
from tests.shop import Shop


async def placed_while_goods_come(
    shop: Shop, database: dict[str, Any], variant: ProductVariant, units: int, placing: Placing
) -> Order:
    """An order that waits for its shelf, until somebody has put so many units there."""
    is_held, may_commit = asyncio.Event(), asyncio.Event()

    async def restock() -> None:
        async with in_transaction():
            await shop.adjust(variant, units)
            is_held.set()
            await may_commit.wait()

    restocking = asyncio.create_task(restock())
    await is_held.wait()
    placing_it = asyncio.create_task(place_alone(placing))
    async with a_hand(database) as looking:
        await looking.stops(1)
    may_commit.set()
    await restocking
    return await placing_it


@pytest.mark.parametrize("key", ["key", None])
async def test_units_that_come_while_somebody_waits_for_the_shelf_are_theirs(
    shop: Shop, database: dict[str, Any], key: str | None
) -> None:
    variant = await shop.variant()
    await shop.adjust(variant, 1)
    await shop.place((variant, 1))
    placing = asked(shop, (variant, 1), key=key)

    order = await placed_while_goods_come(shop, database, variant, 1, placing)

    assert await Order.exists(id=order.id)
    if key is not None:
        assert (await place_alone(placing)).id == order.id
    await assert_the_books_balance()


async def test_an_order_of_several_goods_is_not_torn_by_one_that_comes(
    shop: Shop, database: dict[str, Any]
) -> None:
    there, coming = await shop.variant(), await shop.variant()
    await shop.adjust(there, 3)
    await shop.adjust(coming, 1)
    await shop.place((coming, 1))
    placing = asked(shop, (there, 1), (coming, 1), key="key")

    order = await placed_while_goods_come(shop, database, coming, 1, placing)

    assert (await place_alone(placing)).id == order.id
    await assert_the_books_balance()


async def test_a_warning_that_was_over_while_somebody_waited_is_given_anew(
    shop: Shop, database: dict[str, Any]
) -> None:
    variant = await shop.variant()
    await StockAlertRule.create(variant=variant, low=20, created_at=shop.now, updated_at=shop.now)
    await shop.adjust(variant, 15)

    await placed_while_goods_come(
        shop, database, variant, 10, asked(shop, (variant, 14), key="key")
    )

    assert await StockAlert.filter(status=StockAlertStatus.OPEN).count() == 1
    assert await StockAlert.filter(status=StockAlertStatus.RESOLVED).count() == 1
    await assert_the_books_balance()
