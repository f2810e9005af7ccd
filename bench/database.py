"""Looking at the rows themselves, beside the server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

Connection = Any  # asyncpg's own stubs make it generic over the row; we only read

# One in partitions is one table.
TABLES = (
    "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
    " AND relnamespace = 'public'::regnamespace ORDER BY 1"
)


@asynccontextmanager
async def connected(credentials: dict[str, Any]) -> AsyncIterator[Connection]:
    """A connection, for as long as the block runs."""
    connection = await asyncpg.connect(**credentials)
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def looking(credentials: dict[str, Any]) -> AsyncIterator[Connection]:
    """A connection that only reads."""
    async with connected(credentials) as connection:
        yield connection


async def rows_of_all_tables(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    names = [row["relname"] for row in await connection.fetch(TABLES)]
    return {name: await connection.fetchval(f'SELECT count(*) FROM "{name}"') for name in names}


async def rows_written_since(connection: Connection, transaction: int) -> dict[str, int]:
    """How many living rows each table got or changed in transactions from this one on."""
    names = [row["relname"] for row in await connection.fetch(TABLES)]
    query = 'SELECT count(*) FROM "{}" WHERE xmin::text::bigint >= $1'
    found = {name: await connection.fetchval(query.format(name), transaction) for name in names}
    return {name: count for name, count in found.items() if count}


async def next_transaction(connection: Connection) -> int:
    """The number below which every transaction so far is."""
    number: int = await connection.fetchval(
        "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
    )
    return number
