"""A trail for tests: facts that the relay has numbered, entries, and a sealer worked by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
from tortoise.transactions import in_transaction

from domain.audit.chain import Seal, SealKey
from domain.audit.entries import AuditKind, Entry, Subject, write
from domain.audit.seal import Sealer
from domain.audit.verify import Verdict, verify
from domain.shared import sql
from domain.shared.context import SYSTEM, Context
from domain.shared.ids import new_id
from domain.shared.outbox import append
from realtime.relay import number
from tests.realtime.world import OrderNoted

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
KEY = SealKey.of("a secret for tests of the trail, long enough")
OTHER_KEY = SealKey.of("another secret, of somebody who has the database alone")


class Trail:
    """Facts, entries and seals of a small shop."""

    def __init__(self, relay: asyncpg.Connection, block: int = 5) -> None:
        self.sealer = Sealer(KEY, block=block)
        self._relay = relay

    async def facts(self, count: int = 1) -> None:
        """So many things happened, each to another order."""
        ctx = Context(actor=SYSTEM, now=NOON, request_id="request", cause_id="cause")
        async with in_transaction():
            for _ in range(count):
                await append(ctx, OrderNoted(aggregate_id=new_id(), version=1))
        while (await number(self._relay))[0]:
            pass

    async def entries(self, count: int = 1, **said: Any) -> None:
        """So many times somebody was shown something."""
        await write(an_entry(NOON + timedelta(seconds=step), **said) for step in range(count))

    async def seal(self) -> int:
        """Seal all that waits; how many seals that took."""
        return await self.sealer.seal(NOON)

    async def verify(self, **asked: Any) -> Verdict:
        """What the trail is worth."""
        return await verify([KEY], **asked)

    async def finding(self, **asked: Any) -> str:
        """The first thing that differs; nothing if all is well."""
        return str((await self.verify(**asked)).finding or "")


def an_entry(at: datetime = NOON, **said: Any) -> Entry:
    """Somebody saw a customer's name."""
    told: dict[str, Any] = {
        "kind": AuditKind.PERSONAL_DATA_READ,
        "actor": f"staff:{new_id()}",
        "occurred_at": at,
        "request_id": "request",
        "address": "192.0.2.1",
        "operation": "customer",
        "subjects": (Subject("customer", str(new_id()), ("email", "name")),),
        "code": "code",
    }
    return Entry(**(told | said))


@asynccontextmanager
async def a_trail(database: dict[str, Any], **options: Any) -> AsyncIterator[Trail]:
    """Of one test."""
    relay = await asyncpg.connect(**database)
    try:
        yield Trail(relay, **options)
    finally:
        await relay.close()


async def tamper(statement: str, *values: object) -> None:
    """Do what the guards refuse, as somebody would who owns the database."""
    async with in_transaction():
        await sql.execute("SET LOCAL session_replication_role = replica")
        await sql.execute(statement, *values)


async def newest() -> Seal:
    """The last seal."""
    from domain.audit.rows import head

    found = await head()
    assert found is not None
    return found
