"""No oversell with two lines: orders that share two variants take both or nothing."""

import asyncio

from bench.buying import SOLD, SOLD_OUT, available, buy, crowd
from bench.database import looking
from bench.progress import Say
from bench.rows import Row, exactly
from bench.rush import CLIENTS, ORDERS, UNITS, rush
from bench.server import Server, serving
from bench.shop import Shop

FEWER = 30  # units of the second variant: it runs out first, and then nobody may get the first
HOW = (
    f"{CLIENTS} customers over HTTP, {ORDERS} orders of one unit each of two variants with {UNITS}"
    f" and {FEWER} units, every other one naming them in the opposite order"
)
LOWEST = """
SELECT min((payload->>'available')::int) FROM event WHERE type = 'inventory.stock_moved'
"""
HALVES = """
SELECT count(*) FROM sales_order WHERE id NOT IN (
    SELECT order_id FROM stock_reservation WHERE status = 'active'
    GROUP BY order_id HAVING count(*) = 2 AND sum(quantity) = 2
)
"""


def measure(say: Say) -> list[Row]:
    """One rush, and what the shop answers, shows and has written down."""
    with serving() as server:
        say("orders of two lines")
        return asyncio.run(_measure(server))


async def _measure(server: Server) -> list[Row]:
    async with Shop(server) as shop, looking(server.credentials) as rows:
        clients = await crowd(shop)
        both = [await shop.variant(UNITS), await shop.variant(FEWER)]
        answers = await rush(clients, lambda client, n: buy(shop, client, *both[:: 1 - n % 2 * 2]))
        sold, sold_out = answers.pop(SOLD), answers.pop(SOLD_OUT)
        left = [await available(shop, variant) for variant in both]
        missing = abs(UNITS - sold - left[0]) + abs(FEWER - sold - left[1])
        lowest, halves = await rows.fetchval(LOWEST), await rows.fetchval(HALVES)
    name, other = "oversell, two lines: {}".format, "; ".join([HOW, *answers])
    return [
        exactly(name("sold"), sold, FEWER, "orders", HOW),
        exactly(name("refused with the facts"), sold_out, ORDERS - FEWER, "orders", HOW),
        exactly(name("other answers"), answers.total(), 0, "orders", other),
        exactly(name("units sold and left, less units at the start"), missing, 0, "units", HOW),
        exactly(name("orders that hold only a part"), halves, 0, "orders", HOW + "; in the rows"),
        exactly(
            name("lowest level ever told"), lowest, 0, "units", HOW + "; over all events of stock"
        ),
    ]
