"""An order as people see it who work on it; and waiting until it looks otherwise."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from bench.life.cast import Cast
from bench.life.people import Person

WAIT_SECONDS = 300  # for anything; a question that was lost is asked again after one minute
SHORTEST, LONGEST = 0.3, 3.0  # seconds between two looks
OPEN = {"PENDING", "CONFIRMED", "ON_HOLD"}
UNSETTLED = {"PENDING", "ACTION_REQUIRED"}
SEEN = """
query($id: ID!) { order(id: $id) {
  id number version status holdReason
  total { amount } balanceDue { amount } authorized { amount }
  payments { id status provider held { amount } transactions { id type state } }
  lines(first: 50) { nodes { id quantity allocatedQuantity backorderedQuantity canceledQuantity
    deliveredQuantity returnRequestedQuantity returnedQuantity claimedQuantity } }
  fulfillmentOrders { id status progress warehouse { id }
    lines { quantity orderLine { id sku } } }
  shipments { id status waybillNumber }
  returns { id status version lines { announcedQuantity receivedQuantity orderLine { id } }
    refunds { id status } }
} }
"""

Order = dict[str, Any]


class Stuck(RuntimeError):
    """Something did not come to its end, however long somebody waited."""


async def see(all_: Cast, order_id: str) -> Order:
    """The order as it is."""
    shown: Order = (await all_.agent.ask(SEEN, id=order_id))["order"]
    shown["lines"] = shown["lines"]["nodes"]
    return shown


async def all_of(who: Person, query: str, name: str) -> list[Order]:
    """Every node of a list, page by page: the query takes `$after`."""
    rows: list[Order] = []
    after = None
    while True:
        page = (await who.ask(query, after=after))[name]
        rows += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return rows
        after = page["pageInfo"]["endCursor"]


async def until(
    all_: Cast,
    order_id: str,
    done: Callable[[Order], bool],
    what: str,
    seconds: float | None = None,
) -> Order:
    """The order, once it is so.

    Raises:
        Stuck: it never was.
    """
    ends, pause = time.monotonic() + (seconds or WAIT_SECONDS), SHORTEST
    while not done(order := await see(all_, order_id)):
        if time.monotonic() > ends:
            raise Stuck(f"{order['number']} is {order['status']} and not {what}: {order}")
        await asyncio.sleep(pause)
        pause = min(LONGEST, pause * 1.5)
    return order


def unsettled(order: Order, *states: str) -> list[tuple[str, str]]:
    """Payments with lines that have not come to their end, and the lines."""
    wanted = set(states) or UNSETTLED
    return [
        (payment["id"], line["id"])
        for payment in order["payments"]
        for line in payment["transactions"]
        if line["state"] in wanted
    ]


def is_money_quiet(order: Order) -> bool:
    """Whether no gateway has anything more to say of it."""
    return not unsettled(order)
