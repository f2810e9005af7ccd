"""The play: a shop is set up, writers write, faults strike, followers follow, the ledger judges."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

from tortoise import Tortoise

from bench.database import looking
from bench.progress import Say
from bench.server import SECRET, Server, staff
from bench.soak.arrival import Judged, judged, wait_for_all
from bench.soak.cast import Cast, on_stage
from bench.soak.echo import echoing
from bench.soak.faults import Fate
from bench.soak.followers import Doors, Follower, following, seq_of
from bench.soak.scene import Scene, furnished
from bench.soak.script import WRITERS, Script
from bench.soak.tempers import TEMPERS, Transport
from bench.soak.writers import Progress, Writer
from domain.identity.scopes import Role
from domain.identity.tokens import issue_token
from domain.shared.context import Actor
from domain.shared.database import orm_config

SPARE_CONNECTIONS = 4
FACTS_PER_TRANSACTION = 1.5  # on the average, those that are rolled back being none
SAY_SECONDS = 5.0
ALL = "SELECT count(*) FROM event WHERE seq > $1 AND NOT historic"
AGAINST_IDS = """
SELECT count(*) FROM (
    SELECT id < max(id) OVER (ORDER BY seq) AS is_late FROM event WHERE seq > $1
) numbered WHERE is_late
"""
NUMBERED_TWICE = "SELECT count(*) - count(DISTINCT seq) FROM event WHERE seq IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything the report is made of."""

    script: Script
    seconds: float
    facts: int
    against_ids: int
    numbered_twice: int
    writers: Sequence[Writer]
    judged: Sequence[Judged]
    struck: Counter[str]
    echoed: int
    said: Mapping[str, list[str]]


SAID = {
    "elections": r"This relay leads",
    "falls": r"Lost the connection to",
    "resyncs": r"The bus was away",
    "unpublished": r"Not published",
    "overflows": r"A slow reader catches up",
    "mended": r"The hub took (\d+) facts from the log",
    "tracebacks": r"(?:.*\n)?Traceback(?:.*\n){1,60}",
}


async def play(
    script: Script, directory: Path, credentials: Mapping[str, Any], say: Say
) -> Outcome:
    """One run on an empty, migrated database.

    Raises:
        TimeoutError: it took far too long.
        ItEnded: a process did not start.
    """
    began = time.monotonic()
    dice = random.Random(script.seed)
    async with (
        asyncio.timeout(script.deadline_seconds),
        _orm(credentials),
        looking(dict(credentials)) as database,
        on_stage(directory, credentials) as cast,
        echoing(cast.valkey.url, random.Random(dice.random())) as echo,
    ):
        say("the shop is being furnished")
        scene = await furnished(Server(cast.servers[1].address, directory), script)
        since = seq_of(scene.start)
        admin = staff(Role.ADMIN)
        token = issue_token(SECRET, admin, datetime.now(UTC))
        async with Doors(cast.servers, token) as doors:
            followers = _followers(script, scene, doors, dice)
            progress = Progress(script.facts)
            writers = _writers(script, scene, admin, progress, dice)
            async with following(followers):
                struck = await _write(cast, progress, writers, say)
                say("all is written; the followers come to the end")
                facts = await wait_for_all(
                    database, followers, since=since, seconds=script.arrival_seconds
                )
        return Outcome(
            script=script,
            seconds=time.monotonic() - began,
            facts=await database.fetchval(ALL, since),
            against_ids=await database.fetchval(AGAINST_IDS, since),
            numbered_twice=await database.fetchval(NUMBERED_TWICE),
            writers=writers,
            judged=judged(followers, facts, since=since),
            struck=struck,
            echoed=echo.facts,
            said={name: cast.said(pattern) for name, pattern in SAID.items()},
        )


async def _write(
    cast: Cast, progress: Progress, writers: Sequence[Writer], say: Say
) -> Counter[str]:
    """Write until there are facts enough and every fault has struck; how often each did."""

    fate = Fate(cast, progress, say)
    voice = asyncio.create_task(_say_how_far(progress, say))
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fate.run(), name="fate")
            for writer in writers:
                group.create_task(writer.write(), name="writer")
    finally:
        voice.cancel()
    return fate.struck


async def _say_how_far(progress: Progress, say: Say) -> None:
    while True:
        await asyncio.sleep(SAY_SECONDS)
        say(f"{progress.facts:,} of {progress.wanted:,} facts written")


def _writers(
    script: Script, scene: Scene, actor: Actor, progress: Progress, dice: random.Random
) -> list[Writer]:
    pause = WRITERS * FACTS_PER_TRANSACTION / script.facts_per_second
    return [
        Writer(actor, scene.things, random.Random(dice.random()), pause, progress)
        for _ in range(WRITERS)
    ]


def _followers(script: Script, scene: Scene, doors: Doors, dice: random.Random) -> list[Follower]:
    """Each feed over each transport, by as many tempers as the script says, in turn; the first
    two tempers that a feed gets differ from those of the next."""
    ways = list(product(scene.feeds, Transport))
    return [
        Follower(
            feed,
            TEMPERS[(place + turn * 2) % len(TEMPERS)].at_pace(script.pace),
            transport,
            doors,
            scene.start,
            random.Random(dice.random()),
            door=place + turn,
        )
        for turn in range(script.tempers)
        for place, (feed, transport) in enumerate(ways)
    ]


@asynccontextmanager
async def _orm(credentials: Mapping[str, Any]) -> AsyncIterator[None]:
    """The database for the writers, each with a connection of their own."""
    config = orm_config(credentials, pool_max=WRITERS + SPARE_CONNECTIONS)
    context = await Tortoise.init(config=config, _enable_global_fallback=True)
    try:
        with context:
            yield
    finally:
        await context.close_connections()
