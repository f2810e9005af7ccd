"""Who is at a thing: in memory, on Redis and across processes; and nobody stays by mistake."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from api.embedded.valkey import EmbeddedValkey
from domain.shared.ids import new_id
from realtime import hub as hubs
from realtime import presence as module
from realtime.bus import Bus, BusUnavailable, memory_bus
from realtime.hub import Hub
from realtime.messages import Heartbeat, Message, Person, PresenceActivity, Present
from realtime.presence import Attendance, Presence
from realtime.redis_backend import redis_bus
from tests.realtime.world import WITHIN_SECONDS, until
from tests.shop import Shop

VIEWING, EDITING = PresenceActivity
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SUN = Person(new_id(), "孙丽", VIEWING, NOON)
BEN = Person(new_id(), "Ben", VIEWING, NOON + timedelta(minutes=1))
TICKET = "ticket:1"
GONE_WITHIN_SECONDS = 3.0  # after the process that said so was killed
SLACK_SECONDS = 2.0  # for a machine that is busy with other tests

# A process of its own, at whose ticket somebody is until it is killed.
BYSTANDER = """
import asyncio, sys
from datetime import UTC, datetime
from uuid import UUID
from realtime.messages import Person, PresenceActivity
from realtime.presence import Presence
from realtime.redis_backend import redis_bus
async def main(url, topic, id):
    bus = redis_bus(url)
    await bus.start()
    presence = Presence(bus)
    await presence.start()
    somebody = Person(UUID(id), "Ben", PresenceActivity.EDITING, datetime.now(UTC))
    async with presence.attend(topic, somebody):
        await asyncio.Event().wait()
asyncio.run(main(*sys.argv[1:]))
"""


@dataclass
class Place:
    """Two consoles' processes, or one that serves both."""

    buses: list[Bus]
    here: Presence
    there: Presence


@pytest.fixture(params=["memory", "redis", "two processes on redis"])
async def place(request: pytest.FixtureRequest) -> AsyncIterator[Place]:
    if request.param == "memory":
        buses = [memory_bus()]
    else:
        url = request.getfixturevalue("valkey").url
        buses = [redis_bus(url) for _ in range(2 if "two" in request.param else 1)]
    presences = [Presence(bus) for bus in buses]
    async with AsyncExitStack() as stack:
        for part in [*buses, *presences]:
            await part.start()
            stack.push_async_callback(part.stop)
        yield Place(buses, presences[0], presences[-1])


async def shows(attendance: Attendance, *people: Person) -> None:
    """Wait until just these are told to be there."""
    async with asyncio.timeout(WITHIN_SECONDS):
        async for told in attendance:
            if told == people:
                return
    raise AssertionError("it ended")


async def test_whoever_comes_is_seen_by_all_and_sees_all_until_they_go(place: Place) -> None:
    async with place.here.attend(TICKET, SUN) as sun:
        await shows(sun, SUN)
        async with place.there.attend(TICKET, BEN) as ben:
            await shows(ben, SUN, BEN)
            await shows(sun, SUN, BEN)
        await shows(sun, SUN)

    await until(lambda: place.here.at(TICKET) == place.there.at(TICKET) == ())


async def test_each_thing_has_its_own(place: Place) -> None:
    async with (
        place.here.attend(TICKET, SUN),
        place.there.attend("order:1", BEN) as other,
    ):
        await shows(other, BEN)
        await until(lambda: place.there.at(TICKET) == (SUN,))


async def test_one_person_at_several_screens_counts_once_and_editing_wins(place: Place) -> None:
    later = replace(SUN, activity=EDITING, since=SUN.since + timedelta(hours=1))
    async with place.here.attend(TICKET, BEN) as seen:
        async with place.here.attend(TICKET, SUN):
            await shows(seen, SUN, BEN)
            async with place.there.attend(TICKET, later):
                await shows(seen, replace(SUN, activity=EDITING), BEN)
                async with place.there.attend(TICKET, later):
                    await until(lambda: len(place.here.at(TICKET)) == 2)
            await shows(seen, SUN, BEN)
        await shows(seen, BEN)


async def test_somebody_who_only_looks_on_is_not_there(place: Place) -> None:
    async with place.here.attend(TICKET, None) as onlooker:
        assert await anext(onlooker) == ()
        async with place.there.attend(TICKET, SUN):
            await shows(onlooker, SUN)
        await shows(onlooker)


async def test_a_slow_reader_is_told_the_newest_and_no_more(place: Place) -> None:
    async with place.here.attend(TICKET, None) as slow:
        assert await anext(slow) == ()
        for _ in range(20):
            async with place.here.attend(TICKET, SUN):
                pass
        async with place.here.attend(TICKET, BEN):
            assert await anext(slow) == (BEN,)


async def test_a_process_that_begins_later_learns_who_is_there(place: Place) -> None:
    async with place.here.attend(TICKET, SUN), AsyncExitStack() as stack:
        late = Presence(place.buses[-1])
        await late.start()
        stack.push_async_callback(late.stop)

        await until(lambda: late.at(TICKET) == (SUN,))


async def test_a_process_that_stops_takes_its_own_with_it_at_once(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HOLDS_SECONDS", 3_600.0)
    leaving = Presence(place.buses[-1])
    await leaving.start()
    async with place.here.attend(TICKET, SUN) as seen:
        attendance = leaving.attend(TICKET, BEN)
        await shows(seen, SUN, BEN)

        await leaving.stop()
        await leaving.stop()

        await shows(seen, SUN)
        assert [told async for told in attendance] == []
        assert [told async for told in leaving.attend(TICKET, BEN)] == []


async def test_more_people_than_one_message_holds_are_all_seen(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PEOPLE_PER_MESSAGE", 3)
    topics = [f"order:{number}" for number in range(20)]
    async with AsyncExitStack() as stack:
        for topic in topics:
            for person in (SUN, BEN):
                await stack.enter_async_context(place.here.attend(topic, person))

        for topic in topics:
            await until(lambda topic=topic: place.there.at(topic) == (SUN, BEN))

    await until(lambda: not any(place.there.at(topic) for topic in topics))
    assert place.here._shown == place.there._shown == {}
    assert place.there._elsewhere == {}


async def test_nothing_of_it_is_written(place: Place, shop: Shop) -> None:
    before = await shop.rows()

    async with place.here.attend(TICKET, SUN), place.there.attend(TICKET, BEN):
        await until(lambda: len(place.here.at(TICKET)) == 2)

    assert await shop.rows() == before


@asynccontextmanager
async def bystander(url: str, person: Person) -> AsyncIterator[asyncio.subprocess.Process]:
    """Somebody at the ticket through a process of their own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", BYSTANDER, url, TICKET, str(person.id)),
        cwd=Path(__file__).parents[2],
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_who_was_there_through_a_process_that_was_killed_is_gone_within_three_seconds(
    valkey: EmbeddedValkey,
) -> None:
    async with AsyncExitStack() as stack:
        bus = redis_bus(valkey.url)
        presence = Presence(bus)
        for part in (bus, presence):
            await part.start()
            stack.push_async_callback(part.stop)
        seen = await stack.enter_async_context(presence.attend(TICKET, SUN))
        process = await stack.enter_async_context(bystander(valkey.url, BEN))
        await until(lambda: len(presence.at(TICKET)) == 2)
        await asyncio.sleep(2 * module.HOLDS_SECONDS)  # and stays, for it is said again
        assert [person.id for person in presence.at(TICKET)] == [SUN.id, BEN.id]

        killed = time.monotonic()
        os.kill(process.pid, signal.SIGKILL)
        await shows(seen, SUN)

        assert time.monotonic() - killed < GONE_WITHIN_SECONDS + SLACK_SECONDS


async def test_a_redis_that_was_away_costs_seconds(valkey: EmbeddedValkey) -> None:
    async with AsyncExitStack() as stack:
        buses = [redis_bus(valkey.url) for _ in range(2)]
        here, there = presences = [Presence(bus) for bus in buses]
        for part in (*buses, *presences):
            await part.start()
            stack.push_async_callback(part.stop)
        seen = await stack.enter_async_context(here.attend(TICKET, SUN))
        await stack.enter_async_context(there.attend(TICKET, BEN))
        await shows(seen, SUN, BEN)

        valkey.stop()
        await shows(seen, SUN)
        valkey.restart()
        await shows(seen, SUN, BEN)


async def test_who_is_where_is_no_sign_of_life_from_the_relay(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or a hub that hears colleagues come and go would never look for facts that it missed."""
    monkeypatch.setattr(hubs, "SILENCE_SECONDS", 3_600)
    bus = memory_bus()
    await bus.start()
    hub = Hub(bus)
    await hub.start()
    try:
        heard: list[Message] = []
        bus.attach(heard.append)
        before = hub._heard_at
        await asyncio.sleep(0.01)

        await bus.tell(Present(new_id(), 2.5, {TICKET: (SUN,)}))
        await until(lambda: len(heard) == 1)
        assert hub._heard_at == before

        await bus.tell(Heartbeat(hub.epoch, hub.position))
        await until(lambda: len(heard) == 2)
        assert hub._heard_at > before
    finally:
        await hub.stop()
        await bus.stop()


async def test_what_the_bus_does_not_take_is_said_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell, refused = place.buses[0].tell, 0

    async def refuse_twice(message: Message) -> None:
        nonlocal refused
        if refused < 2:
            refused += 1
            raise BusUnavailable("not now")
        await tell(message)

    late: Any = Presence(place.buses[-1])
    monkeypatch.setattr(place.buses[0], "tell", refuse_twice)
    await late.start()
    async with place.here.attend(TICKET, SUN):
        await until(lambda: late.at(TICKET) == (SUN,))
    await late.stop()

    assert refused == 2
