"""Imported facts: in every history, numbered like the others, never pushed."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import orjson

from domain.shared.outbox import Event


class FactRow(NamedTuple):
    """A fact as the log stores it, but for its numbers. `payload` is JSON."""

    aggregate_type: str
    aggregate_id: UUID
    version: int
    type: str
    payload: str
    actor: str
    request_id: str
    cause_id: str | None
    historic: bool
    occurred_at: datetime


def fact(event: Event, at: datetime, *, actor: str, request_id: str) -> FactRow:
    """An event of long ago."""
    return FactRow(
        event.aggregate_type,
        event.aggregate_id,
        event.version,
        event.type,
        orjson.dumps(event.payload()).decode(),
        actor,
        request_id,
        None,
        True,
        at,
    )


async def keep_months(connection: "asyncpg.Connection[Any]", facts: Sequence[FactRow]) -> None:
    """Give every month of these facts its partition, where it has none yet.

    Call it outside of transactions: until it commits, nobody can read the log.
    """
    times = (each.occurred_at.astimezone(UTC) for each in facts)
    for year, month in sorted({(at.year, at.month) for at in times}):
        first = datetime(year, month, 1, tzinfo=UTC)
        await connection.execute("SELECT keep_event_month($1)", first)


async def append_history(connection: "asyncpg.Connection[Any]", facts: Sequence[FactRow]) -> None:
    """Write facts of long ago in the order they happened, with the next numbers of the log.

    The relay's row is locked until the transaction ends, so numbers stay dense and the relay,
    which wakes up to nothing new, pushes none of them. Call it last: the relay waits meanwhile.
    """
    if not facts:
        return
    last = await connection.fetchval("SELECT last_seq FROM relay_state WHERE id = 1 FOR UPDATE")
    in_order = sorted(facts, key=lambda each: each.occurred_at)
    await connection.copy_records_to_table(
        "event", records=_numbered(last, in_order), columns=["seq", *FactRow._fields]
    )
    await connection.execute(
        "UPDATE relay_state SET last_seq = $1 WHERE id = 1", last + len(in_order)
    )


def _numbered(last: int, facts: Sequence[FactRow]) -> Iterator[tuple[Any, ...]]:
    for seq, each in enumerate(facts, start=last + 1):
        yield (seq, *each)
