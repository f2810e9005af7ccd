"""Who takes the rows of one test out before the next: on a connection that outlives all tests.

A new connection takes some 30 ms to plan the deletion of a hundred tables, one that has done it
before takes 2, and there are thousands of tests. So it has a thread and a loop of its own.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from threading import Thread
from typing import Any, TypeVar

import asyncpg

PATIENCE = "10s"  # for locks that a test left behind; then it is an error
T = TypeVar("T")


class Janitor:
    """One connection to one database."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._connection: asyncpg.Connection | None = None
        self._credentials: dict[str, Any] = {}
        self._known: dict[str, list[str]] = {}

    def works_in(self, credentials: dict[str, Any]) -> None:
        """Name the database."""
        self._credentials = credentials

    async def run(self, statements: Sequence[str]) -> None:
        """All of these in one transaction."""
        await self._there(self._run(statements))

    async def names(self, statement: str) -> list[str]:
        """What this statement finds; it is asked once, for it names what is always there."""
        if statement not in self._known:
            self._known[statement] = await self._there(self._names(statement))
        return self._known[statement]

    async def leave(self) -> None:
        """Hang up. The next call connects again."""
        await self._there(self._leave())

    async def _there(self, act: Coroutine[Any, Any, T]) -> T:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            Thread(target=self._loop.run_forever, name="janitor", daemon=True).start()
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(act, self._loop))

    async def _run(self, statements: Sequence[str]) -> None:
        connection = await self._connected()
        async with connection.transaction():
            for statement in statements:
                await connection.fetch(statement)  # kept prepared, as `execute` would not

    async def _names(self, statement: str) -> list[str]:
        return [row[0] for row in await (await self._connected()).fetch(statement)]

    async def _connected(self) -> asyncpg.Connection:
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(
                **self._credentials, server_settings={"lock_timeout": PATIENCE}
            )
        return self._connection

    async def _leave(self) -> None:
        if self._connection is not None:
            await self._connection.close()
            self._connection = None
