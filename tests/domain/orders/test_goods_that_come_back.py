"""Whoever waits for a shelf finds on it what was put there meanwhile."""

import asyncio
from typing import Any

import pytest

from domain.orders.models import Order
from domain.orders.till import place_alone
from tests.domain.orders.test_till import a_hand, asked
from tests.shop import Shop


@pytest.mark.parametrize("key", ["key", None])
async def test_units_that_come_while_somebody_waits_for_the_shelf_are_theirs(
    shop: Shop, database: dict[str, Any], key: str | None
) -> None:
    variant = await shop.variant()
    level = await shop.adjust(variant, 1)
    await shop.place((variant, 1))
    placing = asked(shop, (variant, 1), key=key)

    async with a_hand(database) as hand:
        await hand.on(variant)
        waiting = asyncio.create_task(place_alone(placing))
        await hand.stops(1)
        await hand.connection.execute(
            "UPDATE inventory_level SET reserved = 0 WHERE id = $1", level.id
        )
    order = await waiting

    assert await Order.exists(id=order.id)
    if key is not None:
        assert (await place_alone(placing)).id == order.id
