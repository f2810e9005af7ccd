"""What a test left behind on the connections of the pool, where the next one would find it."""

from typing import Any

import asyncpg
from tortoise import connections

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


def idle() -> list[asyncpg.Connection]:
    """The connections that nobody uses now."""
    client: Any = connections.get("default")
    holders = client._pool._holders if client._pool is not None else []
    found = [holder._con for holder in holders if not holder._in_use]
    return [each for each in found if each is not None and not each.is_closed()]


async def left_behind() -> list[str]:
    """What is left of a session on any of them."""
    return [row[0] for connection in idle() for row in await connection.fetch(LEFT)]
