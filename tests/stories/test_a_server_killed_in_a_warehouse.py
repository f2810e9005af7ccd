"""A server is killed while a robot says what it took and while what came back for an exchange is
inspected: of each thing all is there or nothing, and saying all again does the rest, once.
"""

import asyncio
from contextlib import suppress
from typing import Any

import asyncpg
import httpx

from domain.finance.models import PaymentTransaction
from domain.finance.states import TransactionType
from domain.fulfillment.devices.models import DeviceEvent
from domain.fulfillment.devices.vocabulary import DeviceKind
from domain.fulfillment.models import FulfillmentOrder, FulfillmentOrderLine
from domain.fulfillment.states import FulfillmentOrderStatus
from domain.orders.models import Order
from domain.orders.states import OrderStatus
from domain.returns.exchanges.models import Exchange
from domain.returns.exchanges.states import ExchangeStatus
from domain.returns.models import Return
from domain.returns.states import ReturnStatus
from domain.shared import sql
from tests.api.processes import DEADLINE_SECONDS, running, url_of
from tests.domain.orders.conservation import (
    assert_orders_tell_their_whole_story,
    assert_stock_is_conserved,
)
from tests.schema.stage import gid
from tests.shop import Shop
from tests.wire import SECRET, Client
from tests.world.machines import machine, sku_of, spoken

Asked = tuple[Client, str, dict[str, Any], str]
# Of those who wait for a lock, how many wait for one who is asked.
WAITING = """
SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))
"""


async def test_of_each_thing_all_is_there_or_nothing_and_saying_it_again_does_the_rest(
    shop: Shop, database: dict[str, Any]
) -> None:
    shop.now = await sql.value("SELECT now()")
    work = await shop.work(FulfillmentOrderStatus.IN_PROGRESS, units=2)
    swap = await shop.exchange(ExchangeStatus.APPROVED)
    back = await shop.count_goods(await Return.get(id=swap.parent_id), is_last=True)
    asked = [await what_a_robot_says(shop, work), await what_is_found(shop, back)]
    (line,) = await FulfillmentOrderLine.filter(fulfillment_order_id=work.id)

    holder = await asyncpg.connect(**database)
    try:
        held = holder.transaction()
        await held.start()
        # The robot has its reading through and waits with the first unit; of the exchange all is
        # written but the work of what goes out.
        await holder.execute("SELECT FROM fulfillment_order_line WHERE id = $1 FOR UPDATE", line.id)
        await holder.execute("LOCK TABLE fulfillment_order IN SHARE MODE")
        async with server_on(database) as first:
            address = await first.address()
            unanswered = asyncio.gather(*(answer(address, one) for one in asked))
            await until(holder, len(asked))
            first.kill()
            await first.ends()
            assert await unanswered == [None, None]
        await held.rollback()
        await until(holder, 0)
    finally:
        await holder.close()

    heard = await DeviceEvent.all().order_by("occurred_at", "id")
    assert [event.external_id for event in heard] == ["warm"]
    assert (await FulfillmentOrderLine.get(id=line.id)).picked_units == 0
    assert (await Return.get(id=back.id)).status is ReturnStatus.RECEIVED
    assert (await shop.goods_of(swap)).status is OrderStatus.ON_HOLD
    assert await transfers() == 0

    async with server_on(database) as second:
        for _ in range(2):  # whoever had no answer asks again, and once more
            told = [await answer(await second.address(), one) for one in asked]
    assert told[0] is not None
    assert [one["outcome"] for one in told[0]["report"]["events"]] == ["KEPT", "APPLIED", "APPLIED"]
    assert await DeviceEvent.all().count() == 3
    assert (await FulfillmentOrderLine.get(id=line.id)).picked_units == 2
    assert (await Exchange.get(id=swap.id)).status is ExchangeStatus.RECEIVED
    assert (await shop.goods_of(swap)).status is OrderStatus.CONFIRMED
    assert await transfers() == 1
    order = await Order.get(id=swap.order_id)
    assert order.balance_due_minor == 0
    await assert_stock_is_conserved()
    await assert_orders_tell_their_whole_story()


async def what_a_robot_says(shop: Shop, work: FulfillmentOrder) -> Asked:
    robot = await machine(shop, DeviceKind.ROBOT)
    at = {"occurredAt": shop.now.isoformat()}
    scan = {"kind": "item_picked", "fulfillmentOrderId": gid(work), "sku": await sku_of(work)}
    events = [
        {**at, "externalId": "warm", "kind": "reading", "measure": "charge", "value": 0.5},
        {**at, "externalId": "one", **scan},
        {**at, "externalId": "two", **scan},
    ]
    said = {"deviceCode": robot.code, "events": events}
    hall = Client("", spoken(shop).actor)
    return hall, "deviceEventIngest", said, "report { events { outcome } }"


async def what_is_found(shop: Shop, back: Return) -> Asked:
    lines = [
        {"orderLineId": gid(line), "quantity": line.delivered, "disposition": "RESTOCK"}
        for line in await shop.lines(await Order.get(id=back.order_id))
    ]
    found = {"id": gid(back), "lines": lines}
    return Client("", shop.clerk.actor), "returnInspect", found, "return { status }"


async def answer(address: str, asked: Asked) -> dict[str, Any] | None:
    """What was answered; None where the server died."""
    client, mutation, input, show = asked
    client.address = address
    with suppress(httpx.TransportError):
        return await client.do(mutation, input, show)
    return None


async def transfers() -> int:
    moved = PaymentTransaction.filter(type=TransactionType.TRANSFER_IN)
    return await moved.count()


async def until(holder: asyncpg.Connection, waiting: int) -> None:
    async with asyncio.timeout(DEADLINE_SECONDS):
        while await holder.fetchval(WAITING) != waiting:
            await holder.execute("SELECT pg_sleep(0.01)")


def server_on(database: dict[str, Any]) -> Any:
    return running("serve", "--no-worker", DATABASE_URL=url_of(database), TRADEGRAPH_SECRET=SECRET)
