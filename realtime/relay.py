"""The relay: gives every fact its number, then tells the bus.

Writers insert without a number, for ids become visible out of order. One relay numbers what it
sees, densely, commits, and only then publishes. If it dies in between, nothing is lost: a hub that
hears of a number it has not seen reads the log.
"""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import asyncpg

from domain.shared.outbox import NOTIFY_CHANNEL
from realtime.backoff import Backoff
from realtime.bus import Bus, BusUnavailable
from realtime.messages import Batch, Heartbeat, Lag, StoredEvent

ROUND_LIMIT = 500  # facts
POLL_SECONDS = 0.2  # the guarantee; the bell is only a hint
HEARTBEAT_SECONDS = 1.0
STANDBY_SECONDS = 1.0  # between two tries to become the leader
COMMAND_TIMEOUT_SECONDS = 30.0
CLOSE_TIMEOUT_SECONDS = 2.0
LAG_LIMIT = 100_000  # facts; the lag is counted no further
# Statements are planned once in a session, when this month may be empty yet: then to read it whole
# looks best, and stays so while it grows. There is an index for everything the relay reads.
PLANS = {"enable_seqscan": "off", "enable_hashjoin": "off", "enable_mergejoin": "off"}
LEADER_LOCK = 0x7265_6C61  # an advisory lock, which PostgreSQL keeps per database

# The last one is what asyncpg says when the server ended a session that was idle.
LOST = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
logger = logging.getLogger(__name__)

NUMBER = """
WITH waiting AS (
    SELECT id, occurred_at, $1 + row_number() OVER (ORDER BY id) AS seq
    FROM (SELECT id, occurred_at FROM event WHERE seq IS NULL ORDER BY id LIMIT $2) unnumbered
), numbered AS (
    UPDATE event SET seq = waiting.seq FROM waiting
    WHERE event.id = waiting.id AND event.occurred_at = waiting.occurred_at -- which says its month
    RETURNING event.seq, aggregate_type, aggregate_id, version, type, payload, actor,
        event.occurred_at, historic
), noted AS (
    UPDATE relay_state SET last_seq = $1 + (SELECT count(*) FROM numbered)
)
SELECT * FROM numbered ORDER BY seq
"""
LAG = """
SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(occurred_at)), 0)::float8
FROM (SELECT occurred_at FROM event WHERE seq IS NULL AND NOT historic ORDER BY id LIMIT $1) late
"""


class NumbersNotDense(Exception):
    """A fact vanished while it was numbered. Facts are never deleted before that."""


async def number(
    connection: asyncpg.Connection, limit: int = ROUND_LIMIT
) -> tuple[int, Batch | None]:
    """Number the oldest visible facts: how many, and what is to be told of them.

    The lock on the state's row keeps numbers dense with a second relay at work too. It is taken by
    a statement of its own, so that the next one sees what the other relay has committed.
    """
    if not await connection.fetchval("SELECT EXISTS (SELECT FROM event WHERE seq IS NULL)"):
        return 0, None
    async with connection.transaction():
        state = await connection.fetchrow("SELECT epoch, last_seq FROM relay_state FOR UPDATE")
        assert state is not None, "the migrations make this row"
        rows = await connection.fetch(NUMBER, state["last_seq"], limit)
        if rows and rows[-1]["seq"] != state["last_seq"] + len(rows):
            raise NumbersNotDense
    events = tuple(StoredEvent.from_row(row) for row in rows if not row["historic"])
    return len(rows), Batch(state["epoch"], events) if events else None


async def relay_once(connection: asyncpg.Connection, bus: Bus, *, limit: int = ROUND_LIMIT) -> int:
    """One round by hand: number, then publish. The number of facts numbered.

    Raises:
        BusUnavailable: they are numbered, but the bus did not take them.
    """
    numbered, batch = await number(connection, limit)
    if batch:
        await bus.publish(batch)
    return numbered


class Relay:
    """Runs until cancelled, in as many processes as you like: one leads, the others stand by."""

    def __init__(self, credentials: Mapping[str, Any], bus: Bus) -> None:
        self._credentials = dict(credentials)
        self._bus = bus
        self._bell = asyncio.Event()
        self.leads = False
        self.elections = 0
        self.reconnects = 0
        self.numbered = 0
        self.unpublished = 0  # messages that the bus did not take
        self.lag = Lag()  # as of the last heartbeat

    async def run(self) -> None:
        """Number and tell, for ever; whatever happens to the database, come back."""
        backoff = Backoff(0.05, 2.0)
        while True:
            try:
                await self._serve(backoff)
            except (*LOST, NumbersNotDense) as error:
                logger.warning("The relay lost its database: %r", error)
            self.reconnects += 1
            await backoff.wait()

    async def _serve(self, backoff: Backoff) -> None:
        connection: asyncpg.Connection = await asyncpg.connect(
            **self._credentials, command_timeout=COMMAND_TIMEOUT_SECONDS, server_settings=PLANS
        )
        try:
            await self._stand_by(connection)
            self.leads = True
            self.elections += 1
            logger.info("This relay leads")
            backoff.reset()
            connection.add_termination_listener(lambda _: self._bell.set())
            await connection.add_listener(NOTIFY_CHANNEL, lambda *_: self._bell.set())
            await self._lead(connection)
        finally:
            self.leads = False
            await _close(connection)

    async def _stand_by(self, connection: asyncpg.Connection) -> None:
        """Return as the leader. The lock goes with the connection, so a dead leader has none."""
        while True:
            if await connection.fetchval("SELECT pg_try_advisory_lock($1)", LEADER_LOCK):
                return
            await asyncio.sleep(STANDBY_SECONDS)

    async def _lead(self, connection: asyncpg.Connection) -> None:
        clock = asyncio.get_running_loop().time
        next_beat = clock()
        while True:
            if clock() >= next_beat:
                await self._beat(connection)
                next_beat = clock() + HEARTBEAT_SECONDS
            self._bell.clear()
            numbered, batch = await number(connection)
            self.numbered += numbered
            if batch:
                await self._publish(batch)
            if numbered < ROUND_LIMIT:
                with suppress(TimeoutError):
                    async with asyncio.timeout(POLL_SECONDS):
                        await self._bell.wait()

    async def _beat(self, connection: asyncpg.Connection) -> None:
        state = await connection.fetchrow("SELECT epoch, last_seq FROM relay_state")
        assert state is not None, "the migrations make this row"
        lag = await connection.fetchrow(LAG, LAG_LIMIT)
        assert lag is not None, "a count is always one row"
        self.lag = Lag(*lag)
        await self._publish(Heartbeat(state["epoch"], state["last_seq"], self.lag))

    async def _publish(self, message: Batch | Heartbeat) -> None:
        """Tell the bus, or go on without: the next heartbeat that gets through says it all."""
        try:
            if isinstance(message, Batch):
                await self._bus.publish(message)
            else:
                await self._bus.heartbeat(message)
        except BusUnavailable as error:
            self.unpublished += 1
            logger.warning("Not published: %s", error)


async def _close(connection: asyncpg.Connection) -> None:
    try:
        await connection.close(timeout=CLOSE_TIMEOUT_SECONDS)
    except LOST:
        connection.terminate()
