"""The till: nobody alone waits, who come together are written together, and nobody is lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import asyncpg
import pytest
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.catalog.models import ProductVariant
from domain.inventory.errors import InsufficientStock
from domain.inventory.models import InventoryLevel, StockAlertRule
from domain.orders.models import Order
from domain.orders.placing import Placing
from domain.orders.till import GROUP_MAX, LANES, Till
from domain.shared import sql
from domain.shared.models import EventRow
from tests.domain.inventory.test_ledger import assert_the_books_balance
from tests.shop import Shop
from tests.statements import count_statements

PATIENT = 60_000  # milliseconds: longer than any test
DEADLINE_SECONDS = 20
STUCK = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def asked(
    shop: Shop, *lines: tuple[ProductVariant, int], key: str | None, note: str = ""
) -> Placing:
    """What somebody brings to the till."""
    return Placing.of(shop.ctx, replace(shop.request(*lines), note=note), key)


@dataclass
class Hand:
    """Somebody else's hand on a shelf: whoever wants it waits in the database."""

    connection: Any

    async def on(self, *variants: ProductVariant) -> None:
        ids = [variant.id for variant in variants]
        query = "SELECT FROM inventory_level WHERE variant_id = ANY($1) FOR UPDATE"
        await self.connection.execute(query, ids)

    async def stops(self, number: int) -> list[int]:
        """The sessions that wait for it, once there are so many."""
        found: list[int] = []
        async with asyncio.timeout(DEADLINE_SECONDS):
            while len(found) != number:
                await self.connection.execute("SELECT pg_stat_clear_snapshot()")
                found = [row["pid"] for row in await self.connection.fetch(STUCK)]
        return found


@asynccontextmanager
async def a_hand(database: dict[str, Any]) -> AsyncIterator[Hand]:
    """It lets go at the end of the block."""
    connection = await asyncpg.connect(**database)
    try:
        async with connection.transaction():
            yield Hand(connection)
    finally:
        await connection.close()


Answers = list[Order | BaseException]


async def behind_one_another(
    database: dict[str, Any], till: Till, variant: ProductVariant, *placings: Placing
) -> Answers:
    """The first goes alone, and the others stand in line meanwhile; what each was told."""
    async with a_hand(database) as hand:
        await hand.on(variant)
        tasks = [asyncio.create_task(till.place(placings[0]))]
        await hand.stops(1)
        tasks += [asyncio.create_task(till.place(placing)) for placing in placings[1:]]
        await hand.stops(1)
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_who_comes_while_the_stock_is_being_sold_is_written_with_the_others(
    shop: Shop, database: dict[str, Any]
) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 100)
    placings = [asked(shop, (variant, 1), key=f"k-{n}") for n in range(GROUP_MAX + 1)]

    async with count_statements() as statements:
        orders = await behind_one_another(database, Till(wait_max=PATIENT), variant, *placings)

    assert len([text for text in statements.sent if "decided AS MATERIALIZED" in text]) == 1
    assert len(statements.sent) < 10
    numbers = [order.number for order in orders if isinstance(order, Order)]
    assert len(numbers) == GROUP_MAX + 1
    assert numbers == sorted(numbers)  # first come, first served
    level = await InventoryLevel.get(variant_id=variant.id)
    assert (level.reserved, level.version) == (GROUP_MAX + 1, GROUP_MAX + 1)


async def test_who_come_in_the_same_moment_are_written_together(shop: Shop) -> None:
    tea, pot = await shop.variant(), await shop.variant()
    await shop.stock(tea, 9)
    await shop.stock(pot, 9)
    till = Till(wait_max=PATIENT)

    async with count_statements() as statements:
        await asyncio.gather(
            *(till.place(asked(shop, (tea, 1), key=f"t-{n}")) for n in range(5)),
            *(till.place(asked(shop, (pot, 1), key=f"p-{n}")) for n in range(5)),
        )

    assert len(statements.sent) < 10
    assert await shop.count("sales_order") == 10


async def test_each_of_a_group_gets_its_own_order_or_its_own_refusal(
    shop: Shop, database: dict[str, Any]
) -> None:
    variant, other = await shop.variant(), await shop.variant(currency="EUR")
    await shop.stock(variant, 10)
    first = asked(shop, (variant, 1), key="first")

    answers = await behind_one_another(
        database,
        Till(wait_max=PATIENT),
        variant,
        first,
        asked(shop, (variant, 6), key="six"),
        asked(shop, (variant, 4), key="four"),
        asked(shop, (variant, 3), key="three"),
        first,
        asked(shop, (variant, 2), key="six"),
        asked(shop, (variant, 1), (other, 1), key="no price"),
    )

    told = [answer if isinstance(answer, Order) else type(answer).__name__ for answer in answers]
    one, six, _, three, *_ = answers
    assert told == [
        one,
        six,
        "InsufficientStock",
        three,
        one,
        "IdempotencyKeyReused",
        "WrongCurrency",
    ]
    refusal = answers[2]
    assert isinstance(refusal, InsufficientStock)
    assert (refusal.facts["requested"], refusal.facts["available"]) == (4, 3)
    assert await shop.count("sales_order") == await shop.count("idempotency_record") == 3


async def test_who_is_alone_does_not_wait_for_those_who_want_something_else(
    shop: Shop, database: dict[str, Any]
) -> None:
    slow, quick = await shop.variant(), await shop.variant()
    for variant in (slow, quick):
        await shop.stock(variant, 10)
    till = Till(wait_max=PATIENT)

    async with a_hand(database) as hand:
        await hand.on(slow)
        waiting = []
        for number in range(5):
            placing = asked(shop, (slow, 1), key=f"s-{number}")
            waiting.append(asyncio.create_task(till.place(placing)))
            await hand.stops(1)
        order = await till.place(asked(shop, (quick, 1), key="q"))
        assert await Order.exists(id=order.id)
    assert len({order.id for order in await asyncio.gather(*waiting)}) == 5


async def test_who_has_waited_long_enough_waits_for_nobody_of_this_process(
    shop: Shop, database: dict[str, Any]
) -> None:
    stock = [await shop.variant() for _ in range(LANES)]
    other = await shop.variant()
    for variant in [*stock, other]:
        await shop.stock(variant, 10)
    till = Till(wait_max=1)

    async with a_hand(database) as hand:
        await hand.on(*stock)
        busy = []
        for variant in stock:
            placing = asked(shop, (variant, 1), key=f"b-{variant.sku}")
            busy.append(asyncio.create_task(till.place(placing)))
            await hand.stops(len(busy))
        assert await till.place(asked(shop, (other, 1), key="o"))  # though every lane is taken
    await asyncio.gather(*busy)


async def test_who_goes_away_before_their_turn_has_ordered_nothing(
    shop: Shop, database: dict[str, Any]
) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 10)
    till = Till(wait_max=PATIENT)

    async with a_hand(database) as hand:
        await hand.on(variant)
        first = asyncio.create_task(till.place(asked(shop, (variant, 1), key="first")))
        await hand.stops(1)
        leaving, staying = (
            asyncio.create_task(till.place(asked(shop, (variant, 1), key=key)))
            for key in ("leaving", "staying")
        )
        await asyncio.sleep(0)
        leaving.cancel()
    await asyncio.gather(first, leaving, staying, return_exceptions=True)

    assert leaving.cancelled()
    assert await shop.count("sales_order") == 2
    assert await till.place(asked(shop, (variant, 1), key="leaving"))  # it can still be ordered
    assert await shop.count("sales_order") == 3


async def test_who_goes_away_while_the_group_is_written_finds_the_order_by_its_key(
    shop: Shop, database: dict[str, Any]
) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 10)
    till = Till(wait_max=1)  # so that the group goes to the database though the first is there
    placings = [asked(shop, (variant, 1), key=f"k-{n}") for n in range(4)]

    async with a_hand(database) as hand:
        await hand.on(variant)
        tasks = [asyncio.create_task(till.place(placings[0]))]
        await hand.stops(1)
        tasks += [asyncio.create_task(till.place(placing)) for placing in placings[1:]]
        await hand.stops(2)
        tasks[2].cancel()
    answers = await asyncio.gather(*tasks, return_exceptions=True)

    assert [isinstance(answer, Order) for answer in answers] == [True, True, False, True]
    assert await shop.count("sales_order") == 4
    assert await till.place(placings[2])
    assert await shop.count("sales_order") == 4
    assert (await InventoryLevel.get(variant_id=variant.id)).reserved == 4


async def test_one_that_cannot_be_written_takes_nobody_with_it(
    shop: Shop, database: dict[str, Any]
) -> None:
    variant = await shop.variant()
    level = await shop.adjust(variant, 10)
    words = ["good", "good", "bad", "good"]
    placings = [asked(shop, (variant, 1), key=f"k-{n}", note=note) for n, note in enumerate(words)]
    await sql.execute("ALTER TABLE sales_order ADD CONSTRAINT no_bad CHECK (note <> 'bad')")
    try:
        answers = await behind_one_another(database, Till(wait_max=PATIENT), variant, *placings)
    finally:
        await sql.execute("ALTER TABLE sales_order DROP CONSTRAINT no_bad")

    assert [type(answer) for answer in answers] == [Order, Order, IntegrityError, Order]
    assert await shop.count("sales_order") == await shop.count("idempotency_record") == 3
    assert (await InventoryLevel.get(id=level.id)).reserved == 3
    await assert_the_books_balance()


async def test_a_group_that_loses_its_connection_is_written_one_by_one(
    shop: Shop, database: dict[str, Any]
) -> None:
    variant = await shop.variant()
    level = await shop.adjust(variant, 10)
    till = Till(wait_max=1)
    placings = [asked(shop, (variant, 1), key=f"k-{n}") for n in range(5)]

    async with a_hand(database) as hand:
        await hand.on(variant)
        first = asyncio.create_task(till.place(placings[0]))
        [alone] = await hand.stops(1)
        others = [asyncio.create_task(till.place(placing)) for placing in placings[1:]]
        [group] = {*await hand.stops(2)} - {alone}
        await hand.connection.execute("SELECT pg_terminate_backend($1)", group)
    orders = await asyncio.gather(first, *others)

    assert len({order.id for order in orders}) == await shop.count("sales_order") == 5
    assert (await InventoryLevel.get(id=level.id)).reserved == 5
    await assert_the_books_balance()


async def test_the_one_who_crosses_a_bound_is_named_in_the_warning(
    shop: Shop, database: dict[str, Any]
) -> None:
    variant = await shop.variant()
    level = await shop.adjust(variant, 10)
    await StockAlertRule.create(variant=variant, low=7, created_at=shop.now, updated_at=shop.now)
    placings = [asked(shop, (variant, 1), key=f"k-{n}") for n in range(6)]

    orders = await behind_one_another(database, Till(wait_max=PATIENT), variant, *placings)

    assert all(isinstance(order, Order) for order in orders)
    [opened] = await EventRow.filter(type="inventory.stock_alert_opened")
    assert (opened.payload["quantity"], opened.payload["threshold"]) == (7, 7)
    assert opened.request_id == placings[2].ctx.request_id
    assert (await InventoryLevel.get(id=level.id)).available == 4
    await assert_the_books_balance()


async def test_an_order_inside_a_transaction_shares_its_fate(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 10)
    before = await shop.rows()

    async def place_and_fail() -> None:
        async with in_transaction():
            order = await shop.place((variant, 1), key="k")
            assert await Order.exists(id=order.id)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await place_and_fail()

    assert await shop.rows() == before
