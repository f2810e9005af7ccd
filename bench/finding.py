"""Finding an order in a year of them, by whatever somebody has in hand: over HTTP, one by one."""

import asyncio
import time
from collections.abc import Sequence
from statistics import median
from typing import Any

import httpx

from api.embedded.scratch import scratch_directory
from bench import cores
from bench.database import connected
from bench.production import Api
from bench.progress import Say
from bench.readers import product
from bench.rows import Row, at_most, exactly
from bench.server import OURS, staff, token_of
from bench.year import Year, year
from domain.identity.scopes import Role

MILLISECONDS_MAX = 50  # of a search, as the median
TIMES = 60  # names of each kind; the first are asked once before, to warm up
WARM = 10
FOUND = """query($text: String!) { orders(search: $text, first: 20) { nodes {
    id number status placedAt total { amount currencyCode } customer { id name } } } }"""
PEOPLE = "{ customers(first: 100) { nodes { phone } } }"
ANY_ORDERS = "SELECT {column} FROM sales_order ORDER BY md5(number) LIMIT $1"
NAMES = {
    "its number": ANY_ORDERS.format(column="number"),
    "what its channel calls it": ANY_ORDERS.format(column="external_id"),
    "the first six signs of a number": ANY_ORDERS.format(column="left(number, 6)"),
    "a waybill number": "SELECT waybill_number FROM fulfillment ORDER BY md5(waybill_number)"
    " LIMIT $1",
    "a SKU, any": "SELECT sku FROM product_variant v WHERE EXISTS"
    " (SELECT FROM order_line l WHERE l.variant_id = v.id) ORDER BY md5(sku) LIMIT $1",
    "a SKU, one of those sold most": "SELECT sku FROM order_line GROUP BY sku"
    " ORDER BY count(*) DESC LIMIT $1",
}
A_PHONE = "a customer's phone number"
ORDERS = "SELECT count(*) FROM sales_order"
# One order has each of these. In the year a parcel has the number of its order.
ONE = ("its number", "what its channel calls it", "a waybill number")


def measure(say: Say) -> list[Row]:
    """Each kind of name in turn, as a member of staff."""
    with (
        year(say) as found,
        scratch_directory(OURS) as directory,
        product(found, directory) as ours,
    ):
        return _measured(found, ours, say)


def _measured(found: Year, ours: Api, say: Say) -> list[Row]:
    token = token_of(staff(Role.ADMIN))
    names, orders = asyncio.run(_names(found))
    with (
        httpx.Client(
            trust_env=False, timeout=30, headers={"authorization": f"Bearer {token}"}
        ) as client,
        cores.on(cores.LOAD),
    ):
        nodes = _ask(client, ours, PEOPLE, {})["customers"]["nodes"]
        names[A_PHONE] = [node["phone"] for node in nodes if node["phone"]][:TIMES]
        rows: list[Row] = []
        for kind, texts in names.items():
            say(f"by {kind}")
            took, hits = _timed(client, ours, texts)
            how = (
                f"{len(texts)} of them, over HTTP one by one, with the names of customers in the"
                f" answer; the slowest {max(took):.1f} ms; of {orders:,} orders; {cores.HOW}"
            )
            name = f"an order by {kind}, of {orders:,}, median"
            rows.append(at_most(name, median(took), MILLISECONDS_MAX, "ms", how))
            if kind in ONE:
                rows.append(exactly(f"found by {kind}", hits, len(texts), "orders", how))
    return rows


async def _names(found: Year) -> tuple[dict[str, list[str]], int]:
    async with connected(found.credentials()) as connection:
        names = {
            kind: [str(row[0]) for row in await connection.fetch(query, TIMES)]
            for kind, query in NAMES.items()
        }
        return names, await connection.fetchval(ORDERS)


def _timed(client: httpx.Client, ours: Api, texts: Sequence[str]) -> tuple[list[float], int]:
    """Milliseconds for each, and how many orders were found."""
    for text in texts[:WARM]:
        _ask(client, ours, FOUND, {"text": text})
    took, hits = [], 0
    for text in texts:
        begun = time.perf_counter()
        found = _ask(client, ours, FOUND, {"text": text})
        took.append((time.perf_counter() - begun) * 1_000)
        hits += len(found["orders"]["nodes"])
    return took, hits


def _ask(client: httpx.Client, ours: Api, document: str, variables: dict[str, object]) -> Any:
    answer = client.post(ours.graphql, json={"query": document, "variables": variables}).json()
    if answer.get("errors"):
        raise RuntimeError(answer["errors"])
    return answer["data"]
