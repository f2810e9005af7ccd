"""Tending the log: months come by themselves, replay ends somewhere, and no fact is ever lost."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from tortoise.transactions import in_transaction

from domain.shared import sql
from realtime import past
from realtime.bus import Bus
from realtime.cursor import Cursor
from realtime.hub import Hub
from realtime.log import state
from realtime.relay import relay_once
from realtime.retention import MARK_SECONDS, keep_months, tend_log
from realtime.steps import Gap, GapReason, Step, Told
from tests.realtime.world import NOON, Thing, numbers, relay_all, until

WEEK = timedelta(days=7)
HOUR = timedelta(seconds=MARK_SECONDS)
STRAY = datetime(2031, 12, 31, 23, 59, 59, tzinfo=UTC)  # in no month that there is


@pytest.fixture
async def years(database: dict[str, Any]) -> AsyncIterator[None]:
    """Away with the months that a test made: other tests must find the log as they expect it."""
    before = await months()
    yield
    await sql.execute("DELETE FROM event")
    for month in await months() - before:
        await sql.execute(f"DROP TABLE {month}")


async def months() -> set[str]:
    found = await sql.rows(
        "SELECT inhrelid::regclass::text AS name FROM pg_inherits"
        " WHERE inhparent = 'event'::regclass"
    )
    return {row["name"] for row in found} - {"event_default"}


async def months_of(key: UUID) -> list[str]:
    """Where the facts about a thing lie, in the order of its versions."""
    found = await sql.rows(
        "SELECT tableoid::regclass::text AS name FROM event WHERE aggregate_id = $1"
        " ORDER BY version",
        key,
    )
    return [row["name"] for row in found]


async def coming_back(order: Thing, seq: int) -> list[Step]:
    """What one is told who comes with the cursor of a number, up to now."""
    now = await state()
    after, joined = Cursor(now.epoch, seq).text, Cursor(now.epoch, now.newest)
    told = past.since(after, joined, [order.topic], is_ahead=lambda _: None)
    return [step async for steps in told for step in steps]


async def checksum() -> tuple[int, int]:
    [row] = await sql.rows(
        "SELECT count(*) AS facts, coalesce(sum(hashtextextended(e::text, 0)), 0) AS says"
        " FROM event e"
    )
    return row["facts"], int(row["says"])


async def waited_for(connection: asyncpg.Connection) -> None:
    """Return as soon as somebody waits for what this connection holds."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    async with asyncio.timeout(10):
        while not await connection.fetchval(waiting):
            pass


async def write_at(at: datetime, key: UUID, version: int) -> None:
    await sql.execute(
        "INSERT INTO event (aggregate_type, aggregate_id, version, type, payload, actor,"
        " request_id, historic, occurred_at)"
        " VALUES ('order', $1, $2, 'orders.order_noted', '{}', 'system', '', false, $3)",
        *(key, version, at),
    )


@pytest.mark.usefixtures("years")
async def test_this_month_and_the_next_two_have_their_partitions_before_they_begin() -> None:
    now = datetime(2030, 11, 30, 23, 0, tzinfo=UTC)

    made = await keep_months(now)

    assert [f"{month:%Y-%m-%d %H:%M %Z}" for month in made] == [
        "2030-11-01 00:00 UTC",
        "2030-12-01 00:00 UTC",
        "2031-01-01 00:00 UTC",
    ]
    assert {"event_2030_11", "event_2030_12", "event_2031_01"} <= await months()
    assert await keep_months(now) == []


@pytest.mark.usefixtures("years")
async def test_facts_of_a_month_nobody_thought_of_are_taken_and_put_in_their_place_later() -> None:
    order = Thing()
    await write_at(STRAY, order.id, 1)
    await write_at(STRAY + timedelta(seconds=1), order.id, 2)
    before = await checksum()
    assert await months_of(order.id) == ["event_default", "event_default"]

    await keep_months(NOON)

    assert await months_of(order.id) == ["event_2031_12", "event_2032_01"]
    assert await checksum() == before


@pytest.mark.usefixtures("years")
async def test_of_two_workers_at_once_each_finds_a_whole_log(
    connection: asyncpg.Connection, bus: Bus
) -> None:
    order = Thing()
    await order.change(3)
    await relay_all(connection, bus)
    await write_at(STRAY, order.id, 4)
    before = await checksum()

    async def tend(minute: int) -> None:
        for week in range(3):
            await tend_log(NOON + week * WEEK + timedelta(minutes=minute), replay=WEEK)

    await asyncio.gather(*(tend(minute) for minute in range(6)))

    assert await checksum() == before
    assert await months_of(order.id) == [*["event_2026_03"] * 3, "event_2031_12"]
    assert (await state()).floor == 3


@pytest.mark.usefixtures("years")
async def test_writers_and_the_relay_go_on_while_their_month_is_made(
    connection: asyncpg.Connection, bus: Bus, hub: Hub
) -> None:
    orders = [Thing() for _ in range(5)]

    async def write(order: Thing) -> None:
        for version in range(1, 21):
            await write_at(STRAY, order.id, version)
            await relay_once(connection, bus) if order is orders[0] else None

    writing = asyncio.gather(*map(write, orders))
    await until(lambda: hub.delivered > 5)
    await keep_months(NOON)
    await writing
    await relay_all(connection, bus)

    for order in orders:
        assert await months_of(order.id) == ["event_2031_12"] * 20
    assert await numbers() == list(range(1, 101))
    await until(lambda: hub.delivered == 100)


@pytest.mark.usefixtures("years")
async def test_who_reads_while_facts_are_put_in_their_month_sees_all_of_them(
    connection: asyncpg.Connection,
) -> None:
    order = Thing()
    counted = "SELECT count(*) FROM event WHERE aggregate_id = $1"
    for facts in (1, 2):  # for a reader whose plan is made in between, and one who has it already
        month = STRAY + timedelta(days=31 * facts)
        await write_at(month, order.id, facts)
        await connection.execute("BEGIN")
        await connection.fetchval("SELECT keep_event_month($1)", month)
        reading = asyncio.create_task(sql.value(counted, order.id))
        await waited_for(connection)
        await connection.execute("COMMIT")

        assert await reading == facts


@pytest.mark.usefixtures("years")
async def test_who_holds_the_log_is_not_waited_for_and_nobody_queues_behind(
    connection: asyncpg.Connection,
) -> None:
    await connection.execute("BEGIN; LOCK TABLE event_default IN SHARE MODE")

    with pytest.raises(Exception, match="lock timeout"):
        await keep_months(STRAY)
    await connection.execute("ROLLBACK")

    assert len(await keep_months(STRAY)) == 3


async def test_what_was_told_within_the_week_is_replayed_and_what_was_told_before_is_a_gap(
    connection: asyncpg.Connection, bus: Bus
) -> None:
    order = Thing()
    for day in range(3):
        await order.change()
        await relay_all(connection, bus)
        await tend_log(NOON + timedelta(days=day), replay=WEEK)
    await tend_log(NOON + timedelta(days=1) + WEEK, replay=WEEK)

    assert (await state()).floor == 2
    [told] = await coming_back(order, 2)
    assert isinstance(told, Told)
    assert told.event.seq == 3
    [gap] = await coming_back(order, 1)
    assert isinstance(gap, Gap)
    assert gap.reason is GapReason.CURSOR_EXPIRED
    assert await checksum() == (3, (await checksum())[1])
    assert len(await months_of(order.id)) == 3


async def test_the_floor_never_passes_a_fact_without_a_number_however_old_it_is(
    connection: asyncpg.Connection, bus: Bus
) -> None:
    order = Thing()
    await order.change(2)
    await relay_all(connection, bus)
    await order.change(3)  # and the relay stands still for a month
    for week in range(5):
        await tend_log(NOON + week * WEEK, replay=WEEK)

    assert (await state()).floor == 2
    await relay_all(connection, bus)
    told = await coming_back(order, 2)
    assert [step.event.seq for step in told if isinstance(step, Told)] == [3, 4, 5]


async def test_the_floor_never_sinks(connection: asyncpg.Connection, bus: Bus) -> None:
    await Thing().change(3)
    await relay_all(connection, bus)
    await tend_log(NOON, replay=WEEK)
    await tend_log(NOON + WEEK, replay=WEEK)

    await tend_log(NOON + WEEK, replay=52 * WEEK)
    await tend_log(NOON - WEEK, replay=WEEK)

    assert (await state()).floor == 3


async def test_marks_are_hourly_and_old_ones_are_forgotten(
    connection: asyncpg.Connection, bus: Bus
) -> None:
    order = Thing()
    for hour in range(24):
        await order.change()
        await relay_all(connection, bus)
        for minute in (0, 20, 40):
            await tend_log(NOON + hour * HOUR + timedelta(minutes=minute), replay=WEEK)
    assert await sql.value("SELECT count(*) FROM replay_mark") == 24

    await tend_log(NOON + 2 * WEEK, replay=WEEK)

    assert await sql.value("SELECT count(*) FROM replay_mark") == 2  # the floor's, and the newest
    assert (await state()).floor == 24


async def test_marks_of_another_log_say_nothing_about_this_one(
    connection: asyncpg.Connection, bus: Bus
) -> None:
    await Thing().change(5)
    await relay_all(connection, bus)
    await tend_log(NOON, replay=WEEK)
    async with in_transaction():
        await sql.execute("UPDATE relay_state SET epoch = gen_random_uuid()")

    await tend_log(NOON + 2 * WEEK, replay=WEEK)

    assert (await state()).floor == 0
