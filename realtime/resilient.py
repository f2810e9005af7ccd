"""What the backends for one server and for a cluster share: they wait, repeat, and say when not.

Broadcaster's own backend hears nothing with redis-py 8, and is deaf for ever after one lost
connection. These are handed to it through its public door, `Broadcast(backend=...)`.
"""

import asyncio
import logging
from abc import abstractmethod
from typing import Any

from broadcaster import BroadcastBackend, Event
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from realtime.backoff import Backoff
from realtime.bus import BusUnavailable
from realtime.ear import LOST

CONNECT_TIMEOUT_SECONDS = 2.0
REPLY_TIMEOUT_SECONDS = 1.0
START_TIMEOUT_SECONDS = 5.0  # a wrong address shows at start, not later
CONFIRM_TIMEOUT_SECONDS = 5.0
PUBLISH_TIMEOUT_SECONDS = 1.0  # for one publish with its repetitions
INBOX_LIMIT = 1_000  # messages; beyond it they wait at the server

Pairs = list[tuple[str, str]]  # channels, each with a message
logger = logging.getLogger(__name__)


class WrongKind(Exception):
    """The server is of another kind than its address says; trying again helps nobody."""


class ResilientBackend(BroadcastBackend):
    """A backend that survives its servers. Subclasses say how they are asked and listened to.

    After every loss, once what was lost is confirmed again, RESYNC appears on `control`.
    """

    def __init__(self, *, control: str) -> None:
        self._control = control
        self._channels: dict[str, asyncio.Event] = {}  # with each: the server has confirmed it
        self._inbox: asyncio.Queue[Event] = asyncio.Queue(INBOX_LIMIT)
        self._takes_messages = True

    async def connect(self) -> None:
        """Raises BusUnavailable if there is no server, or it does not answer."""
        backoff = Backoff(0.05, 0.5)
        error: Exception | None = None
        try:
            async with asyncio.timeout(START_TIMEOUT_SECONDS):
                while error := await self._try_to_greet():
                    await backoff.wait()
        except (TimeoutError, WrongKind) as reason:
            await self.disconnect()
            raise BusUnavailable(f"Redis does not answer: {error or reason}") from reason
        self._begin()

    async def subscribe(self, channel: str) -> None:
        """Return when the server has confirmed. If it does not, it will be asked again."""
        confirmed = self._channels.setdefault(channel, asyncio.Event())
        await self._listen_to_all()
        try:
            async with asyncio.timeout(CONFIRM_TIMEOUT_SECONDS):
                await confirmed.wait()
        except TimeoutError:
            logger.warning("Not subscribed to %s yet: Redis does not answer", channel)

    async def unsubscribe(self, channel: str) -> None:
        self._channels.pop(channel, None)
        await self._listen_to_all()

    async def next_published(self) -> Event:
        return await self._inbox.get()

    async def publish(self, channel: str, message: str) -> None:
        await self.publish_many([(channel, message)])

    async def publish_many(self, pairs: Pairs) -> None:
        """Publish in one go, again and again until all is taken or the time is over.

        While the server is known to be gone, one attempt is enough.

        Raises:
            BusUnavailable: the server did not take them.
        """
        try:
            async with asyncio.timeout(PUBLISH_TIMEOUT_SECONDS):
                await self._publish_until_taken(pairs)
        except LOST as error:
            self._takes_messages = False
            raise BusUnavailable(f"Redis takes no messages: {error}") from error
        self._takes_messages = True

    async def _publish_until_taken(self, pairs: Pairs) -> None:
        backoff = Backoff(0.02, 0.2)
        while failed := await self._send(pairs):
            pairs, error = failed
            if not self._takes_messages:
                raise error
            await backoff.wait()

    async def _try_to_greet(self) -> Exception | None:
        try:
            await self.greet()
        except LOST as error:
            return error
        return None

    @abstractmethod
    async def greet(self) -> None:
        """Raises whatever keeps the server from answering, or WrongKind."""

    @abstractmethod
    def _begin(self) -> None:
        """Start listening."""

    @abstractmethod
    async def _listen_to_all(self) -> None:
        """Ask for every channel that is not confirmed, and for none that is not wanted."""

    @abstractmethod
    async def _send(self, pairs: Pairs) -> tuple[Pairs, Exception] | None:
        """Try once. What was not taken, and why."""


def options() -> dict[str, Any]:
    """How connections are made. Only we repeat, so that no loss is hidden from us.

    RESP2, because there replies on a listening connection are plain lists, whatever the server.
    """
    return {
        "protocol": 2,
        "socket_timeout": REPLY_TIMEOUT_SECONDS,
        "socket_connect_timeout": CONNECT_TIMEOUT_SECONDS,
        "retry": Retry(NoBackoff(), 0),
    }
