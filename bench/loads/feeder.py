"""One who makes things happen to an order, as often as asked: facts by the domain's own verbs.

`python -m bench.loads.feeder ORDER_ID`, with the database in DATABASE_URL. Each line of its input
is a number of facts; each is committed by a transaction of its own. A line of its output is the
version that a fact made, and the monotonic clock right after its commit.
"""

import asyncio
import sys
import time
from datetime import UTC, datetime
from uuid import UUID

from tortoise import Tortoise

from api.database_urls import credentials_of
from api.settings import read_settings
from domain.orders.hold_order import hold_order
from domain.orders.models import Order
from domain.orders.release_hold import release_hold
from domain.orders.states import HoldReason, OrderStatus
from domain.shared.context import SYSTEM, Context
from domain.shared.database import orm_config


async def feed(key: UUID) -> None:
    """Hold the order and let it go on, by turns."""
    order = await Order.get(id=key)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        for _ in range(int(line)):
            ctx = Context(actor=SYSTEM, now=datetime.now(UTC))
            if order.status is OrderStatus.ON_HOLD:
                order = await release_hold(ctx, key)
            else:
                order = await hold_order(ctx, key, reason=HoldReason.MANUAL)
            say(f"{order.version} {time.monotonic()}")


def say(line: str) -> None:
    """In one piece."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def main(key: UUID) -> None:
    """Feed until the input ends."""
    url = read_settings().database_url
    assert url, "DATABASE_URL names the database"
    config = orm_config(credentials_of(url))
    context = await Tortoise.init(config=config, _enable_global_fallback=True)
    try:
        say("ready")
        await feed(key)
    finally:
        await context.close_connections()


if __name__ == "__main__":
    asyncio.run(main(UUID(sys.argv[1])))
