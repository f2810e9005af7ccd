"""Work that goes elsewhere: moved by hand, or because the goods were not on the shelf."""

import asyncio
from typing import Any

import pytest

from domain.catalog.bundles.set_components import Component, set_components
from domain.fulfillment.create_fulfillment import create_fulfillment
from domain.fulfillment.errors import TooManyUnits
from domain.fulfillment.models import FulfillmentOrder
from domain.fulfillment.move_fulfillment_order import move_fulfillment_order
from domain.fulfillment.report_progress import report_progress
from domain.fulfillment.routing.queries import explanations_of_orders
from domain.fulfillment.routing.vocabulary import RoutingCause, RoutingOutcome
from domain.fulfillment.start_picking import start_picking
from domain.fulfillment.states import FulfillmentOrderStatus, FulfillmentProgress
from domain.identity.scopes import Scope
from domain.inventory.backorders.models import Backorder
from domain.inventory.backorders.states import BackorderKind, BackorderStatus
from domain.inventory.errors import InsufficientStock
from domain.inventory.models import InventoryLevel, StockReservation, Warehouse
from domain.orders.models import Order, OrderLine
from domain.orders.states import CancelReason, HoldReason, OrderStatus
from domain.processes import report_shortage as module
from domain.processes.cancel_order import cancel_order
from domain.processes.confirm_order import confirm_order
from domain.processes.fill_backorders import fill_backorders
from domain.processes.hold_order import hold_order
from domain.processes.report_shortage import report_shortage
from domain.shared.errors import (
    DomainError,
    IdempotencyKeyReused,
    InvalidInput,
    InvalidTransition,
    NotFound,
    NotPermitted,
    VersionConflict,
)
from domain.shared.ids import new_id
from tests.domain.orders.conservation import (
    assert_orders_tell_their_whole_story,
    assert_stock_is_conserved,
)
from tests.shop import Shop
from tests.statements import count_statements

Status = FulfillmentOrderStatus
PICKED, PACKED = FulfillmentProgress.PICKED, FulfillmentProgress.PACKED
STATED = {"move": 18, "shortage": 41}


async def annexed(shop: Shop, *, annex: int = 5, units: int = 4) -> tuple[Order, FulfillmentOrder]:
    """A confirmed order of four units, all in the main warehouse; the annex has some too."""
    variant = await shop.stocked(10)
    house = await Warehouse.get_or_none(code="annex") or await shop.warehouse("annex", priority=1)
    if annex:
        await shop.stock(variant, annex, warehouse=house)
    order = await confirm_order(shop.ctx, (await shop.place((variant, units))).id)
    (work,) = await shop.works_of(order)
    return order, work


async def lies(order: Order) -> dict[str, tuple[int, int]]:
    """On hand and committed by warehouse, of an order's only variant."""
    line = (await order.lines.all())[0]
    levels = await InventoryLevel.filter(variant_id=line.variant_id).select_related("warehouse")
    return {level.warehouse.code: (level.on_hand, level.committed) for level in levels}


async def missing(order: Order, units: int) -> dict[Any, int]:
    return {(await order.lines.all())[0].id: units}


async def test_another_warehouse_does_it(shop: Shop) -> None:
    order, work = await annexed(shop)
    annex = await Warehouse.get(code="annex")

    moved = await move_fulfillment_order(
        shop.ctx, work.id, warehouse_id=annex.id, expected_version=work.version
    )

    assert (moved.warehouse_id, moved.status) == (annex.id, Status.OPEN)
    assert await lies(order) == {"main": (10, 0), "annex": (5, 4)}
    told = await shop.event_names("fulfillment_order")
    assert told[-1] == "fulfillment.fulfillment_order_relocated"
    again = await move_fulfillment_order(shop.ctx, work.id, warehouse_id=annex.id)
    assert again.version == moved.version  # the answer was lost; nothing more is done
    assert await shop.event_names("fulfillment_order") == told
    back = await move_fulfillment_order(shop.ctx, work.id, warehouse_id=shop.main.id)
    assert back.warehouse_id == shop.main.id
    assert await lies(order) == {"main": (10, 4), "annex": (5, 0)}
    await shop.send(await shop.parcel_of(back))
    assert await lies(order) == {"main": (6, 0), "annex": (5, 0)}
    await assert_stock_is_conserved()
    await assert_orders_tell_their_whole_story()


async def test_a_bundle_moves_with_all_its_parts(shop: Shop) -> None:
    annex = await shop.warehouse("annex", priority=1)
    part = await shop.stocked(10)
    await shop.stock(part, 3, warehouse=annex)
    bundle = await shop.variant()
    await set_components(shop.ctx, bundle.id, [Component(part.id, 2)])
    order = await confirm_order(shop.ctx, (await shop.place((bundle, 1), (part, 1))).id)
    (work,) = await shop.works_of(order)

    await move_fulfillment_order(shop.ctx, work.id, warehouse_id=annex.id)

    held = await StockReservation.filter(status="committed", level__warehouse_id=annex.id)
    assert sorted(one.quantity for one in held) == [1, 2]
    await assert_stock_is_conserved()


async def test_what_cannot_move_stays(shop: Shop) -> None:
    order, work = await annexed(shop, annex=3)
    annex = await Warehouse.get(code="annex")
    closed = await shop.warehouse("closed")
    await Warehouse.filter(id=closed.id).update(is_active=False)
    before = await shop.rows()

    with pytest.raises(InsufficientStock) as short:
        await move_fulfillment_order(shop.ctx, work.id, warehouse_id=annex.id)
    assert [(one.requested, one.available) for one in short.value.shortages] == [(4, 3)]
    for warehouse_id in (closed.id, new_id()):
        with pytest.raises(NotFound):
            await move_fulfillment_order(shop.ctx, work.id, warehouse_id=warehouse_id)
    with pytest.raises(VersionConflict):
        await move_fulfillment_order(
            shop.ctx, work.id, warehouse_id=annex.id, expected_version=work.version + 1
        )
    with pytest.raises(NotPermitted):
        await move_fulfillment_order(
            shop.as_staff(Scope.FULFILLMENT_READ), work.id, warehouse_id=annex.id
        )
    with pytest.raises(NotFound):
        await move_fulfillment_order(shop.ctx, new_id(), warehouse_id=annex.id)

    assert await lies(order) == {"main": (10, 4), "annex": (3, 0)}
    assert await shop.rows() == before


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.OPEN, Status.SCHEDULED}))
async def test_only_work_that_nobody_has_begun_moves(shop: Shop, status: Status) -> None:
    work = await shop.work(status)
    annex = await shop.warehouse("annex")

    with pytest.raises(InvalidTransition):
        await move_fulfillment_order(shop.ctx, work.id, warehouse_id=annex.id)


async def test_a_move_while_picking_starts(shop: Shop) -> None:
    for _ in range(4):
        order, work = await annexed(shop)
        annex = await Warehouse.get(code="annex")

        first, second = await asyncio.gather(
            move_fulfillment_order(shop.ctx, work.id, warehouse_id=annex.id),
            start_picking(shop.ctx, work.id),
            return_exceptions=True,
        )

        await work.refresh_from_db()
        assert work.status is Status.IN_PROGRESS  # after the move, or instead of it
        assert not isinstance(second, Exception)
        if isinstance(first, InvalidTransition):
            assert await lies(order) == {"main": (10, 4), "annex": (5, 0)}
        else:
            assert await lies(order) == {"main": (10, 0), "annex": (5, 4)}
    await assert_stock_is_conserved()


async def test_what_is_missing_is_sent_from_elsewhere(shop: Shop) -> None:
    order, work = await annexed(shop)
    await start_picking(shop.ctx, work.id)

    found = await report_shortage(
        shop.ctx, work.id, missing=await missing(order, 3), idempotency_key="k"
    )

    assert (found.work.status, found.units_waiting) == (Status.INCOMPLETE, 0)
    [instead] = found.opened
    assert instead.status is Status.OPEN
    assert await lies(order) == {"main": (7, 1), "annex": (5, 3)}  # what is not there, is not there
    [decision] = (await explanations_of_orders(shop.ctx, [order.id]))[order.id]
    assert decision.cause is RoutingCause.SHORTAGE
    assert [one.outcome for one in decision.steps[0].considered] == [
        RoutingOutcome.CHOSEN,
        RoutingOutcome.LEFT_OUT,
    ]
    told = await shop.event_names()
    assert "fulfillment.fulfillment_order_fell_short" in told

    again = await report_shortage(
        shop.ctx, work.id, missing=await missing(order, 3), idempotency_key="k"
    )
    assert [one.id for one in again.opened] == [instead.id]
    assert (again.work.id, again.units_waiting) == (work.id, 0)
    assert await shop.event_names() == told
    with pytest.raises(IdempotencyKeyReused):
        await report_shortage(
            shop.ctx, work.id, missing=await missing(order, 1), idempotency_key="k"
        )

    for progress in (PICKED, PACKED):  # what was found is still sent
        await report_progress(shop.ctx, work.id, progress=progress)
    await shop.send(await create_fulfillment(shop.ctx, work.id))
    await work.refresh_from_db()
    assert work.status is Status.CLOSED
    await shop.send(await shop.parcel_of(instead))
    [line] = await OrderLine.filter(order_id=order.id)
    assert (line.allocated, line.fulfilled, line.shipped) == (4, 4, 4)
    assert await lies(order) == {"main": (6, 0), "annex": (2, 0)}
    await assert_stock_is_conserved()
    await assert_orders_tell_their_whole_story()


async def test_what_nobody_has_is_waited_for(shop: Shop) -> None:
    order, work = await annexed(shop, annex=1)
    await start_picking(shop.ctx, work.id)

    found = await report_shortage(
        shop.ctx, work.id, missing=await missing(order, 4), idempotency_key=None
    )

    assert found.units_waiting == 3
    [waiting] = await Backorder.all()
    assert (waiting.kind, waiting.waiting) == (BackorderKind.SHORTAGE, 3)
    assert "orders.units_awaited" in await shop.event_names("order")
    # Nothing of the work is left to send, so it is over; and the order can be called off.
    await work.refresh_from_db()
    assert (work.status, work.closed_at) == (Status.CLOSED, shop.now)
    names = await shop.event_names("fulfillment_order")
    assert names[-1] == "fulfillment.fulfillment_order_closed"
    with pytest.raises(InvalidTransition):
        await create_fulfillment(shop.ctx, work.id)

    line = (await order.lines.all())[0]
    annex = await InventoryLevel.get(variant_id=line.variant_id, warehouse__code="annex")
    await InventoryLevel.filter(id=annex.id).update(on_hand=9)  # counted anew
    assert await fill_backorders(shop.as_system) == 1
    await waiting.refresh_from_db()
    assert waiting.status is BackorderStatus.FILLED
    works = await shop.works_of(order)
    assert [one.status for one in works] == [Status.CLOSED, Status.OPEN, Status.OPEN]
    await cancel_order(shop.ctx, order.id, reason=CancelReason.STOCK)
    await annex.refresh_from_db()
    assert (annex.on_hand, annex.committed) == (9, 0)


async def test_a_line_that_waits_twice_is_filled_at_once(shop: Shop) -> None:
    order, work = await annexed(shop, annex=0)
    await start_picking(shop.ctx, work.id)
    line = (await order.lines.all())[0]
    await InventoryLevel.filter(variant_id=line.variant_id).update(on_hand=4)
    for _ in range(2):
        await report_shortage(
            shop.ctx, work.id, missing=await missing(order, 1), idempotency_key=None
        )
    assert [one.waiting for one in await Backorder.all()] == [1, 1]

    await InventoryLevel.filter(variant_id=line.variant_id).update(on_hand=9)
    await shop.adjust(await line.variant, 1)
    await fill_backorders(shop.as_system)

    assert {one.status for one in await Backorder.all()} == {BackorderStatus.FILLED}
    await line.refresh_from_db()
    assert line.allocated == 4
    await assert_stock_is_conserved()


async def test_an_order_on_hold_holds_the_work_given_instead(shop: Shop) -> None:
    order, work = await annexed(shop)
    await start_picking(shop.ctx, work.id)
    await hold_order(shop.ctx, order.id, reason=HoldReason.FRAUD)

    found = await report_shortage(
        shop.ctx, work.id, missing=await missing(order, 1), idempotency_key=None
    )

    [instead] = await FulfillmentOrder.filter(id__in=[one.id for one in found.opened])
    assert instead.status is Status.ON_HOLD


async def test_a_shortage_that_makes_no_sense_changes_nothing(shop: Shop) -> None:
    order, work = await annexed(shop)
    short = await missing(order, 1)
    with pytest.raises(InvalidTransition):
        await report_shortage(shop.ctx, work.id, missing=short, idempotency_key=None)
    work = await start_picking(shop.ctx, work.id)
    before = await shop.rows()

    for units, refusal in (
        ({}, InvalidInput),
        (await missing(order, 0), InvalidInput),
        (await missing(order, 5), TooManyUnits),
        ({new_id(): 1}, NotFound),
    ):
        with pytest.raises(refusal):
            await report_shortage(shop.ctx, work.id, missing=units, idempotency_key=None)
    with pytest.raises(VersionConflict):
        await report_shortage(
            shop.ctx, work.id, missing=short, idempotency_key=None, expected_version=1
        )
    with pytest.raises(NotPermitted):
        await report_shortage(
            shop.as_staff(Scope.FULFILLMENT_READ), work.id, missing=short, idempotency_key=None
        )

    assert await shop.rows() == before
    assert await lies(order) == {"main": (10, 4), "annex": (5, 0)}


async def test_dying_between_shortage_and_new_route_leaves_nothing_half_done(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, work = await annexed(shop)
    await start_picking(shop.ctx, work.id)
    before = await shop.rows()

    class Killed(BaseException):
        """As if the process had ended here."""

    async def die(*args: object, **kwargs: object) -> None:
        raise Killed

    for line in ("take_back_allocated", "keep", "open_fulfillment_orders", "move_promises"):
        with monkeypatch.context() as patch:
            patch.setattr(module, line, die)
            with pytest.raises(Killed):
                await report_shortage(
                    shop.ctx, work.id, missing=await missing(order, 3), idempotency_key="k"
                )
        assert await shop.rows() == before
        assert await lies(order) == {"main": (10, 4), "annex": (5, 0)}

    found = await report_shortage(
        shop.ctx, work.id, missing=await missing(order, 3), idempotency_key="k"
    )
    assert len(found.opened) == 1
    await assert_stock_is_conserved()


async def test_two_shortages_at_once_and_a_cancellation(shop: Shop) -> None:
    order, work = await annexed(shop)
    await start_picking(shop.ctx, work.id)
    short = await missing(order, 3)

    results = await asyncio.gather(
        report_shortage(shop.ctx, work.id, missing=short, idempotency_key="a"),
        report_shortage(shop.ctx, work.id, missing=short, idempotency_key="b"),
        cancel_order(shop.ctx, order.id, reason=CancelReason.OTHER),
        return_exceptions=True,
    )

    refused = [one for one in results if isinstance(one, Exception)]
    assert len(refused) == 2
    assert all(isinstance(one, DomainError) for one in refused)
    assert await lies(order) == {"main": (7, 1), "annex": (5, 3)}
    assert (await Order.get(id=order.id)).status is OrderStatus.CONFIRMED
    await assert_stock_is_conserved()


async def test_what_it_costs(shop: Shop) -> None:
    async def took(lines: int) -> dict[str, int]:
        annex = await Warehouse.get_or_none(code="annex") or await shop.warehouse(
            "annex", priority=1
        )
        cart = [(await shop.stocked(9), 2) for _ in range(lines)]
        for variant, _ in cart:
            await shop.stock(variant, 9, warehouse=annex)
        order = await confirm_order(shop.ctx, (await shop.place(*cart)).id)
        (work,) = await shop.works_of(order)
        async with count_statements() as moved:
            await move_fulfillment_order(shop.ctx, work.id, warehouse_id=annex.id)
        await start_picking(shop.ctx, work.id)
        units = {line.id: 1 for line in await order.lines.all()}
        async with count_statements() as short:
            await report_shortage(shop.ctx, work.id, missing=units, idempotency_key=order.number)
        return {"move": len(moved.sent), "shortage": len(short.sent)}

    assert await took(6) == await took(1) == STATED
