"""Every subscription: what is now, every fact once and in order, and holes that say so."""

from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from domain.shared import sql
from domain.shared.outbox import AggregateType
from realtime.cursor import Cursor
from schema.shared.scalars import write_instant
from tests.graph import Following, Graph
from tests.schema.shapes import SUBSCRIPTIONS, tells_facts
from tests.schema.stage import Stage, gid
from tests.schema.subscriptions.followed import FOLLOWED, Followed
from tests.shop import Shop

each_subscription = pytest.mark.parametrize("followed", FOLLOWED, ids=lambda each: each.name)


@pytest.fixture
async def stage(shop: Shop) -> Stage:
    return await Stage.build(shop)


def follow(
    graph: Graph,
    followed: Followed,
    thing: Any,
    *,
    after: str | None = None,
    initial: bool = False,
) -> AbstractAsyncContextManager[Following]:
    variables: dict[str, Any] = {"after": after}
    if followed.is_one:
        variables["id"] = gid(thing)
    if followed.has_initial:
        variables["initial"] = initial
    return graph.follow(graph.shop.admin, followed.document, **variables)


def test_every_subscription_that_tells_facts_is_tried() -> None:
    told = [name for name in SUBSCRIPTIONS if tells_facts(name)]

    assert sorted(followed.name for followed in FOLLOWED) == told


@pytest.mark.parametrize(
    "followed", [each for each in FOLLOWED if each.has_initial], ids=lambda each: each.name
)
async def test_what_is_now_comes_first_if_asked_for(
    graph: Graph, stage: Stage, followed: Followed
) -> None:
    thing = await followed.make(stage)
    await graph.tell()
    cursor = graph.cursor

    async with follow(graph, followed, thing, initial=True) as live:
        first = await live.next()

    assert (first["kind"], first["gap"], first["event"]) == ("INITIAL", None, None)
    assert first["cursor"] == cursor
    assert first["aggregateVersion"] == first[followed.thing]["version"]


@each_subscription
async def test_every_fact_is_told_once_and_in_order(
    graph: Graph, stage: Stage, followed: Followed
) -> None:
    thing = await followed.make(stage)
    await graph.tell()

    async with follow(graph, followed, thing) as live:
        told = []
        for _ in range(3):
            await followed.act(stage, thing)
            await graph.tell()
            told.append(await live.next())

    assert [item["kind"] for item in told] == ["EVENT"] * 3
    assert all(item["event"]["version"] == item["aggregateVersion"] for item in told)
    assert all(item[followed.thing]["version"] == item["aggregateVersion"] for item in told)
    assert all(item["occurredAt"] <= write_instant(stage.shop.now) for item in told)
    assert len({item["cursor"] for item in told}) == 3
    if followed.is_one:
        first = told[0]["aggregateVersion"]
        assert [item["aggregateVersion"] for item in told] == [first, first + 1, first + 2]


@each_subscription
async def test_whoever_comes_back_hears_what_was_missed_and_goes_on(
    graph: Graph, stage: Stage, followed: Followed
) -> None:
    thing = await followed.make(stage)
    await graph.tell()
    async with follow(graph, followed, thing) as live:
        await followed.act(stage, thing)
        await graph.tell()
        heard = await live.next()
    missed_seq = graph.hub.position + 1
    for _ in range(2):
        await followed.act(stage, thing)
        await graph.tell()

    async with follow(graph, followed, thing, after=heard["cursor"], initial=True) as live:
        replayed = [await live.next(), await live.next()]
        await followed.act(stage, thing)
        await graph.tell()
        new = await live.next()

    assert [item["kind"] for item in (*replayed, new)] == ["EVENT"] * 3
    told = [item["event"] for item in (*replayed, new)]
    assert told == await told_since(missed_seq, followed.kind)


async def told_since(seq: int, kind: AggregateType) -> list[dict[str, Any]]:
    """The facts about things of a kind, as the log has them."""
    return await sql.rows(
        "SELECT type, version FROM event WHERE seq >= $1 AND aggregate_type = $2 ORDER BY seq",
        seq,
        kind,
    )


@each_subscription
async def test_a_cursor_of_another_log_is_a_gap_with_what_is_now(
    graph: Graph, stage: Stage, followed: Followed
) -> None:
    thing = await followed.make(stage)
    await graph.tell()

    async with follow(graph, followed, thing, after="yesterday") as live:
        gap = await live.next()
        await followed.act(stage, thing)
        await graph.tell()
        news = await live.next()

    assert gap["kind"] == "GAP"
    assert gap["gap"] == {
        "reason": "CURSOR_UNKNOWN",
        "missedAfter": None,
        "resumedAt": gap["cursor"],
    }
    assert (gap[followed.thing] is not None) is followed.has_initial
    assert news["kind"] == "EVENT"


@each_subscription
async def test_a_cursor_older_than_what_is_kept_is_a_gap_with_what_is_now(
    graph: Graph, stage: Stage, followed: Followed
) -> None:
    thing = await followed.make(stage)
    await followed.act(stage, thing)
    await graph.tell()
    old, newest = Cursor(graph.hub.epoch, 0).text, graph.cursor
    await sql.execute("UPDATE relay_state SET replay_floor = last_seq")

    async with follow(graph, followed, thing, after=old) as live:
        gap = await live.next()
    async with follow(graph, followed, thing, after=gap["gap"]["resumedAt"]) as live:
        await followed.act(stage, thing)
        await graph.tell()
        news = await live.next()

    assert gap["kind"] == "GAP"
    assert gap["gap"] == {
        "reason": "CURSOR_EXPIRED",
        "missedAfter": old,
        "resumedAt": newest,
    }
    assert news["kind"] == "EVENT"
