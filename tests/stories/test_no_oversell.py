"""Many buyers at once, over real HTTP: what there is is sold once, and the rest is told why."""

import asyncio
from collections import Counter, deque
from typing import Any

import httpx
import pytest

from domain.catalog.models import ProductVariant
from domain.inventory.models import InventoryLevel
from domain.orders.models import OrderLine
from domain.orders.till import GROUP_MAX, Till, open_till
from tests.domain.inventory.test_ledger import assert_the_books_balance
from tests.graph import run
from tests.schema.stage import gid
from tests.shop import Shop
from tests.wire import DEADLINE_SECONDS, Client, serving

CLIENTS = 16
ORDER = run("orderCreate", "order { id }")
Lines = list[dict[str, Any]]


async def test_two_hundred_orders_for_fifty_units_sell_exactly_fifty(
    shop: Shop, database: dict[str, Any]
) -> None:
    variant = await shop.variant(sku="TEA")
    level = await shop.stock(variant, 50)

    answers = await rush(shop, database, [[line(variant)]] * 200)

    assert outcomes(answers) == {"sold": 50, "INSUFFICIENT_STOCK": 150}
    assert facts(answers) == [{"variant": {"sku": "TEA"}, "requested": 1, "available": 0}] * 150
    level = await InventoryLevel.get(id=level.id)
    assert (level.on_hand, level.reserved, level.available) == (50, 50, 0)
    assert await shop.count("sales_order") == await shop.count("order_line") == 50
    assert await shop.event_names("order") == ["orders.order_placed"] * 50


@pytest.mark.parametrize("group_max", [GROUP_MAX, 1])
async def test_orders_that_share_goods_get_all_their_lines_or_none(
    shop: Shop, database: dict[str, Any], group_max: int
) -> None:
    open_till(Till(group_max=group_max))
    scarce, plenty = await shop.variant(sku="SCARCE"), await shop.variant(sku="PLENTY")
    await shop.stock(scarce, 20)
    await shop.stock(plenty, 50)
    one_way = [line(scarce), line(plenty)]
    other_way = [line(plenty), line(scarce)]

    answers = await rush(shop, database, [one_way, other_way] * 40)

    assert outcomes(answers) == {"sold": 20, "INSUFFICIENT_STOCK": 60}
    assert facts(answers) == [{"variant": {"sku": "SCARCE"}, "requested": 1, "available": 0}] * 60
    left = {level.variant_id: level.available for level in await InventoryLevel.all()}
    assert left == {scarce.id: 0, plenty.id: 30}
    lines = Counter([row.order_id for row in await OrderLine.all()])
    assert sorted(lines.values()) == [2] * 20


@pytest.mark.parametrize("group_max", [GROUP_MAX, 1])
async def test_whoever_sends_an_order_again_has_ordered_once(
    shop: Shop, database: dict[str, Any], group_max: int
) -> None:
    open_till(Till(group_max=group_max))
    variant = await shop.variant(sku="TEA")
    level = await shop.adjust(variant, 8)

    answers = await rush(shop, database, [[line(variant)]] * 60, keys=20)

    told = outcomes(answers)
    assert told.keys() <= {"sold", "INSUFFICIENT_STOCK", "IDEMPOTENCY_IN_PROGRESS"}
    sold = {answer["order"]["id"] for answer in answers if answer["order"]}
    assert len(sold) == await shop.count("sales_order") == 8
    assert await shop.count("idempotency_record") == 8
    assert (await InventoryLevel.get(id=level.id)).reserved == 8
    await assert_the_books_balance()


def line(variant: ProductVariant) -> dict[str, Any]:
    return {"variantId": gid(variant), "quantity": 1}


async def rush(
    shop: Shop, database: dict[str, Any], orders: list[Lines], *, keys: int | None = None
) -> list[dict[str, Any]]:
    """Sixteen clients place them all, each the next as soon as its last is answered.

    With fewer keys than orders some are sent again, by others and at the same time.
    """
    times = len(orders) // (keys or len(orders))  # that each is sent
    waiting = deque(enumerate(orders))
    answers: list[dict[str, Any]] = []

    async with serving(database, with_worker=False) as address:
        headers = Client(address, shop.admin).token()

        async def client() -> None:
            async with httpx.AsyncClient(
                trust_env=False, timeout=DEADLINE_SECONDS, headers=headers
            ) as http:
                while waiting:
                    number, lines = waiting.popleft()
                    input = {
                        "channel": "web",
                        "currency": "USD",
                        "lines": lines,
                        "idempotencyKey": f"rush-{number // times}",
                    }
                    answer = await http.post(
                        f"{address}/graphql", json={"query": ORDER, "variables": {"input": input}}
                    )
                    answers.append(answer.json()["data"]["orderCreate"])

        await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return answers


def outcomes(answers: list[dict[str, Any]]) -> dict[str, int]:
    """How many were sold, and how many refused for which reason."""
    return dict(
        Counter(
            "sold" if answer["order"] else ", ".join(said["code"] for said in answer["userErrors"])
            for answer in answers
        )
    )


def facts(answers: list[dict[str, Any]]) -> list[Any]:
    """What the refused were told there is too little of."""
    return [
        shortage
        for answer in answers
        for said in answer["userErrors"]
        for shortage in said["shortages"]
    ]
