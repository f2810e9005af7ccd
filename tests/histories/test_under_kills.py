"""Servers and connections are killed while clients trade: what they were told is what there is."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import httpx

from domain.finance.models import Payment
from domain.inventory.models import InventoryLevel
from domain.orders.models import Order, OrderLine
from domain.orders.states import OrderStatus
from domain.shared import sql
from schema.shared.ids import global_id, key_of
from tests.api.processes import DEADLINE_SECONDS, running, url_of
from tests.domain.inventory.test_ledger import assert_the_books_balance
from tests.domain.orders.conservation import (
    assert_orders_tell_their_whole_story,
    assert_stock_is_conserved,
)
from tests.histories.clients import RETRYABLE, Ask, Record
from tests.histories.history import End, Shelf, Stood, Told, Verb, problems
from tests.schema.stage import gid
from tests.shop import Shop
from tests.wire import SECRET, Client

CLIENTS = 8
REQUESTS = 240
KILL_AT, TERMINATE_AT = 60, (120, 170)  # answers
SENDS = 20  # of one request at once
BEGAN = 40  # units on each shelf
TRIES = 50


async def test_a_record_of_clients_who_trade_while_servers_and_connections_die_can_be(
    shop: Shop, database: dict[str, Any]
) -> None:
    variants = [gid(await stocked(shop)) for _ in range(2)]
    record, rng, ours = Record(gid(shop.main)), random.Random(5), await connected()
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(server_on(database)) for _ in range(2)]
        alive = [await server.address() for server in servers]
        http = await stack.enter_async_context(clients_of(shop))

        async def die() -> None:
            ended = sum(each.told is not Told.INVOKE for each in record.entries)
            if ended >= KILL_AT and len(alive) == 2:
                del alive[0]
                servers[0].kill()
            if ended in TERMINATE_AT:
                await terminate(others_than=ours)

        async def client() -> None:
            while len(record.entries) < 2 * REQUESTS:
                await record.send(http, rng.choice(alive), record.next(rng, variants))
                await die()

        await asyncio.gather(*(client() for _ in range(CLIENTS)))
        await resolve(record, http, alive[-1])

    assert {each.told for each in record.entries} == set(Told)
    assert {each.verb for each in record.entries if each.told is Told.OK} == set(Verb)
    assert problems(record.entries, await the_end(variants)) == []
    await assert_the_books_balance()
    await assert_stock_is_conserved()
    await assert_orders_tell_their_whole_story()


async def test_twenty_who_send_one_request_at_once_have_one_effect_though_a_server_is_killed(
    shop: Shop, database: dict[str, Any]
) -> None:
    variant = gid(await stocked(shop))
    paid = await shop.place((await stocked(shop), 2))
    owing = await shop.place((await stocked(shop), 2))
    payment = await shop.capture(paid.id)
    asks = [
        Ask(Verb.PLACE, "place", variant, 2),
        Ask(Verb.CAPTURE, "capture", gid(owing), 2500),
        Ask(Verb.REFUND, "refund", gid(payment), 400),
        Ask(Verb.ADJUST, "adjust", variant, 3),
    ]
    record = Record(gid(shop.main))
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(server_on(database)) for _ in range(2)]
        addresses = [await server.address() for server in servers]
        http = await stack.enter_async_context(clients_of(shop))

        doomed = servers[:1]

        async def send(number: int, ask: Ask) -> None:
            await record.send(http, addresses[number % 2], ask)
            if doomed and sum(each.told is Told.OK for each in record.entries) >= 3:
                doomed.pop().kill()

        await asyncio.gather(*(send(number, ask) for number in range(SENDS) for ask in asks))
        for ask in asks:
            await once(lambda ask=ask: record.send(http, addresses[1], ask))  # type: ignore[misc]

    for verb in (ask.verb for ask in asks):
        assert len({each.result for each in record.known(verb)}) == 1, verb
    level = await InventoryLevel.get(variant_id=key_of("ProductVariant", variant))
    assert (level.on_hand, level.reserved) == (BEGAN + 3, 2)
    assert await Order.all().count() == 3
    assert (await Order.get(id=owing.id)).captured_minor == 2500
    assert await Payment.filter(order_id=owing.id).count() == 1
    assert (await Payment.get(id=payment.id)).refunded_minor == 400
    await assert_the_books_balance()


def server_on(database: dict[str, Any]) -> Any:
    return running("serve", "--no-worker", DATABASE_URL=url_of(database), TRADEGRAPH_SECRET=SECRET)


def clients_of(shop: Shop) -> httpx.AsyncClient:
    headers = Client("", shop.admin).token()
    limits = httpx.Limits(max_connections=4 * SENDS)
    return httpx.AsyncClient(
        trust_env=False, timeout=DEADLINE_SECONDS, headers=headers, limits=limits
    )


async def stocked(shop: Shop) -> Any:
    variant = await shop.variant()
    await shop.adjust(variant, BEGAN)
    return variant


async def connected() -> list[int]:
    """Who is connected to the database now, by the ids of the server's processes."""
    rows = await sql.rows("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
    return [row["pid"] for row in rows]


async def terminate(others_than: list[int]) -> None:
    """End all connections but these."""
    await sql.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> ALL($1::int[])",
        [*others_than, await sql.value("SELECT pg_backend_pid()")],
    )


async def resolve(record: Record, http: httpx.AsyncClient, address: str) -> None:
    """Ask again for whatever nobody knows, under the same key."""
    for ask in record.unresolved():
        await once(lambda ask=ask: record.send(http, address, ask))  # type: ignore[misc]


async def once(send: Callable[[], Awaitable[Any]]) -> None:
    """Until there is an answer: connections come back, and who had the key is done with it."""
    for _ in range(TRIES):
        ended = await send()
        if ended.told is not Told.UNKNOWN and ended.result != RETRYABLE:
            return
    raise AssertionError(f"nobody knows after {TRIES} tries")


async def the_end(variants: list[str]) -> End:
    """All there is, as the database has it."""
    orders = {gid(order): await stood(order) for order in await Order.all()}
    shelves = {
        global_id("ProductVariant", level.variant_id): Shelf(
            BEGAN, level.on_hand, level.reserved + level.committed
        )
        for level in await InventoryLevel.all()
    }
    assert set(shelves) == set(variants)
    return End(orders, shelves)


async def stood(order: Order) -> Stood:
    line = await OrderLine.get(order_id=order.id)
    payments = await Payment.filter(order_id=order.id)
    return Stood(
        subject=global_id("ProductVariant", line.variant_id),
        units=line.quantity,
        is_canceled=order.status is OrderStatus.CANCELED,
        captured=order.captured_minor,
        refunded=order.refunded_minor,
        due=order.balance_due_minor,
        total=order.total_minor,
        payments={gid(each): (each.captured_minor, each.refunded_minor) for each in payments},
    )
