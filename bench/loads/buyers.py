"""Who buys without HTTP: the verb itself in a process of its own, by many tasks at once.

`python -m bench.loads.buyers VARIANT_ID`, with the database in DATABASE_URL. Each line of its
input is a size of groups and a number of orders; each line of its output the seconds that they
took, and what all but one in a hundred took at most.
"""

import asyncio
import sys
import time
from datetime import UTC, datetime
from uuid import UUID

from tortoise import Tortoise

from api.database_urls import credentials_of
from api.personal_data import hold_keys
from api.serving import settled
from api.settings import read_settings
from bench.processes import MASTER_KEYS
from bench.shop import CHANNEL, CURRENCY
from domain.orders.place_order import LineRequest, PlaceOrder, place_order
from domain.orders.till import Till, open_till
from domain.shared.context import SYSTEM, Context
from domain.shared.database import orm_config
from domain.shared.ids import new_id
from domain.shared.master_keys import MasterKeys

CLIENTS = 64


async def sell(variant_id: UUID, orders: int) -> tuple[float, float]:
    """So many orders by all clients; the seconds of all, and of the slowest but one in 100."""
    todo = iter(range(orders))
    delays = []
    request = PlaceOrder(CHANNEL, CURRENCY, [LineRequest(variant_id, 1)])

    async def client() -> None:
        for _ in todo:
            started = time.perf_counter()
            ctx = Context(actor=SYSTEM, now=datetime.now(UTC))
            await place_order(ctx, request, idempotency_key=str(new_id()))
            delays.append(time.perf_counter() - started)

    started = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return time.perf_counter() - started, sorted(delays)[int(orders * 0.99)]


async def main(variant_id: UUID) -> None:
    """Sell until the input ends."""
    url = read_settings().database_url
    assert url, "DATABASE_URL names the database"
    credentials = credentials_of(url)
    hold_keys(credentials, lambda: MasterKeys.read(MASTER_KEYS))
    config = orm_config(credentials)
    context = await Tortoise.init(config=config, _enable_global_fallback=True)
    loop = asyncio.get_running_loop()
    try:
        async with settled():  # as a server does
            say("ready")
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            group_max, orders = map(int, line.split())
            open_till(Till(group_max=group_max))
            say("{} {}".format(*await sell(variant_id, orders)))
    finally:
        await context.close_connections()


def say(line: str) -> None:
    """In one piece."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(UUID(sys.argv[1])))
