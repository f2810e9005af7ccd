"""Twenty writers, some of whom think better of it, and a follower who is cut off all the time."""

import asyncio
import random
from datetime import UTC, datetime
from typing import Any

from tortoise.transactions import in_transaction

from domain.orders.models import Order
from domain.orders.states import HoldReason
from domain.processes.hold_order import hold_order
from domain.processes.release_hold import release_hold
from domain.shared import sql
from realtime.cursor import Cursor
from schema.shared.ids import global_id
from tests.shop import Shop
from tests.wire import Client, Items, serving

WRITERS = 20
ROUNDS = 6  # of each writer, a third of which come to nothing
FEED = """
subscription($after: EventCursor) {
  orderFeed(after: $after) { kind cursor event { type version } order { id } }
}
"""


class ThoughtBetter(Exception):
    """The transaction is rolled back."""


async def test_whoever_comes_back_with_a_cursor_misses_nothing_and_hears_nothing_twice(
    shop: Shop, database: dict[str, Any]
) -> None:
    shop.now = datetime.now(UTC)
    variant = await shop.variant()
    await shop.stock(variant, WRITERS + 1)
    orders = [await shop.place((variant, 1)) for _ in range(WRITERS)]
    last = await shop.place((variant, 1))
    async with serving(database) as address:
        follower = Follower(Client(address, shop.admin), dice=random.Random(7))
        joined = await follower.join()
        following = asyncio.create_task(follower.run(until=last))

        await asyncio.gather(*(write(shop, order, seed) for seed, order in enumerate(orders)))
        await hold_order(shop.ctx, last.id, reason=HoldReason.FRAUD)
        await following

    assert follower.cuts > 5
    assert follower.heard == await the_log(since=joined)


class Follower:
    """Somebody on a train: hears a few items, is cut off, comes back with the last cursor."""

    def __init__(self, client: Client, dice: random.Random) -> None:
        self.heard: list[tuple[str, int]] = []
        self.cuts = 0
        self._client = client
        self._dice = dice
        self._cursor = ""

    async def join(self) -> int:
        """Learn where the log is now."""
        async with self._client.follow(FEED, after="nowhere") as live:
            self._cursor = (await live.next())["cursor"]
        joined = Cursor.read(self._cursor)
        assert joined is not None
        return joined.seq

    async def run(self, *, until: Order) -> None:
        """Follow, with many interruptions, until that order is held."""
        end = global_id("Order", until.id)
        while (end, until.version + 1) not in self.heard:
            async with self._client.follow(FEED, after=self._cursor) as live:
                await self._hear(live, self._dice.randint(1, 12), end)
                live.socket.transport.abort()
                self.cuts += 1

    async def _hear(self, live: Items, most: int, end: str) -> None:
        for _ in range(most):
            item = await live.next()
            assert item["kind"] == "EVENT"
            self._cursor = item["cursor"]
            self.heard.append((item["order"]["id"], item["event"]["version"]))
            if item["order"]["id"] == end and item["event"]["type"] == "orders.order_held":
                return


async def write(shop: Shop, order: Order, seed: int) -> None:
    """Hold and release one order again and again."""
    dice = random.Random(seed)
    held = False
    for _ in range(ROUNDS):
        try:
            async with in_transaction():
                if held:
                    await release_hold(shop.ctx, order.id)
                else:
                    await hold_order(shop.ctx, order.id, reason=HoldReason.FRAUD)
                if dice.random() < 0.33:
                    raise ThoughtBetter
        except ThoughtBetter:
            continue
        held = not held


async def the_log(*, since: int) -> list[tuple[str, int]]:
    """Every fact about an order behind a place in the log."""
    rows = await sql.rows(
        "SELECT aggregate_id, version FROM event"
        " WHERE aggregate_type = 'order' AND seq > $1 ORDER BY seq",
        since,
    )
    return [(str(global_id("Order", row["aggregate_id"])), row["version"]) for row in rows]
