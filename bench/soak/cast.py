"""Everybody on stage: a database, a bus, two relays of which one leads, and two servers."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.database_urls import url_of
from api.embedded.valkey import EmbeddedValkey, start_valkey
from bench.server import SECRET
from bench.soak.player import Player

LEADS = r"This relay leads"
LEADER_SECONDS = 60  # within which somebody must lead
LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class Cast:
    """Who can be killed. Only the database cannot: without it there are no facts."""

    valkey: EmbeddedValkey
    relays: tuple[Player, ...]
    servers: tuple[Player, ...]

    @property
    def players(self) -> tuple[Player, ...]:
        """All processes of the product."""
        return *self.relays, *self.servers

    async def leader(self) -> Player:
        """The relay that leads; waits until one does.

        Raises:
            TimeoutError: none does.
        """
        async with asyncio.timeout(LEADER_SECONDS):
            while True:
                for relay in self.relays:
                    if relay.says_now(LEADS):
                        return relay
                await asyncio.sleep(LOOK_SECONDS)

    def said(self, pattern: str) -> list[str]:
        """Every time that anybody ever said so."""
        return [found for player in self.players for found in player.said(pattern)]


@asynccontextmanager
async def on_stage(directory: Path, credentials: Mapping[str, Any]) -> AsyncIterator[Cast]:
    """All of them at work on that database, on ports of their own; killed at the end."""
    valkey = await asyncio.to_thread(start_valkey, data_dir=directory / "valkey")
    settings = {
        "DATABASE_URL": url_of(credentials),
        "REDIS_URL": valkey.url,
        "DATA_DIR": str(directory / "data"),
        "TRADEGRAPH_SECRET": SECRET,
        "PORT": "0",
    }

    def player(name: str, *command: str, ready: str) -> Player:
        return Player(name, command, ready=ready, directory=directory, settings=settings)

    at_work, answers = "The worker is at work", r"answers at (http://[^/\s]+)"
    cast = Cast(
        valkey,
        tuple(player(f"relay-{name}", "worker", ready=at_work) for name in "ab"),
        tuple(player(f"server-{name}", "serve", "--no-worker", ready=answers) for name in "ab"),
    )
    try:
        await asyncio.gather(*(each.rise() for each in cast.players))
        await cast.leader()
        yield cast
    finally:
        for each in cast.players:
            each.fall()
        await asyncio.to_thread(valkey.stop)
