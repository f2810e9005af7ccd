"""Scanned unit by unit: the right item, not one too many, each scan once."""

import asyncio

import pytest

from domain.fulfillment.errors import ProgressOutOfOrder
from domain.fulfillment.models import FulfillmentOrder, FulfillmentOrderLine
from domain.fulfillment.picking.errors import NotAllScanned, TooManyScanned, WrongItem
from domain.fulfillment.picking.models import FulfillmentScan
from domain.fulfillment.picking.scan_item import scan_item
from domain.fulfillment.report_progress import report_progress
from domain.fulfillment.start_picking import start_picking
from domain.fulfillment.states import FulfillmentOrderStatus, FulfillmentProgress
from domain.identity.scopes import Scope
from domain.orders.states import CancelReason
from domain.processes.cancel_order import cancel_order
from domain.processes.confirm_order import confirm_order
from domain.processes.report_shortage import report_shortage
from domain.shared.context import Context
from domain.shared.errors import (
    DomainError,
    IdempotencyKeyReused,
    InvalidInput,
    InvalidTransition,
    NotFound,
    NotPermitted,
    NotSignedIn,
)
from domain.shared.ids import new_id
from tests.shop import Shop
from tests.statements import count_statements

PICKED, PACKED = FulfillmentProgress.PICKED, FulfillmentProgress.PACKED
IN_PROGRESS = FulfillmentOrderStatus.IN_PROGRESS
STATED = [12, 17, 9]  # a scan, the last of a step, a step by hand: as in the docs


async def sku(shop: Shop, work: FulfillmentOrder) -> str:
    (line,) = await shop.lines(await work.order)
    return line.sku


async def scanned(work: FulfillmentOrder) -> list[tuple[int, int, int]]:
    lines = await FulfillmentOrderLine.filter(fulfillment_order_id=work.id)
    return [(line.quantity, line.picked_units, line.packed_units) for line in lines]


async def beep(
    shop: Shop,
    work: FulfillmentOrder,
    code: str,
    *,
    step: FulfillmentProgress = PICKED,
    units: int = 1,
    key: str | None = None,
    ctx: Context | None = None,
) -> FulfillmentOrder:
    return await scan_item(
        ctx or shop.ctx, work.id, step=step, code=code, quantity=units, idempotency_key=key
    )


async def test_the_last_unit_reports_the_step(shop: Shop) -> None:
    work = await shop.work(IN_PROGRESS)
    code = await sku(shop, work)
    before = len(await shop.event_names("fulfillment_order"))

    assert (await beep(shop, work, code)).progress is None
    assert (await beep(shop, work, code)).progress is PICKED
    shop.later(minutes=5)
    done = await beep(shop, work, code, step=PACKED, units=2)

    assert done.progress is PACKED
    assert done.packed_at == shop.now
    assert await scanned(work) == [(2, 2, 2)]
    assert (await shop.event_names("fulfillment_order"))[before:] == [
        "fulfillment.fulfillment_order_scanned",
        "fulfillment.fulfillment_order_scanned",
        "fulfillment.fulfillment_order_picked",
        "fulfillment.fulfillment_order_scanned",
        "fulfillment.fulfillment_order_packed",
    ]
    kept = await FulfillmentScan.filter(fulfillment_order_id=work.id).order_by("scanned_at", "id")
    assert [(scan.step, scan.code, scan.quantity) for scan in kept] == [
        (PICKED, code, 1),
        (PICKED, code, 1),
        (PACKED, code, 2),
    ]
    assert kept[-1].scanned_at == shop.now
    assert {scan.scanned_by for scan in kept} == {shop.ctx.actor.key}


@pytest.mark.parametrize(
    ("code", "units", "step", "refusal"),
    [
        ("another", 1, PICKED, WrongItem),
        (None, 3, PICKED, TooManyScanned),
        (None, 1, PACKED, ProgressOutOfOrder),
        ("", 1, PICKED, InvalidInput),
        ("x" * 65, 1, PICKED, InvalidInput),
        (None, 0, PICKED, InvalidInput),
        (None, 2**31, PICKED, InvalidInput),
    ],
)
async def test_what_is_refused_leaves_nothing(
    shop: Shop,
    code: str | None,
    units: int,
    step: FulfillmentProgress,
    refusal: type[DomainError],
) -> None:
    work = await shop.work(IN_PROGRESS)
    told = await shop.event_names()
    code = await sku(shop, work) if code is None else code

    with pytest.raises(refusal):
        await beep(shop, work, code, units=units, step=step, key="beep")

    assert await scanned(work) == [(2, 0, 0)]
    assert not await FulfillmentScan.all().count()
    assert await shop.event_names() == told


async def test_a_step_that_is_over_takes_no_more(shop: Shop) -> None:
    work = await shop.work(IN_PROGRESS)
    code = await sku(shop, work)
    await beep(shop, work, code, units=2)

    with pytest.raises(ProgressOutOfOrder):
        await beep(shop, work, code)


@pytest.mark.parametrize(
    "status", sorted(set(FulfillmentOrderStatus) - {IN_PROGRESS, FulfillmentOrderStatus.INCOMPLETE})
)
async def test_nobody_at_work_nothing_to_scan(shop: Shop, status: FulfillmentOrderStatus) -> None:
    work = await shop.work(status)

    with pytest.raises(InvalidTransition):
        await beep(shop, work, await sku(shop, work))


async def test_an_answer_that_was_lost_counts_once(shop: Shop) -> None:
    work = await shop.work(IN_PROGRESS)
    code = await sku(shop, work)

    for _ in range(3):
        await beep(shop, work, code, key="beep-1")

    assert await scanned(work) == [(2, 1, 0)]
    with pytest.raises(IdempotencyKeyReused):
        await beep(shop, work, code, units=2, key="beep-1")


async def test_two_hands_never_count_a_unit_twice(shop: Shop) -> None:
    work = await shop.work(IN_PROGRESS, units=4)
    code = await sku(shop, work)

    answers = await asyncio.gather(
        *(beep(shop, work, code, key=f"beep-{n}") for n in range(7)), return_exceptions=True
    )

    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert len(refused) == 3
    assert {type(one) for one in refused} <= {TooManyScanned, ProgressOutOfOrder}
    assert await scanned(work) == [(4, 4, 0)]
    assert (await FulfillmentOrder.get(id=work.id)).progress is PICKED


async def test_what_dies_on_the_way_leaves_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = await shop.work(IN_PROGRESS)
    code = await sku(shop, work)

    async def dies(*args: object) -> None:
        raise RuntimeError("the plug was pulled")

    with monkeypatch.context() as patch:
        patch.setattr("domain.fulfillment.picking.scan_item.reach", dies)
        with pytest.raises(RuntimeError):
            await beep(shop, work, code, units=2, key="beep")
    assert await scanned(work) == [(2, 0, 0)]

    assert (await beep(shop, work, code, units=2, key="beep")).progress is PICKED


async def test_what_somebody_began_to_scan_is_scanned_to_its_end(shop: Shop) -> None:
    work = await shop.work(IN_PROGRESS)
    code = await sku(shop, work)
    await beep(shop, work, code)

    with pytest.raises(NotAllScanned):
        await report_progress(shop.ctx, work.id, progress=PICKED)

    await beep(shop, work, code)
    told = await shop.event_names()
    assert (await report_progress(shop.ctx, work.id, progress=PICKED)).progress is PICKED
    assert await shop.event_names() == told


@pytest.mark.parametrize(
    ("found", "missing", "progress", "left"),
    [
        (2, 1, PICKED, (2, 2, 0)),  # the last one is not there: all that is there is picked
        (1, 1, None, (2, 1, 0)),
        (0, 1, None, (2, 0, 0)),
    ],
)
async def test_what_is_missing_is_waited_for_no_longer(
    shop: Shop,
    found: int,
    missing: int,
    progress: FulfillmentProgress | None,
    left: tuple[int, int, int],
) -> None:
    work = await shop.work(IN_PROGRESS, units=3)
    (line,) = await shop.lines(await work.order)
    if found:
        await beep(shop, work, line.sku, units=found)

    result = await report_shortage(
        shop.ctx, work.id, missing={line.id: missing}, idempotency_key=None
    )

    assert result.work.progress is progress
    assert await scanned(work) == [left]
    assert (await FulfillmentOrder.get(id=work.id)).progress is progress


async def test_broken_in_the_box_is_taken_out_of_all_counts(shop: Shop) -> None:
    work = await shop.work(IN_PROGRESS, units=3)
    (line,) = await shop.lines(await work.order)
    await beep(shop, work, line.sku, units=3)
    await beep(shop, work, line.sku, units=2, step=PACKED)

    result = await report_shortage(shop.ctx, work.id, missing={line.id: 1}, idempotency_key=None)

    assert await scanned(work) == [(2, 2, 2)]
    assert result.work.progress is PACKED


async def test_the_label_says_what_an_item_is_called_now(shop: Shop) -> None:
    lamp, book = await shop.stocked(5), await shop.stocked(5)
    order = await confirm_order(shop.ctx, (await shop.place((lamp, 1), (book, 1))).id)
    (work,) = await shop.works_of(order)
    await start_picking(shop.ctx, work.id)
    sold_as, lamp.sku = lamp.sku, "LAMP-NEW"
    await lamp.save(update_fields=["sku"])

    with pytest.raises(WrongItem) as refused:
        await beep(shop, work, sold_as)
    assert f"LAMP-NEW (1), {book.sku} (1)" in refused.value.message
    await beep(shop, work, "LAMP-NEW")
    assert (await beep(shop, work, book.sku)).progress is PICKED


async def test_an_order_in_somebodys_hands_is_not_cancelled(shop: Shop) -> None:
    work = await shop.work(IN_PROGRESS)
    code = await sku(shop, work)

    with pytest.raises(DomainError):
        await cancel_order(shop.ctx, work.order_id, reason=CancelReason.CUSTOMER)

    assert (await beep(shop, work, code, units=2)).progress is PICKED


async def test_only_the_warehouse_scans(shop: Shop) -> None:
    work = await shop.work(IN_PROGRESS)
    code = await sku(shop, work)

    with pytest.raises(NotPermitted):
        await beep(shop, work, code, ctx=shop.as_staff(Scope.FULFILLMENT_READ))
    with pytest.raises(NotSignedIn):
        await beep(shop, work, code, ctx=shop.as_anonymous)
    with pytest.raises(NotFound):
        await beep(shop, work, code, ctx=shop.as_staff(Scope.FULFILLMENT_WRITE))
    with pytest.raises(NotFound):
        await beep(shop, FulfillmentOrder(id=new_id()), code)

    assert await scanned(work) == [(2, 0, 0)]


async def test_what_it_costs(shop: Shop) -> None:
    async def took(lines: int) -> list[int]:
        cart = [(await shop.stocked(9), 2) for _ in range(lines)]
        order = await confirm_order(shop.ctx, (await shop.place(*cart)).id)
        (work,) = await shop.works_of(order)
        await start_picking(shop.ctx, work.id)
        costs = []
        for position, line in enumerate(await shop.lines(order), start=1):
            if position == lines:
                await beep(shop, work, line.sku, key=f"{order.number} first")
            async with count_statements() as scan:
                last = 1 if position == lines else 2
                await beep(shop, work, line.sku, units=last, key=f"{order.number} {position}")
            costs.append(len(scan.sent))
        async with count_statements() as report:
            await report_progress(shop.ctx, work.id, progress=PACKED)
        return [*costs[-2:], len(report.sent)]

    assert await took(6) == await took(2) == STATED
