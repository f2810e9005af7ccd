"""A bus, a hub and a relay's connection for the tests of real time."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from realtime import hub as hubs
from realtime.bus import Bus, memory_bus
from realtime.hub import Hub
from tests.servers import server_dir, valkey

__all__ = ["server_dir", "valkey"]


@pytest.fixture
async def connection(database: dict[str, Any]) -> AsyncIterator[asyncpg.Connection]:
    """The relay's own connection, for relaying by hand."""
    opened = await asyncpg.connect(**database)
    yield opened
    await opened.close()


@pytest.fixture
async def bus() -> AsyncIterator[Bus]:
    opened = memory_bus()
    await opened.start()
    yield opened
    await opened.stop()


@pytest.fixture
async def hub(
    bus: Bus, database: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Hub]:
    """A hub that never looks for itself just because it hears nothing."""
    monkeypatch.setattr(hubs, "SILENCE_SECONDS", 3_600)
    opened = Hub(bus)
    await opened.start()
    yield opened
    await opened.stop()
