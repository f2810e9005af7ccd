"""A socket on which anything can be said."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import websockets

from tests.wire import DEADLINE_SECONDS, serving

INIT = {"type": "connection_init"}


class Raw:
    """A socket on which anything can be said."""

    def __init__(self, socket: Any) -> None:
        self.socket = socket

    async def say(self, *messages: object) -> None:
        for message in messages:
            text = message if isinstance(message, str | bytes) else json.dumps(message)
            await self.socket.send(text)

    async def hear(self) -> dict[str, Any]:
        async with asyncio.timeout(DEADLINE_SECONDS):
            heard: dict[str, Any] = json.loads(await self.socket.recv())
            return heard

    async def closed(self) -> tuple[int, str]:
        """The code and the reason, once the server has closed."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            await self.socket.wait_closed()
        return self.socket.close_code, self.socket.close_reason


@asynccontextmanager
async def connected(address: str, **headers: str) -> AsyncIterator[Raw]:
    """A socket to a server, on which nothing was said yet."""
    async with websockets.connect(
        address.replace("http", "ws") + "/graphql",
        subprotocols=["graphql-transport-ws"],  # type: ignore[list-item]  # a plain str
        additional_headers=headers,
        proxy=None,
    ) as socket:
        yield Raw(socket)


@asynccontextmanager
async def opened(database: dict[str, Any], *, acknowledged: bool = True) -> AsyncIterator[Raw]:
    """A socket to a server of its own."""
    async with serving(database, with_worker=False) as address, connected(address) as raw:
        if acknowledged:
            await raw.say(INIT)
            assert (await raw.hear())["type"] == "connection_ack"
        yield raw
