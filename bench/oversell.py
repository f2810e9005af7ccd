"""No oversell: a rush on too few units, on the product and on the plainest use of the ORM."""

import asyncio
from collections import Counter

from api.embedded.postgres import start_postgres
from bench.buying import SOLD, SOLD_OUT, available, buy, crowd
from bench.client import Client
from bench.naive import serving_naively, sold_naively
from bench.progress import Say
from bench.rows import Row, exactly, more_than
from bench.rush import CLIENTS, ORDERS, UNITS, rush
from bench.server import Server, serving
from bench.shop import Shop

ROUNDS = 5
HOW = (
    f"{CLIENTS} customers over HTTP, {ORDERS} one-unit orders for one variant with {UNITS} units,"
    f" the worst of {ROUNDS} rounds"
)
NAIVELY = (
    "the same rush on bench/baselines/naive_stock.py (get, check, save), in turns with the rounds"
    " above: it shows that the rush finds an oversell where there is one"
)
LEFT = "available afterwards"
OTHER = "other answers"


def measure(say: Say) -> list[Row]:
    """Five rounds on each, taking turns; what is shown is the worst round of each."""
    with serving() as server:
        database = start_postgres(server.data_dir)
        with serving_naively(database, server.directory) as naive:
            return asyncio.run(_measure(server, naive, say))


async def _measure(server: Server, naive: str, say: Say) -> list[Row]:
    rounds: list[Counter[str]] = []
    naively: list[int] = []
    async with Shop(server) as shop:
        clients = await crowd(shop)
        for number in range(1, ROUNDS + 1):
            say(f"round {number} of {ROUNDS}: the product")
            rounds.append(await _round(shop, clients))
            say(f"round {number} of {ROUNDS}: the baseline")
            naively.append(await sold_naively(naive))
    sold = more_than("oversell: sold by the plain ORM", min(naively), UNITS, "units", NAIVELY)
    return [*_rows(rounds), sold]


async def _round(shop: Shop, clients: list[Client]) -> Counter[str]:
    variant = await shop.variant(UNITS)
    answers = await rush(clients, lambda client, _: buy(shop, client, variant))
    answers[LEFT] = await available(shop, variant)
    return answers


def _rows(rounds: list[Counter[str]]) -> list[Row]:
    strange = [answer for each in rounds for answer in each if answer.startswith("other: ")]
    for each in rounds:
        each[OTHER] = sum(each[answer] for answer in strange)
    wanted = {SOLD: UNITS, SOLD_OUT: ORDERS - UNITS, LEFT: 0, OTHER: 0}
    return [
        exactly(
            f"oversell, one line: {name}",
            max((each[name] for each in rounds), key=lambda value: abs(value - right)),
            right,
            "units" if name == LEFT else "orders",
            "; ".join([HOW, *strange[:1]]) if name == OTHER else HOW,
        )
        for name, right in wanted.items()
    ]
