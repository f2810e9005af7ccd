"""No silent loss: twenty writers, some of whose work is rolled back, and lines that are cut."""

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from bench.database import looking
from bench.progress import Say
from bench.rows import Row, exactly, more_than
from bench.server import SECRET, Server, serving, staff
from bench.shop import Shop
from bench.soak.arrival import Judged, judged, wait_for_all
from bench.soak.feeds import LEVELS, ORDERS
from bench.soak.followers import Doors, Follower, following, seq_of
from bench.soak.guarantee import gaps, guarantee
from bench.soak.tempers import FLAPPING, Transport
from bench.writers import Writer
from domain.identity.scopes import Role
from domain.identity.tokens import issue_token

WRITERS = 20
WRITES = 40  # of each writer
FOLLOWERS = 5  # of each feed
VARIANTS = 6
STOCK = 40  # units of each variant at the start
SEED = 20_260_302
DEADLINE_SECONDS = 300
ARRIVAL_SECONDS = 120
HERE = "{ products(first: 1) { nodes { eventCursor } } }"
ROLLBACKS = "SELECT xact_rollback FROM pg_stat_database WHERE datname = current_database()"
FEEDS: Final = (LEVELS, ORDERS)
PART = "no silent loss"
HOW = (
    f"{WRITERS} writers over HTTP, {FOLLOWERS} followers of inventoryLevelUpdated and {FOLLOWERS}"
    " of orderFeed over WebSocket, whose lines are cut at random, and who come back with `after`;"
    " all that each was told against the table of events"
)
name = (PART + ": {}").format


def measure(say: Say) -> list[Row]:
    """One run, with dice that fall the same way each time."""
    with serving() as server:
        say(f"{WRITERS} writers, {len(FEEDS) * FOLLOWERS} followers")
        return asyncio.run(_measure(server))


async def _measure(server: Server) -> list[Row]:
    dice = random.Random(SEED)
    async with (
        asyncio.timeout(DEADLINE_SECONDS),
        Shop(server) as shop,
        looking(server.credentials) as database,
        Doors([server], issue_token(SECRET, staff(Role.ADMIN), datetime.now(UTC))) as doors,
    ):
        variants = [await shop.variant(STOCK) for _ in range(VARIANTS)]
        [here] = (await shop.admin.ask(HERE))["products"]["nodes"]
        start, since = here["eventCursor"], seq_of(here["eventCursor"])
        socket = Transport.SOCKET
        followers = [
            Follower(feed, FLAPPING, socket, doors, start, random.Random(dice.random()))
            for feed in FEEDS
            for _ in range(FOLLOWERS)
        ]
        writers = [
            Writer(shop, await shop.as_(staff(Role.ADMIN)), random.Random(dice.random()))
            for _ in range(WRITERS)
        ]
        rollbacks = -await database.fetchval(ROLLBACKS)
        async with following(followers):
            await asyncio.gather(*(writer.write(variants, WRITES) for writer in writers))
            facts = await wait_for_all(database, followers, since=since, seconds=ARRIVAL_SECONDS)
        rollbacks += await database.fetchval(ROLLBACKS)
    told = judged(followers, facts, since=since)
    return [
        *guarantee(PART, told, HOW),
        exactly(name("gaps told"), sum(gaps(each).total() for each in followers), 0, "gaps", HOW),
        exactly(name("tracebacks in the server's log"), server.tracebacks, 0, "lines", HOW),
        *_fired(told, writers, sum(map(len, facts.values())), rollbacks),
    ]


def _fired(
    told: Sequence[Judged], writers: Sequence[Writer], events: int, rollbacks: int
) -> list[Row]:
    """That the run was one in which something could have been lost."""
    cuts = [each.follower.counts["lines cut"] for each in told]
    rolled_back = sum(writer.rolled_back for writer in writers)
    strange = [answer for writer in writers for answer in writer.strange]
    return [
        more_than(name("events in the table"), events, 0, "events", "both feeds, since the start"),
        more_than(
            name("writes rolled back"),
            rolled_back,
            0,
            "writes",
            f"refused inside their transaction; PostgreSQL itself counts {rollbacks} rollbacks,"
            " those of the last second may be missing",
        ),
        more_than(
            name("fewest cuts of one follower"),
            min(cuts),
            0,
            "cuts",
            f"{sum(cuts)} cuts in all: the socket is aborted",
        ),
        exactly(
            name("other answers to writers"),
            len(strange),
            0,
            "answers",
            "; ".join(["neither done nor InsufficientStockError", *strange[:1]]),
        ),
    ]
