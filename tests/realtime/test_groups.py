"""What a subscription is told: each fact once and in order, or a gap that says why not.

Made once for its whole group; what is for one member alone comes first, and leaves no hole.
"""

import asyncio
from dataclasses import replace
from uuid import UUID

import asyncpg
import pytest

from domain.shared import sql
from realtime import member as members
from realtime import stream, topics
from realtime.bus import Bus
from realtime.cursor import Cursor
from realtime.groups import READERS_MAX, Groups
from realtime.hub import Hub
from realtime.outlet import BrokenOff, Outlet, following
from realtime.past import WhenSlow
from tests.realtime.plain import Plain, told
from tests.realtime.world import WITHIN_SECONDS, Thing, relay_all, until, write_history

ORDERS = frozenset([topics.orders()])


@pytest.fixture
async def groups(hub: Hub) -> Groups:
    return Groups(hub)


async def test_without_a_cursor_only_what_happens_from_now_on_is_told(
    connection: asyncpg.Connection, bus: Bus, groups: Groups, hub: Hub
) -> None:
    order = Thing()
    await order.change(2)
    await relay_all(connection, bus)
    await hub_at(hub, 2)

    async with told(groups, [order.topic]) as heard:
        await order.change()
        await relay_all(connection, bus)

        assert heard.joined == Cursor(hub.epoch, 2)
        assert await heard.next() == [3]


async def test_a_cursor_brings_what_was_missed_of_these_topics_then_what_happens(
    connection: asyncpg.Connection, bus: Bus, groups: Groups, hub: Hub
) -> None:
    order, other = Thing(), Thing()
    for _ in range(3):
        await order.change()
        await other.change()
    await write_history(2)
    await relay_all(connection, bus)

    async with told(groups, [order.topic], after=Cursor(hub.epoch, 1).text) as heard:
        missed = await heard.next(2)
        await other.change()
        await order.change()
        await relay_all(connection, bus)
        live = await heard.next()

    assert (missed, live) == ([3, 5], [10])


async def test_a_group_makes_each_item_once_however_many_are_in_it(
    connection: asyncpg.Connection, bus: Bus, groups: Groups, hub: Hub
) -> None:
    order = Thing()
    async with (
        told(groups, [order.topic]) as one,
        told(groups, [order.topic]) as two,
        told(groups, [order.topic], scope="of somebody else") as other,
    ):
        assert (len(groups), len(groups.members)) == (2, 3)
        await order.change(3)
        await relay_all(connection, bus)
        for heard in (one, two, other):
            assert await heard.next(3) == [1, 2, 3]

    assert (groups.made, groups.delivered) == (2 * 3, 3 * 3)
    assert len(groups) == 0
    await until(lambda: not hub.listeners)


async def test_who_joins_a_group_that_is_behind_hears_nothing_twice(
    connection: asyncpg.Connection, bus: Bus, groups: Groups, hub: Hub
) -> None:
    """The group has still to make what the newcomer read from the log."""
    order = Thing()
    began, may_go_on = asyncio.Event(), asyncio.Event()

    async with told(groups, [order.topic], hold=(began, may_go_on)) as early:
        await order.change(2)
        await relay_all(connection, bus)
        await began.wait()
        async with told(groups, [order.topic], after=Cursor(hub.epoch, 0).text) as late:
            replayed = await late.next(2)
            await order.change()
            await relay_all(connection, bus)
            await hub_at(hub, 3)
            may_go_on.set()

            assert replayed + await late.next() == [1, 2, 3]
            assert await early.next(3) == [1, 2, 3]


async def test_who_leaves_leaves_the_others_in_peace(
    connection: asyncpg.Connection, bus: Bus, groups: Groups
) -> None:
    order = Thing()
    async with told(groups, [order.topic]) as stays:
        async with told(groups, [order.topic]):
            pass
        await order.change()
        await relay_all(connection, bus)

        assert await stays.next() == [1]


async def test_a_cursor_that_is_ahead_of_this_process_is_no_stranger(
    connection: asyncpg.Connection,
    bus: Bus,
    groups: Groups,
    hub: Hub,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order = Thing()

    async def lose(_: object) -> None: ...

    with monkeypatch.context() as patch:
        patch.setattr(bus, "publish", lose)
        await order.change(2)
        await relay_all(connection, bus)
    assert hub.position == 0

    async with told(groups, [order.topic], after=Cursor(hub.epoch, 1).text) as heard:
        await order.change()
        await relay_all(connection, bus)

        assert await heard.next(2) == [2, 3]


@pytest.mark.parametrize(
    ("text", "missed_after_is_told"),
    [
        ("", False),
        ("yesterday", False),
        ("ö" * 32, False),
        ("*" * 32, False),
        (Cursor(UUID(int=7), 0).text, True),
    ],
)
async def test_an_unknown_cursor_is_one_gap_and_then_the_present(
    text: str,
    missed_after_is_told: bool,
    connection: asyncpg.Connection,
    bus: Bus,
    groups: Groups,
    hub: Hub,
) -> None:
    order = Thing()
    await order.change(2)
    await relay_all(connection, bus)
    await hub_at(hub, 2)

    async with told(groups, [order.topic], after=text) as heard:
        [gap] = await heard.next()
        await order.change()
        await relay_all(connection, bus)
        live = await heard.next()

    assert gap == ("cursor_unknown", text if missed_after_is_told else None, Cursor(hub.epoch, 2))
    assert live == [3]


async def test_a_cursor_from_the_future_is_unknown(groups: Groups, hub: Hub) -> None:
    text = Cursor(hub.epoch, 1).text

    async with told(groups, [topics.orders()], after=text) as heard:
        assert await heard.next() == [("cursor_unknown", text, Cursor(hub.epoch, 0))]


async def test_a_cursor_older_than_what_the_log_keeps_is_one_gap(
    connection: asyncpg.Connection, bus: Bus, groups: Groups, hub: Hub
) -> None:
    order = Thing()
    await order.change(4)
    await relay_all(connection, bus)
    await hub_at(hub, 4)
    await prune(2)
    old = Cursor(hub.epoch, 1).text

    async with (
        told(groups, [order.topic], after=old) as late,
        told(groups, [order.topic], after=Cursor(hub.epoch, 2).text) as just_in_time,
    ):
        assert await late.next() == [("cursor_expired", old, Cursor(hub.epoch, 4))]
        assert await just_in_time.next(2) == [3, 4]


async def test_a_log_pruned_under_a_replay_is_a_gap_and_no_silence(
    connection: asyncpg.Connection, bus: Bus, groups: Groups, hub: Hub
) -> None:
    order = Thing()
    await order.change(1_200)
    await relay_all(connection, bus)
    await hub_at(hub, 1_200)

    async with told(groups, [order.topic], after=Cursor(hub.epoch, 0).text) as heard:
        first_page = await heard.next(400)
        await prune(1_000)
        rest: list[object] = []
        while not rest or isinstance(rest[-1], int):
            rest += await heard.next()
        *_, gap = rest
        await order.change()
        await relay_all(connection, bus)
        live = await heard.next()

    assert first_page + rest[:-1] == list(range(1, 501))
    assert gap == ("cursor_expired", Cursor(hub.epoch, 500).text, Cursor(hub.epoch, 1_200))
    assert live == [1_201]


async def test_who_is_a_little_too_slow_misses_nothing(
    connection: asyncpg.Connection, bus: Bus, groups: Groups, hub: Hub
) -> None:
    order = Thing()
    async with told(groups, [order.topic]) as slow, told(groups, [order.topic]) as quick:
        for _ in range(20):
            await order.change(50)
            await relay_all(connection, bus)
            await quick.next(50)

        assert groups.overflows == 1
        assert await slow.next(1_000) == list(range(1, 1_001))


async def test_who_is_far_too_slow_gets_one_gap_and_goes_on(
    connection: asyncpg.Connection,
    bus: Bus,
    groups: Groups,
    hub: Hub,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(members, "REPLAY_LIMIT", 100)
    order, other = Thing(), Thing()
    async with told(groups, [order.topic]) as slow, told(groups, [order.topic]) as quick:
        await other.change(50)  # does not concern them
        for _ in range(20):
            await order.change(50)
            await relay_all(connection, bus)
            await quick.next(50)
        seen: list[object] = []
        while not seen or isinstance(seen[-1], int):
            seen += await slow.next()
        *heard, gap = seen
        await order.change()
        await relay_all(connection, bus)
        live = await slow.next()

    last = heard[-1]
    assert isinstance(last, int)
    assert heard == list(range(51, last + 1))
    assert gap == ("slow_consumer", Cursor(hub.epoch, last).text, Cursor(hub.epoch, 1_050))
    assert live == [1_051]


async def test_who_follows_one_state_and_is_slow_gets_one_gap(
    connection: asyncpg.Connection, bus: Bus, groups: Groups, hub: Hub
) -> None:
    order = Thing()
    how = {"when_slow": WhenSlow.SNAPSHOT}
    async with (
        told(groups, [order.topic], **how) as slow,
        told(groups, [order.topic], **how) as quick,
    ):
        for _ in range(10):
            await order.change(50)
            await relay_all(connection, bus)
            await quick.next(50)
        seen: list[object] = []
        while not seen or isinstance(seen[-1], int):
            seen += await slow.next()
        *heard, gap = seen

    last = heard[-1]
    assert isinstance(last, int)
    assert gap == ("slow_consumer", Cursor(hub.epoch, last).text, Cursor(hub.epoch, 500))


async def test_who_follows_many_states_and_is_slow_gets_the_latest_of_each(
    connection: asyncpg.Connection, bus: Bus, groups: Groups, hub: Hub
) -> None:
    shelves = [Thing() for _ in range(3)]
    how = {"when_slow": WhenSlow.COALESCE}
    async with (
        told(groups, [topics.orders()], **how) as slow,
        told(groups, [topics.orders()], **how) as quick,
    ):
        for _ in range(100):
            for shelf in shelves:
                await shelf.change()
            await relay_all(connection, bus)
            await quick.next(3)
        await hub_at(hub, 300)
        seen: list[object] = []
        while not seen or seen[-1] != 300:
            seen += await slow.next()

    assert groups.overflows == 0
    assert seen[-3:] == [298, 299, 300]
    assert len(seen) < 100
    assert seen == sorted(seen)  # type: ignore[type-var]  # numbers, or it fails


async def test_who_comes_back_to_many_states_and_is_not_slow_misses_none_of_them(
    connection: asyncpg.Connection, bus: Bus, groups: Groups, hub: Hub
) -> None:
    """What happens while it reads what it missed waits, and nothing of it is left out."""
    shelf = Thing()
    await shelf.change()
    await relay_all(connection, bus)
    await hub_at(hub, 1)
    how = {"after": Cursor(hub.epoch, 0).text, "when_slow": WhenSlow.COALESCE}
    for _ in range(READERS_MAX):
        await groups.turnstile.acquire()  # so that its turn to read does not come yet
    async with told(groups, [shelf.topic], **how) as back:
        await shelf.change(2)
        await relay_all(connection, bus)
        await until(lambda: [member.waiting for member in groups.members] == [2])
        for _ in range(READERS_MAX):
            groups.turnstile.release()

        assert await back.next(3) == [1, 2, 3]


async def test_a_group_that_is_too_slow_itself_reads_the_log(
    connection: asyncpg.Connection, bus: Bus, groups: Groups, hub: Hub
) -> None:
    order = Thing()
    async with told(groups, [order.topic], queue_limit=4) as heard:
        await order.change(2)
        await relay_all(connection, bus)
        first = await heard.next()
        await order.change(20)
        await relay_all(connection, bus)
        await hub_at(hub, 22)

        assert first + await heard.next(21) == list(range(1, 23))


async def test_a_group_that_is_far_too_slow_tells_all_of_one_gap(
    connection: asyncpg.Connection,
    bus: Bus,
    groups: Groups,
    hub: Hub,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stream, "REPLAY_LIMIT", 10)
    order = Thing()
    how = {"queue_limit": 4}
    async with told(groups, [order.topic], **how) as one, told(groups, [order.topic], **how) as two:
        await order.change(20)
        await relay_all(connection, bus)
        await hub_at(hub, 20)
        for heard in (one, two):
            assert await heard.next() == [
                ("slow_consumer", Cursor(hub.epoch, 0).text, Cursor(hub.epoch, 20))
            ]
        await order.change()
        await relay_all(connection, bus)
        for heard in (one, two):
            assert await heard.next() == [21]


async def test_who_comes_from_afar_is_not_called_slow_for_what_happened_meanwhile(
    connection: asyncpg.Connection,
    bus: Bus,
    groups: Groups,
    hub: Hub,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(members, "REPLAY_LIMIT", 10)
    order = Thing()
    await order.change(800)
    await relay_all(connection, bus)
    await hub_at(hub, 800)

    async with told(groups, [order.topic], after=Cursor(hub.epoch, 0).text) as heard:
        seen = await heard.next(5)
        await order.change(400)
        await relay_all(connection, bus)
        await hub_at(hub, 1_200)
        seen += await heard.next(1_195)

    assert seen == list(range(1, 1_201))


async def test_another_database_in_the_same_place_is_a_gap(
    connection: asyncpg.Connection, bus: Bus, groups: Groups, hub: Hub
) -> None:
    order = Thing()
    old = hub.epoch
    async with told(groups, [order.topic]) as heard:
        await order.change(2)
        await relay_all(connection, bus)
        seen = await heard.next(2)
        await sql.execute("TRUNCATE event, aggregate_version")
        await sql.execute("UPDATE relay_state SET epoch = gen_random_uuid(), last_seq = 0")
        order.version = 0
        await order.change()
        await relay_all(connection, bus)
        [gap] = await heard.next()
        await order.change()
        await relay_all(connection, bus)
        seen += await heard.next()

    assert hub.epoch != old
    assert gap == ("cursor_unknown", Cursor(old, 2).text, Cursor(hub.epoch, 1))
    assert seen == [1, 2, 2]


async def test_when_the_process_stops_nobody_is_told_that_it_is_complete(
    connection: asyncpg.Connection, bus: Bus, groups: Groups, hub: Hub
) -> None:
    order = Thing()
    async with told(groups, [order.topic]) as heard:
        await order.change()
        await relay_all(connection, bus)
        await heard.next()
        await hub.stop()

        with pytest.raises(BrokenOff):
            await heard.next()


async def prune(floor: int) -> None:
    """What retention will do: promise less, then take the rows out."""
    await sql.execute("UPDATE relay_state SET replay_floor = $1", floor)
    await sql.execute("DELETE FROM event WHERE seq <= $1", floor)


async def hub_at(hub: Hub, seq: int) -> None:
    await until(lambda: hub.position == seq)


async def test_who_has_left_is_not_moved_into_a_group_that_nobody_would_ever_leave(
    groups: Groups, hub: Hub
) -> None:
    """Somebody's rights change while the client completes the subscription."""
    member = groups.admit(Plain(hub, ORDERS), Outlet())
    await member.join()
    member.leave()

    await member.move(Plain(hub, ORDERS, scope="of somebody who may do more"))

    assert (len(groups), groups.members) == (0, [])


async def test_who_leaves_before_its_group_began_keeps_nobody_waiting(
    groups: Groups, hub: Hub
) -> None:
    member = groups.admit(Plain(hub, ORDERS), Outlet())
    await member.join()
    moving = asyncio.create_task(member.move(Plain(hub, ORDERS, scope="of somebody else")))
    asyncio.get_running_loop().call_soon(member.leave)  # ahead of the new group's first breath

    async with asyncio.timeout(WITHIN_SECONDS):
        await moving

    assert (len(groups), groups.members) == (0, [])


async def test_who_moves_before_it_was_told_anything_misses_nothing_behind_its_cursor(
    connection: asyncpg.Connection, bus: Bus, groups: Groups, hub: Hub
) -> None:
    """Somebody's rights change before the subscription's group is on air, or right after."""
    order = Thing()
    await order.change(3)
    await relay_all(connection, bus)
    await hub_at(hub, 3)
    for is_joined in (False, True):
        outlet = Outlet()
        plain = Plain(hub, frozenset([order.topic]), after=Cursor(hub.epoch, 1).text)
        member = groups.admit(plain, outlet)
        joining = asyncio.create_task(member.join())
        await (joining if is_joined else asyncio.sleep(0))

        async with asyncio.timeout(WITHIN_SECONDS):
            await member.move(replace(plain, scope="of somebody who may do more"))
            await joining
            told_of = [(await anext(outlet)).at.seq for _ in range(2)]
            await until(lambda member=member: member._is_live)  # type: ignore[misc]
        member.leave()

        assert (told_of, len(outlet._items)) == ([2, 3], 0)
        assert len(groups) == 0


async def test_who_joins_behind_the_end_that_its_group_has_still_to_tell_is_not_forgotten(
    connection: asyncpg.Connection, bus: Bus, groups: Groups, hub: Hub
) -> None:
    """A parcel has arrived; what the carrier says later is told to whoever came after that."""
    order = Thing()
    began, may_go_on = asyncio.Event(), asyncio.Event()
    plain = Plain(hub, frozenset([order.topic]), ends_with=1, hold=(began, may_go_on))
    async with following(groups, plain) as early:
        await order.change()
        await relay_all(connection, bus)
        await began.wait()
        late = Outlet()
        member = groups.admit(plain, late)
        await member.join()
        await until(lambda: member._is_live)
        may_go_on.set()
        assert [item.at.seq async for item in early] == [1]

        await order.change()
        await relay_all(connection, bus)

        async with asyncio.timeout(WITHIN_SECONDS):
            assert (await anext(late)).at.seq == 2
        member.leave()
    assert len(groups) == 0
