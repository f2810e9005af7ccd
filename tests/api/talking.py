"""A server whose every connection is answered by a function of the test; no GraphQL is in it."""

import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import websockets

from api.switchboard import Switchboard
from api.wire import WIRE, Wire
from tests.wire import answering

Talk = Callable[[Wire, "Ends"], Awaitable[None]]
MESSAGE = 8 * 1024  # bytes


class Ends:
    """The application's two ways in and out of a connection."""

    def __init__(self, receive: Any, send: Any) -> None:
        self.receive = receive
        self.send = send

    async def say(self, text: str) -> None:
        await self.send({"type": "websocket.send", "text": text})

    async def until_gone(self) -> None:
        while (await self.receive())["type"] != "websocket.disconnect":
            pass


@asynccontextmanager
async def talking(
    talk: Talk, switchboard: Switchboard | None = None, **changed: Any
) -> AsyncIterator[str]:
    """A server whose every connection is answered by `talk`; the address of its sockets."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        wire = scope["extensions"][WIRE]
        await receive()
        await send({"type": "websocket.accept"})
        await talk(wire, Ends(receive, send))

    async with answering(app, switchboard=switchboard, **changed) as address:
        yield address.replace("http", "ws")


def connected(address: str, **options: Any) -> Any:
    return websockets.connect(address, proxy=None, max_size=None, **options)


def narrow(address: str) -> socket.socket:
    """A socket that takes little at a time."""
    host, port = address.removeprefix("ws://").split(":")
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    found.connect((host, int(port)))
    found.setblocking(False)
    return found
