"""What goes wrong, and when: a table of faults, each at its share of the facts."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from redis.asyncio import Redis

from bench.progress import Say
from bench.soak.cast import Cast
from bench.soak.writers import Progress

REDIS_AWAY_SECONDS = 2.0  # longer than a publish is tried again

Strike = Callable[[Cast, "Rising"], Awaitable[None]]


class Rising:
    """Processes that come back by themselves, while the story goes on."""

    def __init__(self) -> None:
        self._group: list[asyncio.Task[None]] = []

    def soon(self, rise: Awaitable[None]) -> None:
        """Let it come back in its own time."""
        self._group.append(asyncio.ensure_future(rise))

    async def all(self) -> None:
        """Return when everybody is back.

        Raises:
            ItEnded: somebody did not come back.
        """
        await asyncio.gather(*self._group)


async def kill_redis(cast: Cast, rising: Rising) -> None:
    """SIGKILL; it comes back empty, on the same port."""
    await asyncio.to_thread(cast.valkey.kill)
    await asyncio.sleep(REDIS_AWAY_SECONDS)
    await asyncio.to_thread(cast.valkey.restart)


async def kill_leader(cast: Cast, rising: Rising) -> None:
    """SIGKILL for the relay that leads; return when another one does."""
    leader = await cast.leader()
    await leader.die()
    rising.soon(leader.rise_again())
    await cast.leader()


async def kill_server(cast: Cast, rising: Rising) -> None:
    """SIGKILL for one of the two; it comes back at another address."""
    server = cast.servers[0]
    await server.die()
    rising.soon(server.rise_again())


async def cut_bus(cast: Cast, rising: Rising) -> None:
    """Redis hangs up on everybody who listens."""
    async with Redis.from_url(cast.valkey.url) as redis:
        await redis.client_kill_filter(_type="pubsub")


@dataclass(frozen=True, slots=True)
class Fault:
    """Strikes when this share of the facts is written."""

    share: float
    name: str
    strike: Strike


FAULTS: Final = (
    Fault(0.10, "Redis killed", kill_redis),
    Fault(0.25, "leading relay killed", kill_leader),
    Fault(0.40, "server killed", kill_server),
    Fault(0.50, "listeners hung up on", cut_bus),
    Fault(0.60, "Redis killed", kill_redis),
    Fault(0.75, "leading relay killed", kill_leader),
)


@dataclass
class Fate:
    """Lets the faults strike one after the other."""

    cast: Cast
    progress: Progress
    say: Say
    struck: Counter[str] = field(default_factory=Counter)

    async def run(self) -> None:
        """Strike, and see to it that everybody comes back."""
        rising = Rising()
        for fault in FAULTS:
            await self.progress.reach(fault.share)
            self.say(f"{self.progress.facts:,} facts written: {fault.name}")
            await fault.strike(self.cast, rising)
            self.struck[fault.name] += 1
        await rising.all()
        self.progress.all_went_wrong = True
