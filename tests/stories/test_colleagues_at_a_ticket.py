"""Two consoles in two processes: who is at the ticket, until a socket goes, or a whole process."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import orjson

from api.embedded.valkey import EmbeddedValkey
from domain.identity.scopes import ROLE_SCOPES, Role
from realtime.redis_backend import redis_bus
from tests.schema.stage import gid
from tests.servers import server_dir, valkey
from tests.shop import Shop, staff
from tests.wire import Client, Items, serving

__all__ = ["server_dir", "valkey"]
SUN = staff(*ROLE_SCOPES[Role.SERVICE_AGENT], name="Sun Li")
BEN = staff(*ROLE_SCOPES[Role.SERVICE_AGENT], name="Ben")
TICKET = "subscription($id: ID!) { ticketViewers(id: $id) { viewers { name } } }"
GONE_WITHIN_SECONDS = 3.0  # after a process was killed
SLACK_SECONDS = 2.0  # for a machine that is busy with other tests

# The application as a process of its own, on any port, which it says.
SERVER = """
import asyncio, json, sys
from tests.wire import serving
from realtime.redis_backend import redis_bus
from tortoise import Tortoise
from domain.shared.database import orm_config
from tests import databases
async def main(url, credentials):
    credentials = json.loads(credentials)
    databases.hold(credentials)
    await Tortoise.init(config=orm_config(credentials), _enable_global_fallback=True)
    async with serving(credentials, redis_bus(url), with_worker=False) as address:
        print(address, flush=True)
        await asyncio.Event().wait()
asyncio.run(main(*sys.argv[1:]))
"""


@asynccontextmanager
async def another_process(
    url: str, database: dict[str, Any]
) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """A server in a process of its own, and its address."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", SERVER, url, orjson.dumps(database).decode()),
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(60):
            address = (await process.stdout.readline()).decode().strip()
        assert address.startswith("http"), "the server did not start"
        yield process, address
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def shows(items: Items, *names: str) -> None:
    """Wait until just these are told to be there."""
    await items.until(lambda update: [each["name"] for each in update["viewers"]] == [*names])


async def test_a_colleague_is_gone_with_the_socket_and_with_the_process(
    shop: Shop, database: dict[str, Any], valkey: EmbeddedValkey
) -> None:
    ticket = gid(await shop.ticket())
    async with AsyncExitStack() as stack:
        here = await stack.enter_async_context(
            serving(database, redis_bus(valkey.url), with_worker=False)
        )
        process, there = await stack.enter_async_context(another_process(valkey.url, database))
        sun = await stack.enter_async_context(Client(here, SUN).follow(TICKET, id=ticket))
        await shows(sun, "Sun Li")

        async with Client(there, BEN).follow(TICKET, id=ticket) as ben:
            await shows(ben, "Sun Li", "Ben")
            await shows(sun, "Sun Li", "Ben")
        await shows(sun, "Sun Li")

        async with Client(there, BEN).follow(TICKET, id=ticket):
            await shows(sun, "Sun Li", "Ben")
            killed = time.monotonic()
            os.kill(process.pid, signal.SIGKILL)
            await shows(sun, "Sun Li")

            assert time.monotonic() - killed < GONE_WITHIN_SECONDS + SLACK_SECONDS
