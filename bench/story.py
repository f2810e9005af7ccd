"""One order from the till to the doorstep, watched live by three: customer, stranger, agent."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from bench.client import Client, Items
from bench.journey import CARRIER, Journey
from bench.progress import Say
from bench.rows import Row, at_most, exactly
from bench.server import Server, serving, staff
from bench.shop import Shop
from domain.identity.scopes import Role

MOST_SECONDS = 30
WATCHERS = 3
UPDATED = """
subscription($id: ID!, $after: EventCursor) {
  orderUpdated(id: $id, after: $after) { aggregateVersion order { status } }
}
"""
TRACKED = """
subscription($token: String!) {
  shipmentTrackingUpdated(token: $token, initial: true) {
    tracking { status } fulfillment { id }
  }
}
"""
FEED = "subscription { orderFeed { event { type } order { id status } } }"
HOW = (
    "place, pay, confirm, pick, pack, ship, in transit, delivered: over HTTP; seen to the end over"
    " WebSocket by the customer (orderUpdated, versions without a hole), by a stranger with the"
    " public token (masked), and by the agent (orderFeed)"
)


def measure(say: Say) -> list[Row]:
    """One journey."""
    with serving() as server:
        say("from the till to the doorstep")
        return asyncio.run(_measure(server))


async def _measure(server: Server) -> list[Row]:
    async with Shop(server) as shop:
        variant = await shop.variant(5)
        await shop.admin.do("carrierCreate", {"code": CARRIER, "name": "Swift"}, "carrier { id }")
        journey = Journey(
            shop,
            await shop.signed_in((await shop.customer())[1]),
            await shop.as_(staff(Role.SERVICE_AGENT)),
            await shop.as_(staff(Role.WAREHOUSE_OPERATOR)),
        )
        started = time.perf_counter()
        seen = await _watched(journey, await shop.as_(None), variant)
        seconds = time.perf_counter() - started
    return [
        exactly("story: seen to the end live", seen, WATCHERS, "watchers", HOW),
        at_most("story: from order to doorstep", seconds, MOST_SECONDS, "seconds", HOW),
    ]


async def _watched(journey: Journey, stranger: Client, variant: str) -> int:
    """How many of the three saw it to the end."""
    async with journey.agent.follow(FEED) as by_agent:
        order = await journey.place(variant)
        key, after = order["id"], order["eventCursor"]
        async with journey.customer.follow(UPDATED, id=key, after=after) as by_customer:
            await journey.pay(key)
            work = await journey.confirm(key)
            await journey.pick(work)
            parcel = await journey.pack(work)
            async with stranger.follow(TRACKED, token=parcel["trackingToken"]) as by_stranger:
                waybill = await journey.ship(parcel["id"])
                await journey.track(waybill, "IN_TRANSIT")
                await journey.track(waybill, "DELIVERED")
                public = await _until(by_stranger, _delivered)
            own = await _until(by_customer, _completed)
        all_ = await _until(by_agent, _completed)
    return sum(
        (
            [item["aggregateVersion"] for item in own]
            == list(range(own[0]["aggregateVersion"], own[-1]["aggregateVersion"] + 1)),
            all(item["fulfillment"] is None for item in public) and waybill not in str(public),
            all_[0]["event"]["type"] == "orders.order_placed" and all_[0]["order"]["id"] == key,
        )
    )


async def _until(items: Items, is_last: Callable[[Any], bool]) -> list[dict[str, Any]]:
    """What was seen, up to the item waited for.

    Raises:
        TimeoutError: it never came.
    """
    seen = [await items.next()]
    while not is_last(seen[-1]):
        seen.append(await items.next())
    return seen


def _delivered(item: dict[str, Any]) -> bool:
    return bool(item["tracking"]["status"] == "DELIVERED")


def _completed(item: dict[str, Any]) -> bool:
    return bool(item["order"]["status"] == "COMPLETED")
