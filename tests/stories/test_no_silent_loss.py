"""Twenty writers, some of whom think better of it, and a follower who is cut off all the time."""

import asyncio
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bench.database import looking
from bench.soak.arrival import judged, wait_for_all
from bench.soak.feeds import ORDERS
from bench.soak.followers import Doors, Follower, following, seq_of
from bench.soak.guarantee import gaps, guarantee
from bench.soak.tempers import Temper, Transport
from bench.soak.writers import Progress, Thing, Writer
from domain.identity.tokens import issue_token
from tests.shop import Shop
from tests.wire import SECRET, Client, serving

WRITERS = 20
FACTS = 120
PAUSE_SECONDS = 0.2  # of each writer, between two transactions
ARRIVAL_SECONDS = 60
ON_A_TRAIN = Temper("on a train", line_seconds=(0.01, 0.2))


@dataclass(frozen=True)
class Door:
    """Where the server answers."""

    address: str


async def test_whoever_comes_back_with_a_cursor_misses_nothing_and_hears_nothing_twice(
    shop: Shop, database: dict[str, Any]
) -> None:
    shop.now = datetime.now(UTC)
    variant = await shop.variant()
    await shop.stock(variant, WRITERS)
    orders = [await shop.place((variant, 1)) for _ in range(WRITERS)]
    token = issue_token(SECRET, shop.admin, shop.now)
    progress = Progress(FACTS, all_went_wrong=True)
    things = [Thing("order", order.id) for order in orders]
    writers = [
        Writer(shop.admin, things, random.Random(seed), PAUSE_SECONDS, progress)
        for seed in range(WRITERS)
    ]
    async with (
        serving(database) as address,
        looking(database) as table,
        Doors([Door(address)], token) as doors,
    ):
        start = await here(Client(address, shop.admin))
        socket = Transport.SOCKET
        follower = Follower(ORDERS, ON_A_TRAIN, socket, doors, start, random.Random(7))

        async with following([follower]):
            await asyncio.gather(*(writer.write() for writer in writers))
            facts = await wait_for_all(
                table, [follower], since=seq_of(start), seconds=ARRIVAL_SECONDS
            )

    told = judged([follower], facts, since=seq_of(start))
    assert [row for row in guarantee("on a train", told, "") if not row.holds] == []
    assert len(facts["orders"]) >= FACTS
    assert not gaps(follower)
    assert follower.counts["lines cut"] > 5
    assert sum(writer.counts["transactions rolled back"] for writer in writers) > 5


async def here(client: Client) -> str:
    """Where the log is now, as whoever comes from nowhere is told."""
    async with client.follow(ORDERS.document, after="nowhere") as live:
        return str((await live.next())["cursor"])
