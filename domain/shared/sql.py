"""The one door for SQL written by hand: on measured hot paths, and for reads the ORM cannot say."""

from typing import Any

from tortoise import connections
from tortoise.backends.base.client import TransactionalDBClient
from tortoise.queryset import QuerySet


class TookTooLong(Exception):
    """A statement was broken off after the time that it had."""


async def rows(query: str, *values: object) -> list[dict[str, Any]]:
    """Run a statement on the current transaction's connection and return its rows.

    Parameters are `$1`, `$2` …; RETURNING works.
    """
    found: list[dict[str, Any]] = await connections.get("default").execute_query_dict(
        query, list(values)
    )
    return [dict(row) for row in found]


async def row(query: str, *values: object) -> dict[str, Any] | None:
    """The first row, or None."""
    found = await rows(query, *values)
    return found[0] if found else None


async def value(query: str, *values: object) -> Any:
    """The first column of the first row, or None."""
    found = await row(query, *values)
    return next(iter(found.values())) if found else None


async def execute(query: str, *values: object) -> int:
    """Run a statement that returns no rows; the number of rows it touched."""
    touched: int
    touched, _ = await connections.get("default").execute_query(query, list(values))
    return touched


def is_in_transaction() -> bool:
    """Whether what runs now belongs to a transaction that somebody above us has opened."""
    return isinstance(connections.get("default"), TransactionalDBClient)


def written(found: QuerySet[Any], *columns: str) -> tuple[str, list[Any]]:
    """What a query would ask the database for these columns: the statement, and its parameters."""
    asked = found.order_by().values(*columns)
    asked.sql()  # composes it; (inlining the parameters would forget those of a subquery)
    statement, values = asked.query.get_parameterized_sql()
    return statement, list(values)


async def fetch(query: str, *values: object) -> list[Any]:
    """Run a statement as `rows` does; rows as the driver hands them out, read by place."""
    client: Any = connections.get("default")
    async with client.acquire_connection() as connection:
        found: list[Any] = await connection.fetch(query, *values)
        return found


async def rows_within(seconds: float, query: str, *values: object) -> list[dict[str, Any]]:
    """Run a statement as `rows` does, and have the server break it off after so long.

    Raises:
        TookTooLong: it did.
    """
    client: Any = connections.get("default")
    async with client.acquire_connection() as connection:
        try:
            found = await connection.fetch(query, *values, timeout=seconds)
        except TimeoutError:
            raise TookTooLong from None
        return [dict(row) for row in found]
