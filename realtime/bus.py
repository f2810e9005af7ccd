"""The bus: one contract in memory and on Redis, carried by broadcaster.

A process subscribes once, at its start, to a fixed set of channels. Which listener a fact is for is
decided in the process, by its hub. The bus may lose, double and reorder; the hub puts that right.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID
from zlib import crc32

from broadcaster import Broadcast

from realtime import messages
from realtime.messages import Batch, Heartbeat, Malformed, Message, StoredEvent
from realtime.tasks import end

SHARDS = 16  # channels that carry facts
NAMESPACE = "tradegraph"

logger = logging.getLogger(__name__)
Handler = Callable[[Message], None]
Send = Callable[[list[tuple[str, str]]], Awaitable[None]]


class BusUnavailable(Exception):
    """The bus takes no messages now. Nothing is lost: they are in the log."""


class Bus:
    """Messages to every process. Attach handlers, then start; handlers must not block."""

    def __init__(
        self, broadcast: Broadcast, *, send: Send | None = None, namespace: str = NAMESPACE
    ) -> None:
        """`send` publishes (channel, text) pairs in one go, if the backend can."""
        self._broadcast = broadcast
        self._send = send or self._send_one_by_one
        self._shards = [f"{namespace}:events:{number}" for number in range(SHARDS)]
        self._control = control_channel(namespace)
        self._handlers: list[Handler] = []
        self._open = AsyncExitStack()
        self.malformed = 0

    def attach(self, handler: Handler) -> None:
        """Have every message from now on handed to `handler`, as it comes."""
        self._handlers.append(handler)

    def detach(self, handler: Handler) -> None:
        """Hand it nothing any more."""
        self._handlers.remove(handler)

    async def start(self) -> None:
        """Subscribe to every channel; afterwards nothing that is published is missed.

        Raises:
            BusUnavailable: there is no server, or it does not answer.
        """
        async with AsyncExitStack() as stack:
            await self._broadcast.connect()
            stack.push_async_callback(self._broadcast.disconnect)
            for channel in [*self._shards, self._control]:
                heard = await stack.enter_async_context(self._broadcast.subscribe(channel))
                reader = asyncio.create_task(self._read(heard), name=f"bus {channel}")
                stack.push_async_callback(end, reader)
            self._open = stack.pop_all()

    async def stop(self) -> None:
        """Hear and say nothing any more. Repeating it is harmless."""
        await self._open.aclose()

    async def publish(self, batch: Batch) -> None:
        """Tell every process of some facts, each shard in one message.

        Raises:
            BusUnavailable: the bus did not take them in time.
        """
        await self._send(
            [
                (self._shards[number], messages.encode(Batch(batch.epoch, tuple(events))))
                for number, events in _by_shard(batch.events).items()
            ]
        )

    async def heartbeat(self, heartbeat: Heartbeat) -> None:
        """Tell every process how far the log goes.

        Raises:
            BusUnavailable: the bus did not take it in time.
        """
        await self.tell(heartbeat)

    async def tell(self, message: Message) -> None:
        """Tell every process something that is no fact.

        Raises:
            BusUnavailable: the bus did not take it in time.
        """
        await self._send([(self._control, messages.encode(message))])

    async def _send_one_by_one(self, pairs: list[tuple[str, str]]) -> None:
        for channel, text in pairs:
            await self._broadcast.publish(channel, text)

    async def _read(self, heard: Any) -> None:
        async for event in heard:
            try:
                message = messages.decode(event.message)
                for handler in list(self._handlers):
                    handler(message)
            except Malformed as error:
                self.malformed += 1
                logger.warning("Skipped a message on %s: %s", event.channel, error)
            except Exception:  # one message must not make the process deaf
                logger.exception("A message on %s was not understood", event.channel)


def memory_bus() -> Bus:
    """The bus of a single process."""
    return Bus(Broadcast("memory://"))


def control_channel(namespace: str) -> str:
    """Where heartbeats and cries for a resync are heard."""
    return f"{namespace}:control"


def shard_of(aggregate_id: UUID) -> int:
    """The shard of a thing: the same in every process and every release."""
    return crc32(aggregate_id.bytes) % SHARDS


def _by_shard(events: Iterable[StoredEvent]) -> dict[int, list[StoredEvent]]:
    shards: dict[int, list[StoredEvent]] = {}
    for event in events:
        shards.setdefault(shard_of(event.aggregate_id), []).append(event)
    return shards
