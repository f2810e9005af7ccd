"""A receiver of webhooks on a real socket, with the faults that receivers have."""

import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from socket import SO_LINGER, SOL_SOCKET
from ssl import SSLContext
from typing import Any

import orjson

DEADLINE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Heard:
    """One message as it came in."""

    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def message(self) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(self.body)
        return found

    @property
    def subject(self) -> str:
        return str(self.message["data"]["id"])

    @property
    def seq(self) -> int:
        return int(self.message["data"]["seq"])


@dataclass(frozen=True, slots=True)
class Reply:
    """What a receiver does: a status with what belongs to it, or one of its faults."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"ok"
    fault: str = ""  # "hang", "reset", "drip" (the body), "garbage"


Behave = Callable[[Heard], Reply]


@dataclass
class Receiver:
    """Whoever is told. `behave` decides what comes of each message."""

    behave: Behave = lambda heard: Reply()
    heard: list[Heard] = field(default_factory=list)
    port: int = 0
    under_way: int = 0
    most_under_way: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def ids(self) -> list[str]:
        return [each.id for each in self.heard]

    async def until(self, done: Callable[["Receiver"], object]) -> None:
        """Wait until it has heard what was waited for."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            while not done(self):
                self._news.clear()
                await self._news.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, ValueError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {
                name.lower(): value.strip()
                for name, _, value in (line.partition(":") for line in head[1:] if line)
            }
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            heard = Heard(headers, body)
            self.under_way += 1
            self.most_under_way = max(self.most_under_way, self.under_way)
            try:
                self.heard.append(heard)
                self._news.set()
                await self._reply(self.behave(heard), reader, writer)
            finally:
                self.under_way -= 1
        writer.close()

    async def _reply(
        self, reply: Reply, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if reply.fault == "hang":
            await reader.read()  # until the other side has enough
            return
        if reply.fault == "reset":
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, linger)
            return
        if reply.fault == "garbage":
            writer.write(b"\x00\xff not the web at all\r\n\r\n")
            await writer.drain()
            return
        size = {"content-length": str(len(reply.body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in {**size, **reply.headers}.items())
        writer.write(f"HTTP/1.1 {reply.status} Said\r\n{head}\r\n".encode())
        if reply.fault == "drip":
            writer.write(reply.body[:1])
            await writer.drain()
            await reader.read()
            return
        writer.write(reply.body)
        await writer.drain()


@asynccontextmanager
async def receiving(
    behave: Behave = lambda heard: Reply(), *, tls: SSLContext | None = None
) -> AsyncIterator[Receiver]:
    """A receiver that listens on a port of its own for as long as the block runs."""
    receiver = Receiver(behave)
    server = await asyncio.start_server(receiver._serve, "127.0.0.1", 0, ssl=tls)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
