"""The places that a contract holds in: one process with either bus, and two that share a Redis."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from realtime import hub as hubs_module
from realtime.bus import Bus, memory_bus
from realtime.hub import Hub
from realtime.redis_backend import redis_bus
from tests.realtime.conftest import connection
from tests.servers import server_dir, valkey

__all__ = ["connection", "server_dir", "valkey"]


@dataclass
class Place:
    """Where the relay publishes, and the hubs that must hear it."""

    bus: Bus
    hubs: list[Hub]


@pytest.fixture(params=["memory", "redis", "two processes on redis"])
async def place(
    request: pytest.FixtureRequest, database: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Place]:
    """Hubs that never look for themselves just because they hear nothing."""
    monkeypatch.setattr(hubs_module, "SILENCE_SECONDS", 3_600)
    if request.param == "memory":
        buses = [memory_bus()]
    else:
        url = request.getfixturevalue("valkey").url
        buses = [redis_bus(url) for _ in range(2 if "two" in request.param else 1)]
    hubs = [Hub(bus) for bus in buses]
    async with AsyncExitStack() as stack:
        for part in [*buses, *hubs]:
            await part.start()
            stack.push_async_callback(part.stop)
        yield Place(buses[0], hubs)
