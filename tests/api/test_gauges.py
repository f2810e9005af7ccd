"""What goes on, in numbers: for staff in the graph, and for Prometheus; for nobody else."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from domain.identity.scopes import ROLE_SCOPES, Role
from domain.shared import sql
from tests.realtime.world import WITHIN_SECONDS
from tests.schema.stage import gid
from tests.shop import Shop, staff
from tests.wire import Client, serving

FIELDS = "connections subscriptions groups waiting made delivered gaps position relayLagEvents"
GAUGES = f"{{ realtime {{ {FIELDS} }} }}"
ORDER = "subscription($id: ID!) { orderUpdated(id: $id) { cursor } }"
AGENT = staff(*ROLE_SCOPES[Role.SERVICE_AGENT])


@pytest.fixture
async def address(shop: Shop, database: dict[str, Any]) -> AsyncIterator[str]:
    shop.now = datetime.now(UTC)
    async with serving(database) as address:
        yield address


async def gauges(admin: Client) -> dict[str, Any]:
    found: dict[str, Any] = (await admin.ask(GAUGES))["realtime"]
    return found


async def test_two_who_ask_the_same_are_one_group_and_leave_nothing_behind(
    shop: Shop, address: str
) -> None:
    order = await shop.order()
    admin = Client(address, shop.admin)
    facts = await sql.value("SELECT count(*) FROM event")
    async with asyncio.timeout(WITHIN_SECONDS):
        while (await gauges(admin))["position"] < facts:
            pass  # who follows before that is told of the order itself
    async with (
        admin.follow(ORDER, id=gid(order)) as one,
        admin.follow(ORDER, id=gid(order)) as two,
    ):
        await shop.capture(order.id, 100)
        await one.next()
        await two.next()
        during = await gauges(admin)
    after = during
    async with asyncio.timeout(WITHIN_SECONDS):
        while after["subscriptions"]:
            after = await gauges(admin)

    now = ("connections", "subscriptions", "groups")
    assert [during[name] for name in now] == [2, 2, 1]
    assert (during["made"], during["delivered"], during["gaps"]) == (1, 2, 0)
    assert during["waiting"] == 0
    assert [after[name] for name in now] == [0, 0, 0]


async def test_prometheus_reads_them_with_a_token_that_may(shop: Shop, address: str) -> None:
    async with httpx.AsyncClient(base_url=address, trust_env=False) as http:
        refused = [
            await http.get("/metrics", headers=headers)
            for headers in ({}, {"Authorization": "Bearer no"}, Client(address, AGENT).token())
        ]
        answer = await http.get("/metrics", headers=Client(address, shop.admin).token())

    assert [each.status_code for each in refused] == [401, 401, 401]
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    assert "tradegraph_realtime_subscriptions 0.0" in answer.text
    assert "# TYPE tradegraph_realtime_delivered_total counter" in answer.text
