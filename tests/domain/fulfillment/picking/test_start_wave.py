"""A wave takes the oldest open work of a warehouse, and no two waves the same."""

import asyncio

import pytest
from tortoise.transactions import in_transaction

from domain.fulfillment.models import FulfillmentOrder
from domain.fulfillment.picking.start_wave import WAVE_MAX, Wave, start_wave
from domain.fulfillment.states import FulfillmentOrderStatus
from domain.identity.scopes import Scope
from domain.inventory.models import Warehouse
from domain.orders.queries import lock_order
from domain.processes.confirm_order import confirm_order
from domain.processes.report_shortage import report_shortage
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound, NotPermitted
from domain.shared.ids import new_id
from tests.shop import Shop
from tests.statements import count_statements

OPEN, IN_PROGRESS = FulfillmentOrderStatus.OPEN, FulfillmentOrderStatus.IN_PROGRESS
STATED = (11, 5)  # a wave, and each piece of work in it: as in the docs


async def wave(
    shop: Shop, works: int = 20, *, key: str | None = None, ctx: Context | None = None
) -> Wave:
    main = await Warehouse.get(code="main")
    return await start_wave(ctx or shop.ctx, main.id, works_max=works, idempotency_key=key)


async def open_works(shop: Shop, works: int) -> list[FulfillmentOrder]:
    found = []
    for _ in range(works):
        found.append(await shop.work())
        shop.later(minutes=1)
    return found


async def test_the_oldest_first_and_one_list_for_all(shop: Shop) -> None:
    lamp, book = await shop.stocked(9), await shop.stocked(9)
    orders = []
    for cart in ([(lamp, 2), (book, 1)], [(lamp, 1)], [(book, 1)]):
        orders.append(await confirm_order(shop.ctx, (await shop.place(*cart)).id))
        shop.later(minutes=1)

    begun = await wave(shop, 2)

    assert [work.order_id for work in begun.works] == [order.id for order in orders[:2]]
    assert {work.status for work in begun.works} == {IN_PROGRESS}
    assert {item.sku: item.units for item in begun.to_fetch} == {lamp.sku: 3, book.sku: 1}
    (left,) = await shop.works_of(orders[2])
    assert (left.status, left.wave_id) == (OPEN, None)
    names = await shop.event_names("fulfillment_order")
    assert names.count("fulfillment.fulfillment_order_picking_started") == 2


async def test_two_waves_at_once_get_different_work(shop: Shop) -> None:
    works = await open_works(shop, 5)

    waves = await asyncio.gather(*(wave(shop, 2, key=f"wave-{n}") for n in range(3)))

    taken = [work.id for one in waves for work in one.works]
    assert len(taken) == len(set(taken))
    rest = await wave(shop)
    assert {*taken, *(work.id for work in rest.works)} == {work.id for work in works}
    assert (await wave(shop)).works == []


async def test_nobody_waits_for_an_order_that_somebody_holds(shop: Shop) -> None:
    held, free = await open_works(shop, 2)
    holding, release = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with in_transaction():
            await lock_order(held.order_id)
            holding.set()
            await release.wait()

    somebody = asyncio.create_task(hold())
    await holding.wait()
    begun = await wave(shop)
    release.set()
    await somebody

    assert [work.id for work in begun.works] == [free.id]
    assert [work.id for work in (await wave(shop)).works] == [held.id]


async def test_an_answer_that_was_lost_begins_nothing_more(shop: Shop) -> None:
    await open_works(shop, 3)

    first, again = await wave(shop, 2, key="wave-1"), await wave(shop, 2, key="wave-1")

    assert [work.id for work in first.works] == [work.id for work in again.works]
    assert first.to_fetch == again.to_fetch
    assert await FulfillmentOrder.filter(status=OPEN).count() == 1


async def test_what_is_missing_is_fetched_no_more(shop: Shop) -> None:
    (work,) = await open_works(shop, 1)
    (line,) = await shop.lines(await work.order)
    await wave(shop, key="wave-1")

    await report_shortage(shop.ctx, work.id, missing={line.id: 1}, idempotency_key=None)

    assert [item.units for item in (await wave(shop, key="wave-1")).to_fetch] == [1]


@pytest.mark.parametrize("status", sorted(set(FulfillmentOrderStatus) - {OPEN}))
async def test_only_open_work_is_begun(shop: Shop, status: FulfillmentOrderStatus) -> None:
    work = await shop.work(status)
    # What lies elsewhere, or was called off, has no place in a wave.
    begun = await wave(shop)

    assert work.id not in {one.id for one in begun.works}
    assert (await FulfillmentOrder.get(id=work.id)).version == work.version


async def test_what_is_refused(shop: Shop) -> None:
    (work,) = await open_works(shop, 1)

    for works in (0, -1, WAVE_MAX + 1):
        with pytest.raises(InvalidInput):
            await wave(shop, works)
    with pytest.raises(NotPermitted):
        await wave(shop, ctx=shop.as_staff(Scope.FULFILLMENT_READ))
    with pytest.raises(NotFound):
        await start_wave(shop.ctx, new_id(), idempotency_key=None)

    assert (await FulfillmentOrder.get(id=work.id)).status is OPEN


async def test_what_it_costs(shop: Shop) -> None:
    await open_works(shop, 4)
    sent = []
    for works in (1, 3):
        async with count_statements() as counted:
            await wave(shop, works, key=f"wave of {works}")
        sent.append(len(counted.sent))

    each = (sent[1] - sent[0]) // 2
    assert (sent[0] - each, each) == STATED
