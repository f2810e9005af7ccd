"""Facts for tests: things that change, writers in a hurry, and a relay worked by hand."""

import asyncio
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID

import asyncpg
from tortoise.transactions import in_transaction

from domain.shared import sql
from domain.shared.context import SYSTEM, Context
from domain.shared.ids import new_id
from domain.shared.outbox import AggregateType, Event, append
from realtime import topics
from realtime.bus import Bus
from realtime.listener import Item, Listener
from realtime.relay import relay_once

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
WITHIN_SECONDS = 20.0  # for anything that must happen


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNoted(Event):
    """Something happened to an order."""

    type: ClassVar[str] = "orders.order_noted"
    aggregate_type: ClassVar[AggregateType] = AggregateType.ORDER


class Changed(Exception):
    """Somebody thought better of it: the transaction is rolled back."""


@dataclass
class Thing:
    """An order as far as the log is concerned: one change at a time, versions 1, 2, 3 …"""

    id: UUID = field(default_factory=new_id)
    version: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def topic(self) -> str:
        return topics.order(self.id)

    async def change(self, times: int = 1, *, roll_back: bool = False) -> None:
        """So many facts in one transaction, which may come to nothing."""
        ctx = Context(actor=SYSTEM, now=NOON)
        async with self.lock:
            try:
                async with in_transaction():
                    for step in range(1, times + 1):
                        await append(
                            ctx, OrderNoted(aggregate_id=self.id, version=self.version + step)
                        )
                    if roll_back:
                        raise Changed
            except Changed:
                return
            self.version += times


async def write(things: Sequence[Thing], *, transactions: int, seed: int, writers: int = 20) -> int:
    """Many writers at once, a fifth of whose transactions roll back. The facts that remain."""

    async def writer(number: int) -> None:
        dice = random.Random(seed * 1_000 + number)
        for _ in range(transactions // writers):
            thing = dice.choice(things)
            await thing.change(dice.randint(1, 3), roll_back=dice.random() < 0.2)

    before = sum(thing.version for thing in things)
    await asyncio.gather(*(writer(number) for number in range(writers)))
    return sum(thing.version for thing in things) - before


async def write_history(count: int) -> None:
    """Imported facts: in the log, not numbered yet, and never to be told."""
    await sql.execute(
        "INSERT INTO event (aggregate_type, aggregate_id, version, type, payload, actor,"
        " request_id, historic, occurred_at) SELECT 'order', gen_random_uuid(), 1,"
        " 'orders.order_placed', '{}', 'system', 'import', true, now() - interval '1 year'"
        " FROM generate_series(1, $1)",
        count,
    )


async def numbers() -> list[int]:
    """Every number given so far."""
    found = await sql.rows("SELECT seq FROM event WHERE seq IS NOT NULL ORDER BY seq")
    return [row["seq"] for row in found]


async def newest() -> int:
    """The newest number given."""
    found: int = await sql.value("SELECT last_seq FROM relay_state")
    return found


async def relay_all(connection: asyncpg.Connection, bus: Bus) -> int:
    """Relay by hand until nothing is left."""
    total = 0
    while numbered := await relay_once(connection, bus):
        total += numbered
    return total


async def until(condition: Callable[[], Any], what: str = "") -> None:
    """Wait for something to become true; fail when it does not in time."""
    async with asyncio.timeout(WITHIN_SECONDS):
        while not condition():  # noqa: ASYNC110 - any condition, of which many ring no bell
            await asyncio.sleep(0.002)


async def take(listener: Listener, count: int) -> list[Item]:
    """The next so many items."""
    async with asyncio.timeout(WITHIN_SECONDS):
        return [await anext(listener) for _ in range(count)]


class Fact(Protocol):
    """What is told of a fact."""

    @property
    def seq(self) -> int: ...
    @property
    def aggregate_id(self) -> UUID: ...
    @property
    def version(self) -> int: ...


def assert_told_once_in_order(events: Iterable[Fact], things: Iterable[Thing]) -> None:
    """Nothing lost, nothing doubled, nothing out of order: in all, and for each thing."""
    events = list(events)
    assert [event.seq for event in events] == sorted({event.seq for event in events})
    told: dict[UUID, list[int]] = {}
    for event in events:
        told.setdefault(event.aggregate_id, []).append(event.version)
    for thing in things:
        assert told.pop(thing.id, []) == list(range(1, thing.version + 1))
    assert told == {}
