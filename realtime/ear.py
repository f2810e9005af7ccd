"""An ear: one connection to one server, that comes back, and says when it was away.

A single server has one ear with every channel; of a cluster each node has one, with the channels
whose slots it serves.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from broadcaster import Event
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import AskError, ClusterError, ConnectionError, RedisError

from realtime.backoff import Backoff
from realtime.messages import RESYNC

SILENCE_SECONDS = 5.0  # then it asks whether the server is still there

LOST = (RedisError, OSError)
# The node answers, but does not serve the slot of a channel. Nothing is wrong with the connection.
ELSEWHERE = (AskError, ClusterError)  # MOVED is a kind of ASK in redis-py
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one kind of publish and subscribe."""

    subscribe: str
    unsubscribe: str
    message: bytes

    @property
    def confirmed(self) -> bytes:
        """How the server says that it has subscribed us."""
        return self.subscribe.lower().encode()

    @property
    def ended(self) -> bytes:
        """How the server says that it has not, or not any more."""
        return self.unsubscribe.lower().encode()


PLAIN = Language("SUBSCRIBE", "UNSUBSCRIBE", b"message")
SHARDED = Language("SSUBSCRIBE", "SUNSUBSCRIBE", b"smessage")


class Ear:
    """Hears the channels it `wants`, each with the event that says: the server has confirmed it.

    After every loss, once all channels are confirmed again, RESYNC appears on `control`.
    """

    def __init__(
        self,
        connect: Callable[[], AbstractConnection],
        language: Language,
        inbox: asyncio.Queue[Event],
        *,
        control: str,
        where: str,
        displaced: Callable[[], None] = lambda: None,
    ) -> None:
        """`displaced` is called when the node cannot be heard, or does not serve a channel."""
        self._connect = connect
        self._language = language
        self._inbox = inbox
        self._control = control
        self._where = where
        self._displaced = displaced
        self._channels: dict[str, asyncio.Event] = {}
        self._connection: AbstractConnection | None = None
        self._was_away = False
        self.reconnects = 0
        self.malformed = 0

    async def want(
        self, channels: Mapping[str, asyncio.Event], *, after_loss: bool = False
    ) -> None:
        """Hear exactly these from now on. What is not confirmed yet is asked for once more.

        `after_loss` says that some were heard elsewhere before, and perhaps not all the time.
        """
        gone = self._channels.keys() - channels.keys()
        new = channels.keys() - self._channels.keys()
        self._was_away |= after_loss
        for name in new:
            channels[name].clear()
        self._channels = dict(channels)
        missing = [name for name, confirmed in channels.items() if not confirmed.is_set()]
        await self._tell(
            [(self._language.unsubscribe, name) for name in gone]
            + [(self._language.subscribe, name) for name in missing]
        )

    async def listen(self) -> None:
        """Listen until cancelled, with growing pauses between the connections."""
        backoff = Backoff(0.05, 2.0)
        while True:
            connection = self._connect()
            try:
                await connection.connect()  # type: ignore[no-untyped-call] # redis-py left it untyped
                self._connection = connection
                await self._tell([(self._language.subscribe, name) for name in self._channels])
                await self._receive(connection, backoff)
            except LOST as error:
                logger.warning("Lost the connection to %s: %s", self._where, error)
            finally:
                self._connection = None
                await connection.disconnect(nowait=True)
                self._forget(*self._channels)
            await backoff.wait()

    async def _receive(self, connection: AbstractConnection, backoff: Backoff) -> None:
        asked = False
        while True:
            try:
                reply = await connection.read_response(
                    disable_decoding=True, timeout=SILENCE_SECONDS, disconnect_on_error=False
                )
            except ELSEWHERE:
                self._displaced()
                continue
            if reply is not None:
                asked = False
                await self._take(reply, backoff)
            elif asked:
                raise ConnectionError("it fell silent")
            else:
                asked = True
                await connection.send_command("PING", check_health=False)

    async def _take(self, reply: Any, backoff: Backoff) -> None:
        language = self._language
        match reply:
            case [language.message, bytes(channel), bytes(data)]:
                try:
                    await self._inbox.put(Event(channel.decode(), data.decode()))
                except UnicodeDecodeError:
                    self.malformed += 1
                    logger.warning("Skipped a message that is no text on %r", channel)
            case [language.confirmed, bytes(channel), _]:
                if confirmed := self._channels.get(channel.decode()):
                    confirmed.set()
                if all(each.is_set() for each in self._channels.values()):
                    backoff.reset()
                    await self._cry_if_away()
            case [language.ended, bytes(channel), _] if channel.decode() in self._channels:
                self._forget(channel.decode())  # its slot went to another node

    async def _cry_if_away(self) -> None:
        if self._was_away:
            self._was_away = False
            self.reconnects += 1
            await self._inbox.put(Event(self._control, RESYNC))

    def _forget(self, *channels: str) -> None:
        self._was_away = True
        for channel in channels:
            self._channels[channel].clear()
        self._displaced()

    async def _tell(self, commands: list[tuple[str, str]]) -> None:
        """Say it on the connection, if there is one; the next connection asks for everything."""
        connection = self._connection
        if commands and connection is not None and connection.is_connected:
            try:
                await connection.send_packed_command(
                    connection.pack_commands(commands), check_health=False
                )
            except LOST as error:
                logger.warning("Could not speak to %s: %s", self._where, error)
