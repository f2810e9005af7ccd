"""No silent loss: twenty writers, some of whose work is rolled back, and lines that are cut."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from bench.database import Connection, looking
from bench.followers import LEVELS, ORDERS, Fact, Follower
from bench.progress import Say
from bench.rows import Row, exactly, more_than
from bench.server import Server, serving, staff
from bench.shop import Shop
from bench.writers import Writer
from domain.identity.scopes import Role
from realtime.cursor import Cursor
from schema.shared.ids import global_id

WRITERS = 20
WRITES = 40  # of each writer
FOLLOWERS = 5  # of each subscription
VARIANTS = 6
STOCK = 40  # units of each variant at the start
SEED = 20_260_302
DEADLINE_SECONDS = 300
HERE = "{ products(first: 1) { nodes { eventCursor } } }"
LEVEL = "query($id: ID!) { variant(id: $id) { inventoryLevels { id version } } }"
HAPPENED = """
SELECT aggregate_id, version FROM event
WHERE seq > $1 AND aggregate_type = $2 AND NOT historic ORDER BY seq
"""
ROLLBACKS = "SELECT xact_rollback FROM pg_stat_database WHERE datname = current_database()"
FEEDS = {LEVELS: ("inventory_level", "InventoryLevel"), ORDERS: ("order", "Order")}
HOW = (
    f"{WRITERS} writers over HTTP, {FOLLOWERS} followers of inventoryLevelUpdated and {FOLLOWERS}"
    " of orderFeed over WebSocket, whose lines are cut at random, and who come back with `after`;"
    " all that each was told against the table of events"
)


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
    ):
        variants = [await shop.variant(STOCK) for _ in range(VARIANTS)]
        marker = await shop.variant(1)
        [here] = (await shop.admin.ask(HERE))["products"]["nodes"]
        followers = [
            Follower(
                await shop.as_(staff(Role.ADMIN)),
                document,
                here["eventCursor"],
                random.Random(dice.random()),
            )
            for document in FEEDS
            for _ in range(FOLLOWERS)
        ]
        writers = [
            Writer(shop, await shop.as_(staff(Role.ADMIN)), random.Random(dice.random()))
            for _ in range(WRITERS)
        ]
        rollbacks = -await database.fetchval(ROLLBACKS)
        last: set[Fact] = set()
        async with asyncio.TaskGroup() as group:
            for follower in followers:
                group.create_task(follower.follow(last))
            await asyncio.gather(*(writer.write(variants, WRITES) for writer in writers))
            last |= await _the_end(shop, marker)
        rollbacks += await database.fetchval(ROLLBACKS)
        happened = await _happened(database, here["eventCursor"])
    return [
        *_told(followers, happened),
        exactly(
            "no silent loss: tracebacks in the server's log", server.tracebacks, 0, "lines", HOW
        ),
        *_fired(followers, writers, happened, rollbacks),
    ]


async def _the_end(shop: Shop, variant: str) -> set[Fact]:
    """One last order, when everybody is done: the last fact of both feeds."""
    order = await shop.admin.do("orderCreate", shop.order((variant, 1)), "order { id version }")
    [level] = (await shop.admin.ask(LEVEL, id=variant))["variant"]["inventoryLevels"]
    return {(shown["id"], shown["version"]) for shown in (order, level)}


async def _happened(database: Connection, cursor: str) -> dict[str, list[Fact]]:
    """What each feed has to tell of what came after the cursor, in order, as the table has it."""
    since = Cursor.read(cursor)
    assert since is not None
    return {
        document: [
            (str(global_id(kind, row["aggregate_id"])), row["version"])
            for row in await database.fetch(HAPPENED, since.seq, aggregate)
        ]
        for document, (aggregate, kind) in FEEDS.items()
    }


def _told(followers: Sequence[Follower], happened: dict[str, list[Fact]]) -> list[Row]:
    lost = doubled = invented = disordered = 0
    for follower in followers:
        told, true = Counter(follower.told), Counter(happened[follower.document])
        lost += len(true.keys() - told.keys())
        doubled += sum(times - 1 for times in told.values())
        invented += len(told.keys() - true.keys())
        disordered += _steps_back(follower.told)
    gaps = sum(follower.gaps for follower in followers)
    return [
        exactly("no silent loss: events lost", lost, 0, "events", HOW),
        exactly("no silent loss: events told twice", doubled, 0, "events", HOW),
        exactly("no silent loss: events told that never happened", invented, 0, "events", HOW),
        exactly(
            "no silent loss: events out of their aggregate's order", disordered, 0, "events", HOW
        ),
        exactly("no silent loss: gaps told", gaps, 0, "gaps", HOW),
    ]


def _steps_back(told: Sequence[Fact]) -> int:
    """How often a version came that is not behind the one before, of the same thing."""
    versions: dict[str, list[int]] = {}
    for subject, version in told:
        versions.setdefault(subject, []).append(version)
    return sum(b <= a for each in versions.values() for a, b in pairwise(each))


def _fired(
    followers: Sequence[Follower],
    writers: Sequence[Writer],
    happened: dict[str, list[Fact]],
    rollbacks: int,
) -> list[Row]:
    """That the run was one in which something could have been lost."""
    events = sum(map(len, happened.values()))
    rolled_back = sum(writer.rolled_back for writer in writers)
    strange = [answer for writer in writers for answer in writer.strange]
    name = "no silent loss: {}".format
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
            min(follower.cuts for follower in followers),
            0,
            "cuts",
            f"{sum(follower.cuts for follower in followers)} cuts in all: the socket is aborted",
        ),
        exactly(
            name("other answers to writers"),
            len(strange),
            0,
            "answers",
            "; ".join(["neither done nor InsufficientStockError", *strange[:1]]),
        ),
    ]
