"""The pool of connections that a worker's tests use one after the other, and what a test left
behind in it, where the next one would find it."""

from typing import Any

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.connection import ConnectionHandler

# The driver turns `jit` off while it learns of a type, and on again: a setting that is as it was.
LEFT = """
SELECT 'the setting ' || name FROM pg_settings WHERE source = 'session' AND name <> 'jit'
UNION ALL SELECT 'the channel ' || channel FROM pg_listening_channels() AS channel
UNION ALL SELECT 'the cursor ' || name FROM pg_cursors WHERE name <> ''
UNION ALL SELECT 'an advisory lock' FROM pg_locks
    WHERE locktype = 'advisory' AND pid = pg_backend_pid()
UNION ALL SELECT 'the table ' || relname FROM pg_class
    WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r'
"""


class Lasting:
    """A pool that is opened once: a new connection takes some 40 ms to learn of types and tables,
    and there are thousands of tests. It outlives a test only if nothing of it is left."""

    def __init__(self) -> None:
        self._client: AsyncpgDBClient | None = None
        self._looked: dict[asyncpg.Connection, int] = {}  # after how many statements

    def lend(self, connections: ConnectionHandler) -> None:
        """One test asks through these from now on."""
        if self._client is not None:
            connections._get_storage()["default"] = self._client

    async def take_back(self, connections: ConnectionHandler) -> list[str]:
        """That test is over; what it left behind. If anything, the next one gets a new pool."""
        client: Any = connections.discard("default")
        self._client = None
        if client is None or client._pool is None:
            return []
        holders = [holder for holder in client._pool._holders if holder._con is not None]
        left = ["a connection in use" for holder in holders if holder._in_use]
        for connection in [] if left else [holder._con for holder in holders]:
            left += await self._left_on(connection)
        if left:
            client._pool.terminate()
        else:
            self._client = client
        return left

    async def close(self) -> None:
        """For good."""
        if self._client is not None:
            await self._client.close()

    async def _left_on(self, connection: asyncpg.Connection) -> list[str]:
        """What is left of a session on it, unless it was not used since this was asked."""
        if connection.is_closed() or self._looked.get(connection) == _statements(connection):
            return []
        left = [row[0] for row in await connection.fetch(LEFT)]
        self._looked[connection] = _statements(connection)
        return left


def _statements(connection: Any) -> int:
    """How many it has been asked for until now."""
    return int(connection._protocol.queries_count)
