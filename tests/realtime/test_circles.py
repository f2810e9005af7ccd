"""Who follows a thing of their own is told as if alone, and it is made together with others'."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from tortoise.transactions import in_transaction

from domain.shared import sql
from realtime import circle
from realtime.bus import Bus
from realtime.cursor import Cursor
from realtime.groups import Groups
from realtime.hub import Hub
from realtime.items import Batch, Item
from realtime.messages import Resync
from realtime.outlet import BrokenOff, following
from realtime.past import WhenSlow
from realtime.relay import relay_once
from realtime.selection import Own
from realtime.steps import Told
from tests.realtime.plain import Heard, Plain, item_of, told
from tests.realtime.world import Thing, relay_all, until, write


@dataclass
class Kin:
    """Those who follow orders. What it cannot make is left to whoever asked."""

    key: str = "orders"
    cannot_make: set[UUID] = field(default_factory=set)
    breaks: bool = False
    made: list[int] = field(default_factory=list)  # facts, each time

    async def told(self, facts: Sequence[Told]) -> list[Item | None]:
        if self.breaks:
            raise RuntimeError("on purpose")
        self.made.append(len(facts))
        await sql.value("SELECT 1")  # others have their turn
        return [
            None if fact.event.aggregate_id in self.cannot_make else item_of(fact) for fact in facts
        ]


@dataclass(frozen=True)
class OfKin(Plain):
    """Follows one order."""

    order: Thing = field(default_factory=Thing)
    kin: Kin = field(default_factory=Kin)
    breaks: bool = False

    @property
    def own(self) -> Own:
        return Own(self.order.id, self.order.topic, self.kin, WhenSlow.REPLAY)

    async def given(self, steps: Sequence[Any]) -> AsyncIterator[Any]:
        if self.breaks:
            raise RuntimeError("on purpose")
        async for batch in super().given(steps):
            yield batch


@pytest.fixture
async def groups(hub: Hub) -> Groups:
    return Groups(hub)


@pytest.fixture
def kin() -> Kin:
    return Kin()


@asynccontextmanager
async def own(groups: Groups, order: Thing, kin: Kin, **how: Any) -> AsyncIterator[Heard]:
    """Follow an order among others."""
    about = frozenset([order.topic])
    async with following(groups, OfKin(groups._hub, about, order=order, kin=kin, **how)) as items:
        yield Heard(items, groups.place)


async def test_each_is_told_all_of_their_own_thing_in_order_and_it_is_made_together(
    connection: asyncpg.Connection, bus: Bus, groups: Groups, hub: Hub, kin: Kin
) -> None:
    orders = [Thing() for _ in range(40)]
    async with AsyncExitStack() as stack:
        everybody = [await stack.enter_async_context(own(groups, each, kin)) for each in orders]
        assert len(hub.listeners) == 1
        facts = await write(orders, transactions=200, seed=7)
        await relay_all(connection, bus)
        for order, heard in zip(orders, everybody, strict=True):
            await heard.next(order.version)
            assert [(fact.aggregate_id, fact.version) for fact in heard.facts] == [
                (order.id, version) for version in range(1, order.version + 1)
            ]

    assert sum(kin.made) == facts == groups.made == groups.delivered
    assert len(kin.made) < facts / 10
    assert not hub.listeners


async def test_what_the_kin_cannot_make_its_own_selection_makes_and_order_is_kept(
    connection: asyncpg.Connection, bus: Bus, groups: Groups, kin: Kin
) -> None:
    odd, even = Thing(), Thing()
    kin.cannot_make.add(odd.id)
    async with own(groups, odd, kin) as of_odd, own(groups, even, kin) as of_even:
        for _ in range(3):
            await odd.change()
            await even.change()
        await relay_all(connection, bus)

        assert (await of_odd.next(3), await of_even.next(3)) == ([1, 3, 5], [2, 4, 6])


async def test_two_groups_may_follow_the_same_thing(
    connection: asyncpg.Connection, bus: Bus, groups: Groups, kin: Kin
) -> None:
    order = Thing()
    async with own(groups, order, kin, scope="one") as one:
        async with own(groups, order, kin, scope="other") as other:
            await order.change()
            await relay_all(connection, bus)
            assert (await one.next(), await other.next()) == ([1], [1])
        await order.change()
        await relay_all(connection, bus)
        assert await one.next() == [2]
    assert kin.made == [1, 1]


async def test_whoever_comes_back_with_a_cursor_misses_nothing(
    connection: asyncpg.Connection, bus: Bus, groups: Groups, hub: Hub, kin: Kin
) -> None:
    order, other = Thing(), Thing()
    async with own(groups, other, kin) as stays:
        await order.change(2)
        await relay_all(connection, bus)
        async with own(groups, order, kin, after=Cursor(hub.epoch, 1).text) as back:
            await other.change()
            await order.change()
            await relay_all(connection, bus)
            assert await back.next(2) == [2, 4]
        await order.change()
        await other.change()
        await relay_all(connection, bus)
        assert await stays.next(2) == [3, 6]


async def test_a_circle_that_is_too_slow_reads_the_log(
    connection: asyncpg.Connection,
    bus: Bus,
    groups: Groups,
    kin: Kin,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(circle, "QUEUE_LIMIT", 3)
    one, other = Thing(), Thing()
    async with own(groups, one, kin) as of_one, own(groups, other, kin) as of_other:
        await one.change(5)
        await other.change(5)
        await relay_all(connection, bus)

        assert await of_one.next(5) == [1, 2, 3, 4, 5]
        assert await of_other.next(5) == [6, 7, 8, 9, 10]


async def test_another_log_is_a_gap_for_everybody(
    connection: asyncpg.Connection, bus: Bus, groups: Groups, hub: Hub, kin: Kin
) -> None:
    orders = [Thing() for _ in range(circle.AT_ONCE + 1)]
    async with AsyncExitStack() as stack:
        everybody = [await stack.enter_async_context(own(groups, each, kin)) for each in orders]
        for order in orders:
            await order.change()
        await relay_all(connection, bus)
        for heard in everybody:
            await heard.next()
        async with in_transaction():
            await sql.execute("SET LOCAL session_replication_role = replica")  # unguarded
            await sql.execute("UPDATE relay_state SET epoch = gen_random_uuid(), last_seq = 0")
        hub._receive(Resync())

        for heard in everybody:
            ((reason, _, _),) = await heard.next()
            assert reason == "cursor_unknown"


async def test_a_group_that_ends_or_breaks_takes_nobody_along(
    connection: asyncpg.Connection, bus: Bus, groups: Groups, hub: Hub, kin: Kin
) -> None:
    broken, other = Thing(), Thing()
    kin.cannot_make.add(broken.id)
    async with own(groups, other, kin) as stays, own(groups, broken, kin, breaks=True) as leaves:
        await broken.change()
        await other.change()
        await relay_all(connection, bus)

        with pytest.raises(BrokenOff):
            await leaves.next()
        assert await stays.next() == [2]
        assert len(groups) == 1


async def test_a_circle_that_breaks_off_sends_everybody_back_and_begins_anew(
    connection: asyncpg.Connection, bus: Bus, groups: Groups, hub: Hub, kin: Kin
) -> None:
    one, other = Thing(), Thing()
    kin.breaks = True
    async with own(groups, one, kin) as of_one, own(groups, other, kin) as of_other:
        await one.change()
        await relay_all(connection, bus)
        for heard in (of_one, of_other):
            with pytest.raises(BrokenOff):
                await heard.next()
        kin.breaks = False
        async with own(groups, one, kin, after=Cursor(hub.epoch, 0).text) as back:
            await one.change()
            await relay_all(connection, bus)
            assert await back.next(2) == [1, 2]
    assert len(groups) == 0
    await until(lambda: not hub.listeners)


async def test_a_backlog_of_one_thing_is_sent_together(
    connection: asyncpg.Connection,
    bus: Bus,
    groups: Groups,
    kin: Kin,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One write for each member, not one for each fact: that is what a thousand members cost."""
    sent: list[int] = []

    class Counted(Batch):
        def __init__(self, items: Sequence[Item]) -> None:
            sent.append(len(items))
            super().__init__(items)

    monkeypatch.setattr(circle, "Batch", Counted)
    order = Thing()
    async with own(groups, order, kin) as heard:
        await order.change(20)
        await relay_all(connection, bus)
        assert await heard.next(20) == [*range(1, 21)]
    assert sent == [20]


async def test_others_hear_as_before(
    connection: asyncpg.Connection, bus: Bus, groups: Groups, kin: Kin
) -> None:
    """A circle is one listener more, and nothing else."""
    order = Thing()
    async with own(groups, order, kin) as in_circle, told(groups, [order.topic]) as by_itself:
        await order.change(2)
        await relay_all(connection, bus)

        assert await in_circle.next(2) == await by_itself.next(2) == [1, 2]


@pytest.mark.parametrize("seed", range(2))
async def test_whoever_comes_and_goes_all_the_time_is_told_everything_once(
    connection: asyncpg.Connection,
    bus: Bus,
    groups: Groups,
    hub: Hub,
    kin: Kin,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
) -> None:
    """While the circle reads, overflows, and leaves some to their own selections."""
    for limit, number in (("QUEUE_LIMIT", 5), ("TOGETHER", 4), ("AT_FIRST", 1), ("AT_A_TIME", 2)):
        monkeypatch.setattr(circle, limit, number)
    orders = [Thing() for _ in range(6)]
    kin.cannot_make |= {order.id for order in orders[:2]}
    await write(orders, transactions=40, seed=seed)
    dice = random.Random(seed)

    async def come_and_go(order: Thing) -> list[int]:
        versions: list[int] = []
        cursor = Cursor(hub.epoch, 0).text
        while len(versions) < order.version:
            stay = min(dice.randint(1, 4), order.version - len(versions))
            async with own(groups, order, kin, after=cursor) as heard:
                await heard.next(stay)
                versions += [fact.version for fact in heard.facts]
                cursor = heard.cursor
        return versions

    everybody = [asyncio.create_task(come_and_go(order)) for order in orders * 2]
    while await relay_once(connection, bus, limit=3):
        pass  # and others have their turn

    for order, versions in zip(orders * 2, await asyncio.gather(*everybody), strict=True):
        assert versions == [*range(1, order.version + 1)]
    assert len(groups) == 0
    await until(lambda: not hub.listeners)
