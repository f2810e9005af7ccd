"""A server is killed in the middle of a rush: nothing is half done, and nothing is done twice."""

import asyncio
from typing import Any

import httpx

from domain.inventory.models import InventoryLevel
from domain.orders.models import OrderLine
from tests.api.processes import DEADLINE_SECONDS, Process, running, url_of
from tests.domain.inventory.test_ledger import assert_the_books_balance
from tests.domain.orders.conservation import (
    assert_orders_tell_their_whole_story,
    assert_stock_is_conserved,
)
from tests.graph import run
from tests.schema.stage import gid
from tests.shop import Shop
from tests.wire import SECRET, Client

CLIENTS = 16
ORDERS = 60
UNITS = 25
ENOUGH = 12  # answers, and the server dies
ORDER = run("orderCreate", "order { id }")
Answer = dict[str, Any]


async def test_a_server_killed_in_a_rush_leaves_whole_orders_and_every_key_has_one_effect(
    shop: Shop, database: dict[str, Any]
) -> None:
    scarce, plenty = await shop.variant(), await shop.variant()
    level = await shop.adjust(scarce, UNITS)
    await shop.adjust(plenty, 10 * UNITS)
    lines = [{"variantId": gid(variant), "quantity": 1} for variant in (scarce, plenty)]
    headers = Client("", shop.admin).token()
    requests = {f"rush-{number}": lines[: 1 + number % 2] for number in range(ORDERS)}

    async with server_on(database) as first:
        answered = await rush(first, headers, requests, until=ENOUGH)
    async with server_on(database) as second:
        again = await rush(second, headers, requests)

    assert ENOUGH <= len(answered) < ORDERS
    assert len(again) == ORDERS
    assert {key: again[key] for key, answer in answered.items() if answer["order"]} == {
        key: answer for key, answer in answered.items() if answer["order"]
    }
    orders = {answer["order"]["id"] for answer in again.values() if answer["order"]}
    assert len(orders) == await shop.count("sales_order") == UNITS
    assert (await InventoryLevel.get(id=level.id)).available == 0
    assert await OrderLine.filter(variant_id=scarce.id).count() == UNITS
    await assert_the_books_balance()
    await assert_stock_is_conserved()
    await assert_orders_tell_their_whole_story()


def server_on(database: dict[str, Any]) -> Any:
    return running("serve", "--no-worker", DATABASE_URL=url_of(database), TRADEGRAPH_SECRET=SECRET)


async def rush(
    server: Process, headers: dict[str, str], requests: dict[str, Any], *, until: int | None = None
) -> dict[str, Answer]:
    """What the clients were told, by key. After so many answers the server is killed (SIGKILL)."""
    address = await server.address()
    todo = iter(requests.items())
    answers: dict[str, Answer] = {}

    async def client() -> None:
        async with httpx.AsyncClient(
            trust_env=False, timeout=DEADLINE_SECONDS, headers=headers
        ) as http:
            for key, lines in todo:
                order = {
                    "channel": "web",
                    "currency": "USD",
                    "lines": lines,
                    "idempotencyKey": key,
                }
                body = {"query": ORDER, "variables": {"input": order}}
                try:
                    answer = await http.post(f"{address}/graphql", json=body)
                except httpx.TransportError:
                    return  # it is dead: nobody knows what became of this order
                answers[key] = answer.json()["data"]["orderCreate"]
                if until and len(answers) == until:
                    server.kill()

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return answers
