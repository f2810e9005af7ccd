"""Redis or Valkey under broadcaster: a listener that comes back, and says that it was away.

Broadcaster's own backend hears nothing with redis-py 8, and is deaf for ever after one lost
connection. This one is handed to it through its public door, `Broadcast(backend=...)`.
"""

import asyncio
import logging
from typing import Any

from broadcaster import Broadcast, BroadcastBackend, Event
from redis.asyncio import Connection, ConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from realtime.backoff import Backoff
from realtime.bus import NAMESPACE, Bus, BusUnavailable, control_channel
from realtime.messages import RESYNC

CONNECT_TIMEOUT_SECONDS = 2.0
REPLY_TIMEOUT_SECONDS = 1.0
START_TIMEOUT_SECONDS = 5.0  # a wrong address shows at start, not later
CONFIRM_TIMEOUT_SECONDS = 5.0
PUBLISH_TIMEOUT_SECONDS = 1.0  # for one publish with its repetitions
SILENCE_SECONDS = 5.0  # then the listener asks whether the server is still there
INBOX_LIMIT = 1_000  # messages; beyond it they wait at the server

LOST = (RedisError, OSError)
logger = logging.getLogger(__name__)


def redis_bus(url: str, *, namespace: str = NAMESPACE) -> Bus:
    """The bus of several processes. `namespace` keeps apart what shares a server."""
    backend = RedisBackend(url, control=control_channel(namespace))
    return Bus(Broadcast(backend=backend), send=backend.publish_many, namespace=namespace)


class RedisBackend(BroadcastBackend):
    """Publishes through a pool, listens on one connection of its own.

    After every reconnect, once all channels are confirmed again, RESYNC appears on `control`.
    """

    def __init__(self, url: str, *, control: str) -> None:
        # Only we repeat, so that no loss is hidden from us. RESP2, because there replies on a
        # listening connection are plain lists, whatever the server.
        self._pool: ConnectionPool = ConnectionPool.from_url(
            url,
            protocol=2,
            socket_timeout=REPLY_TIMEOUT_SECONDS,
            socket_connect_timeout=CONNECT_TIMEOUT_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._client = Redis(connection_pool=self._pool)
        self._control = control
        self._channels: dict[str, asyncio.Event] = {}  # with each: the server has confirmed it
        self._inbox: asyncio.Queue[Event] = asyncio.Queue(INBOX_LIMIT)
        self._connection: Connection | None = None
        self._listener: asyncio.Task[None] | None = None
        self._was_away = False
        self._takes_messages = True
        self.reconnects = 0
        self.malformed = 0

    async def connect(self) -> None:
        """Raises BusUnavailable if there is no server, or it does not answer."""
        backoff = Backoff(0.05, 0.5)
        error: Exception | None = None
        try:
            async with asyncio.timeout(START_TIMEOUT_SECONDS):
                while error := await self._greet():
                    await backoff.wait()
        except TimeoutError:
            await self._pool.aclose()
            raise BusUnavailable(f"Redis does not answer: {error}") from error
        self._listener = asyncio.create_task(self._listen(), name="redis listener")

    async def disconnect(self) -> None:
        if self._listener is not None:
            self._listener.cancel()
            await asyncio.gather(self._listener, return_exceptions=True)
        await self._pool.aclose()

    async def subscribe(self, channel: str) -> None:
        """Return when the server has confirmed. If it does not, the next connection will ask."""
        confirmed = self._channels.setdefault(channel, asyncio.Event())
        await self._tell("SUBSCRIBE", channel)
        try:
            async with asyncio.timeout(CONFIRM_TIMEOUT_SECONDS):
                await confirmed.wait()
        except TimeoutError:
            logger.warning("Not subscribed to %s yet: Redis does not answer", channel)

    async def unsubscribe(self, channel: str) -> None:
        self._channels.pop(channel, None)
        await self._tell("UNSUBSCRIBE", channel)

    async def next_published(self) -> Event:
        return await self._inbox.get()

    async def publish(self, channel: str, message: str) -> None:
        await self.publish_many([(channel, message)])

    async def publish_many(self, pairs: list[tuple[str, str]]) -> None:
        """Publish in one pipeline, again and again until it is taken or the time is over.

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

    async def _publish_until_taken(self, pairs: list[tuple[str, str]]) -> None:
        backoff = Backoff(0.02, 0.2)
        while True:
            try:
                async with self._client.pipeline(transaction=False) as pipeline:
                    for channel, message in pairs:
                        pipeline.publish(channel, message)
                    await pipeline.execute()
                return
            except LOST:
                if not self._takes_messages:
                    raise
            await backoff.wait()

    async def _greet(self) -> Exception | None:
        try:
            await self._client.ping()
        except LOST as error:
            return error
        return None

    async def _listen(self) -> None:
        backoff = Backoff(0.05, 2.0)
        while True:
            connection = self._pool.make_connection()  # type: ignore[no-untyped-call] # redis-py left it untyped
            try:
                await connection.connect()
                self._connection = connection
                if self._channels:
                    await connection.send_command("SUBSCRIBE", *self._channels)
                await self._receive(connection, backoff)
            except LOST as error:
                logger.warning("Lost the connection to Redis: %s", error)
            finally:
                self._connection = None
                await connection.disconnect(nowait=True)
            self._was_away = True
            for confirmed in self._channels.values():
                confirmed.clear()
            await backoff.wait()

    async def _receive(self, connection: Connection, backoff: Backoff) -> None:
        asked = False
        while True:
            reply = await connection.read_response(
                disable_decoding=True, timeout=SILENCE_SECONDS, disconnect_on_error=False
            )
            if reply is not None:
                asked = False
                await self._take(reply, backoff)
            elif asked:
                raise ConnectionError("it fell silent")
            else:
                asked = True
                await connection.send_command("PING", check_health=False)

    async def _take(self, reply: Any, backoff: Backoff) -> None:
        match reply:
            case [b"message", bytes(channel), bytes(data)]:
                try:
                    await self._inbox.put(Event(channel.decode(), data.decode()))
                except UnicodeDecodeError:
                    self.malformed += 1
                    logger.warning("Skipped a message that is no text on %r", channel)
            case [b"subscribe", bytes(channel), _]:
                if confirmed := self._channels.get(channel.decode()):
                    confirmed.set()
                if self._was_away and all(each.is_set() for each in self._channels.values()):
                    self._was_away = False
                    self.reconnects += 1
                    backoff.reset()
                    await self._inbox.put(Event(self._control, RESYNC))

    async def _tell(self, *command: str) -> None:
        """Say something on the listening connection, if there is one; `_listen` mends the rest."""
        if self._connection is not None and self._connection.is_connected:
            try:
                await self._connection.send_command(*command, check_health=False)
            except LOST as error:
                logger.warning("Could not say %s to Redis: %s", command[0], error)
