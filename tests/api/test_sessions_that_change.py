"""A live subscription sees no more than its session may, from the moment that changes."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.identity.actors import actor_of_staff
from domain.identity.deactivate import deactivate
from domain.identity.end_sessions import end_sessions
from domain.identity.scopes import Role
from domain.identity.set_roles import set_roles
from domain.orders.models import Order
from domain.shared import sql
from tests.api.test_events import stream
from tests.schema.stage import gid
from tests.shop import Shop
from tests.wire import Client, Items, serving

ORDER = """
subscription($id: ID!, $after: EventCursor) {
  orderUpdated(id: $id, after: $after) {
    kind gap { reason } aggregateVersion order { number }
  }
}
"""
VIEWERS = "subscription($id: ID!) { orderViewers(id: $id) { viewers { name } } }"


@pytest.fixture
async def order(shop: Shop) -> Order:
    shop.now = datetime.now(UTC)
    return await shop.order()


@pytest.fixture
async def address(order: Order, database: dict[str, Any]) -> AsyncIterator[str]:
    """Where a server listens that has told all of the past."""
    async with serving(database) as address:
        while await sql.value("SELECT EXISTS (SELECT FROM event WHERE seq IS NULL)"):  # noqa: ASYNC110 - the relay rings no bell
            await asyncio.sleep(0.01)
        yield address


async def closed(items: Items) -> tuple[int, str]:
    async with asyncio.timeout(10):
        await items.socket.wait_closed()
    return items.socket.close_code, items.socket.close_reason


async def test_whoever_may_do_more_goes_on_behind_a_gap(
    shop: Shop, address: str, order: Order
) -> None:
    sun = await shop.colleague(Role.SERVICE_AGENT)
    async with Client(address, actor_of_staff(sun)).follow(ORDER, id=gid(order)) as live:
        await shop.capture(order.id, 100)
        first = await live.next()
        await set_roles(shop.ctx, sun.id, [Role.ADMIN])
        gap = await live.next()
        await shop.capture(order.id, 100)
        news = await live.next()

    assert (first["kind"], gap["kind"], news["kind"]) == ("EVENT", "GAP", "EVENT")
    assert gap["gap"] == {"reason": "PERMISSION_CHANGED"}
    assert gap["aggregateVersion"] == first["aggregateVersion"]
    assert news["aggregateVersion"] == first["aggregateVersion"] + 1


async def test_whoever_may_look_no_more_is_told_so_and_the_others_go_on(
    shop: Shop, address: str, order: Order
) -> None:
    sun = await shop.colleague(Role.SERVICE_AGENT)
    ben = await shop.colleague(Role.SERVICE_AGENT, name="Ben")
    async with (
        Client(address, actor_of_staff(sun)).follow(ORDER, id=gid(order)) as loses,
        Client(address, actor_of_staff(ben)).follow(ORDER, id=gid(order)) as keeps,
    ):
        await shop.capture(order.id, 100)
        assert (await loses.next())["kind"] == (await keeps.next())["kind"] == "EVENT"
        await set_roles(shop.ctx, sun.id, [Role.CATALOG_MANAGER])
        refusal = json.loads(await loses.socket.recv())
        end = json.loads(await loses.socket.recv())
        await shop.capture(order.id, 100)
        news = await keeps.next()

    (error,) = refusal["payload"]["errors"]
    assert error["extensions"]["code"] == "NOT_FOUND"
    assert end == {"id": "1", "type": "complete"}
    assert news["kind"] == "EVENT"


async def test_whoever_is_signed_out_loses_the_socket_with_4403(
    shop: Shop, address: str, order: Order
) -> None:
    sun = await shop.colleague(Role.SERVICE_AGENT)
    client = Client(address, actor_of_staff(sun))
    async with client.follow(ORDER, id=gid(order)) as live:
        shop.now = datetime.now(UTC) + timedelta(seconds=1)
        await end_sessions(shop.ctx, sun.id)

        assert await closed(live) == (4403, "This session has ended. Sign in again.")


async def test_a_stream_of_whoever_is_let_go_says_so_and_is_complete(
    shop: Shop, address: str, order: Order
) -> None:
    sun = await shop.colleague(Role.SERVICE_AGENT)
    request = {
        "json": {"query": ORDER, "variables": {"id": gid(order)}},
        "headers": Client(address, actor_of_staff(sun)).token(),
    }
    async with stream(address, "POST", **request) as live:
        await shop.capture(order.id, 100)
        heard = [await anext(live)]
        await deactivate(shop.ctx, sun.id)
        heard += [event async for event in live]

    assert [event.name for event in heard] == ["next", "next", "complete"]
    assert heard[1].data["errors"][0]["extensions"]["code"] == "SESSION_ENDED"


async def test_a_stream_of_whoever_may_do_something_else_ends_so_that_they_come_back(
    shop: Shop, address: str, order: Order
) -> None:
    sun = await shop.colleague(Role.SERVICE_AGENT)
    request = {
        "json": {"query": ORDER, "variables": {"id": gid(order)}},
        "headers": Client(address, actor_of_staff(sun)).token(),
    }
    async with stream(address, "POST", **request) as live:
        await shop.capture(order.id, 100)
        heard = [await anext(live)]
        await set_roles(shop.ctx, sun.id, [Role.ADMIN])
        rest = [event async for event in live]

    assert heard[0].id is not None
    assert rest == [], "it is not complete"


async def test_presence_of_whoever_may_do_something_else_ends_and_may_be_asked_for_anew(
    shop: Shop, address: str, order: Order
) -> None:
    sun = await shop.colleague(Role.SERVICE_AGENT)
    async with Client(address, actor_of_staff(sun)).follow(VIEWERS, id=gid(order)) as live:
        assert (await live.next())["viewers"] == [{"name": "Sun Li"}]
        await set_roles(shop.ctx, sun.id, [Role.CATALOG_MANAGER])
        end = json.loads(await live.socket.recv())

    assert (end["type"], end["id"]) == ("error", "1")
    assert end["payload"][0]["extensions"]["code"] == "PERMISSION_CHANGED"
