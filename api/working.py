"""The worker: relaying facts and running timers, in a process of its own or beside the server.

Nothing of the graph is needed for that, and nothing of it is imported: a worker that takes over
from one that died is at work sooner.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError
from tortoise import Tortoise

from api.settings import BadSetting, Settings
from domain.processes.sweep import sweep
from domain.shared.context import SYSTEM, Context
from domain.shared.database import orm_config
from realtime.bus import Bus, memory_bus
from realtime.redis_backend import redis_bus
from realtime.relay import Relay
from realtime.worker import Timer, Worker

SWEEP_SECONDS = 5.0


def make_bus(settings: Settings) -> Bus:
    """Redis where one is named, else the memory of this process."""
    return redis_bus(settings.redis_url) if settings.redis_url else memory_bus()


def make_worker(credentials: dict[str, Any], bus: Bus) -> Worker:
    """The relay and the timers."""

    async def sweep_up(now: datetime) -> object:
        return await sweep(Context(actor=SYSTEM, now=now))

    relay = Relay(credentials, bus)
    return Worker(relay, [Timer("sweep", SWEEP_SECONDS, sweep_up)], clock=_clock)


@asynccontextmanager
async def working(credentials: dict[str, Any], bus: Bus) -> AsyncIterator[None]:
    """The worker, inside the server's process, for as long as the block runs."""
    stop = asyncio.Event()
    task = asyncio.create_task(make_worker(credentials, bus).run(stop))
    try:
        yield
    finally:
        stop.set()
        await task


def work(settings: Settings, credentials: dict[str, Any]) -> None:
    """Relay facts and run the timers, without answering anybody, until told to stop."""

    async def run() -> None:
        bus = make_bus(settings)
        context = await Tortoise.init(config=orm_config(credentials), _enable_global_fallback=True)
        try:
            await bus.start()
            await make_worker(credentials, bus).run(asyncio.Event())
        finally:
            await bus.stop()
            await context.close_connections()

    asyncio.run(run())


def must_reach_redis(settings: Settings) -> None:
    """Refuse a wrong REDIS_URL now, in a sentence, rather than in a log later.

    Raises:
        BadSetting: no server answers there.
    """
    if settings.redis_url is None:
        return

    async def ping() -> None:
        async with Redis.from_url(str(settings.redis_url), socket_timeout=5) as redis:
            await redis.ping()

    try:
        asyncio.run(ping())
    except (RedisError, OSError, ValueError) as error:
        raise BadSetting(f"REDIS_URL: no Redis answers there: {error}") from None


def _clock() -> datetime:
    return datetime.now(UTC)
