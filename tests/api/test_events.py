"""Server-sent events: a browser that lost its line comes back by itself and misses nothing."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from domain.fulfillment.states import FulfillmentStatus, TrackingStatus
from domain.identity.tracking_tokens import issue_tracking_token
from domain.inventory.set_alert_rule import set_alert_rule
from tests.schema.stage import gid
from tests.shop import Shop
from tests.wire import DEADLINE_SECONDS, SECRET, Client, serving

ORDER = """
subscription($id: ID!) {
  orderUpdated(id: $id, initial: true) { kind cursor aggregateVersion }
}
"""
PARCEL = """
subscription($token: String!) {
  shipmentTrackingUpdated(token: $token, initial: true) { kind tracking { trackingStatus } }
}
"""
ALERTS = "subscription { stockAlertFeed(initial: true) { kind cursor alert { status } } }"


@dataclass
class Event:
    """One event of a stream, as a browser reads it."""

    name: str
    id: str | None
    data: Any

    @property
    def item(self) -> dict[str, Any]:
        (item,) = self.data["data"].values()
        return item


@asynccontextmanager
async def stream(
    address: str, method: str, *, last: str | None = None, **request: Any
) -> AsyncIterator[AsyncIterator[Event]]:
    """What `curl -N` and EventSource see, until one leaves."""
    headers = {"Accept": "text/event-stream", **request.pop("headers", {})}
    if last is not None:
        headers["Last-Event-ID"] = last
    async with (
        httpx.AsyncClient(trust_env=False, timeout=DEADLINE_SECONDS) as http,
        http.stream(method, f"{address}/graphql", headers=headers, **request) as answer,
    ):
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert "no-cache" in answer.headers["cache-control"]
        yield events(answer.aiter_lines())


async def events(lines: AsyncIterator[str]) -> AsyncIterator[Event]:
    """Lines as events, as the HTML standard reads them."""
    fields: dict[str, str] = {}
    async for line in lines:
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif fields.get("event"):
            data = json.loads(fields["data"]) if fields.get("data") else None
            yield Event(fields["event"], fields.get("id"), data)
            fields = {}


async def test_a_stream_taken_up_again_neither_loses_nor_repeats(
    shop: Shop, database: dict[str, Any]
) -> None:
    shop.now = datetime.now(UTC)
    order = await shop.order()
    async with serving(database) as address:
        request = {
            "json": {"query": ORDER, "variables": {"id": gid(order)}},
            "headers": Client(address, shop.admin).token(),
        }
        seen: list[Event] = []
        async with stream(address, "POST", **request) as live:
            seen.append(await anext(live))
            await shop.capture(order.id, 100)
            seen.append(await anext(live))
        for _ in range(2):
            await shop.capture(order.id, 100)
        async with stream(address, "POST", last=seen[-1].id, **request) as live:
            seen += [await anext(live), await anext(live)]
            await shop.capture(order.id, 100)
            seen.append(await anext(live))

    assert [event.name for event in seen] == ["next"] * 5
    assert [event.id for event in seen] == [event.item["cursor"] for event in seen]
    assert [event.item["kind"] for event in seen] == ["INITIAL"] + ["EVENT"] * 4
    versions = [event.item["aggregateVersion"] for event in seen]
    assert versions == list(range(order.version, order.version + 5))


async def test_the_public_page_follows_a_parcel_with_nothing_but_its_address(
    shop: Shop, database: dict[str, Any]
) -> None:
    shop.now = datetime.now(UTC)
    parcel = await shop.parcel(FulfillmentStatus.SHIPPED)
    token = issue_tracking_token(SECRET, parcel.id, shop.now)
    async with serving(database) as address:
        params = {"query": PARCEL, "variables": json.dumps({"token": token})}
        async with stream(address, "GET", params=params) as live:
            first = await anext(live)
        await shop.hear(parcel, TrackingStatus.IN_TRANSIT)
        async with stream(address, "GET", params=params, last=first.id) as live:
            missed = await anext(live)
            await shop.hear(parcel, TrackingStatus.DELIVERED)
            rest = [event async for event in live]

    assert first.item["kind"] == "INITIAL"
    assert missed.item == {"kind": "EVENT", "tracking": {"trackingStatus": "IN_TRANSIT"}}
    assert rest[-2].item["tracking"] == {"trackingStatus": "DELIVERED"}
    assert (rest[-1].name, rest[-1].data) == ("complete", None)


async def test_a_line_lost_in_the_middle_of_what_is_now_begins_anew(
    shop: Shop, database: dict[str, Any]
) -> None:
    for on_hand in (1, 2, 3):
        await shop.stock(await shop.variant(), on_hand)
    await set_alert_rule(shop.ctx, low=5)
    async with serving(database, with_worker=False) as address:
        request = {"json": {"query": ALERTS}, "headers": Client(address, shop.admin).token()}
        async with stream(address, "POST", **request) as live:
            ids = [(await anext(live)).id for _ in range(3)]

    assert ids[:2] == [None, None], "whoever has not heard all of it must hear it again"
    assert ids[2] is not None


async def test_a_stream_that_is_refused_says_so_and_is_complete(
    shop: Shop, database: dict[str, Any]
) -> None:
    order = await shop.order()
    async with serving(database, with_worker=False) as address:
        body = {"query": ORDER, "variables": {"id": gid(order)}}
        async with stream(address, "POST", json=body) as live:
            heard = [event async for event in live]

    (refused, end) = heard
    assert refused.data["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert (refused.id, end.name) == (None, "complete")
