"""The worker: relays and keeps time until it is told to stop."""

import asyncio
from contextvars import ContextVar
from datetime import datetime
from typing import Any

import pytest

from realtime.bus import Bus
from realtime.hub import Hub
from realtime.relay import Relay
from realtime.worker import Timer, Worker
from tests.realtime.world import NOON, Thing, take, until


async def test_a_worker_relays_and_rings_its_timers_until_it_is_stopped(
    database: dict[str, Any], bus: Bus, hub: Hub
) -> None:
    seen: list[datetime] = []

    async def note(now: datetime) -> None:
        seen.append(now)

    order, stop = Thing(), asyncio.Event()
    worker = Worker(Relay(database, bus), [Timer("note", 0.01, note)], clock=lambda: NOON)
    working = asyncio.create_task(worker.run(stop))
    async with hub.listen([order.topic]) as listener:
        await order.change()
        await take(listener, 1)
    await until(lambda: len(seen) >= 3)

    stop.set()
    await asyncio.wait_for(working, 5)

    assert set(seen) == {NOON}
    assert not worker.relay.leads


async def test_a_timer_that_fails_is_tried_again_and_disturbs_no_other(
    database: dict[str, Any], bus: Bus, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(now: datetime) -> None:
        raise RuntimeError("no luck")

    async def succeed(now: datetime) -> None: ...

    stop = asyncio.Event()
    failing, working = Timer("failing", 0.01, fail), Timer("working", 0.01, succeed)
    worker = Worker(Relay(database, bus), [failing, working], clock=lambda: NOON)
    task = asyncio.create_task(worker.run(stop))

    await until(lambda: failing.failures >= 3 and working.runs >= 3)
    stop.set()
    await task

    assert failing.runs == 0
    assert "The timer failing failed" in caplog.text


async def test_a_timer_begins_each_time_afresh(database: dict[str, Any], bus: Bus) -> None:
    left_behind: ContextVar[bool] = ContextVar("left_behind", default=False)

    async def leave_something_behind(now: datetime) -> None:
        assert not left_behind.get()
        left_behind.set(True)

    stop, timer = asyncio.Event(), Timer("messy", 0.01, leave_something_behind)
    worker = Worker(Relay(database, bus), [timer], clock=lambda: NOON)
    task = asyncio.create_task(worker.run(stop))

    await until(lambda: timer.runs + timer.failures >= 3)
    stop.set()
    await task

    assert timer.failures == 0
