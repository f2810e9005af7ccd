"""What is sold before it is there: by policy only, in the order of placement, filled by itself."""

import asyncio
from datetime import timedelta

import pytest

from domain.catalog.bundles.set_components import Component, set_components
from domain.fulfillment.models import FulfillmentOrder
from domain.fulfillment.open_scheduled import open_scheduled, open_work_now
from domain.fulfillment.states import FulfillmentOrderStatus
from domain.identity.scopes import Scope
from domain.inventory.backorders.models import Backorder, StockPolicy
from domain.inventory.backorders.queries import waiting_of_lines
from domain.inventory.backorders.set_policy import set_policy
from domain.inventory.backorders.states import (
    BackorderKind,
    BackorderStatus,
    SellingPolicy,
)
from domain.inventory.errors import InsufficientStock
from domain.inventory.models import InventoryLevel
from domain.orders.expire_orders import expire_orders
from domain.orders.models import Order, OrderLine
from domain.orders.place_order import RESERVED_FOR
from domain.orders.states import CancelReason, HoldReason
from domain.processes.adjust_stock import adjust_stock
from domain.processes.cancel_order import cancel_order
from domain.processes.confirm_order import confirm_order
from domain.processes.fill_backorders import fill_backorders
from domain.processes.hold_order import hold_order
from domain.processes.release_hold import release_hold
from domain.processes.sweep import sweep
from domain.shared.errors import (
    DomainError,
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

Status, Policy = BackorderStatus, SellingPolicy
Work = FulfillmentOrderStatus


async def waits(order: Order) -> int:
    """How many units of an order's only line are not there."""
    [line] = await OrderLine.filter(order_id=order.id)
    return sum((await waiting_of_lines(None, [line.id])).values())  # type: ignore[arg-type]  # not asked


async def sold(variant_id: object) -> int:
    return (await StockPolicy.get(variant_id=variant_id)).waiting


async def comes(shop: Shop, variant: object, units: int, *, key: str | None = None) -> None:
    await adjust_stock(
        shop.ctx,
        variant_id=variant.id,  # type: ignore[attr-defined]
        warehouse_id=shop.main.id,
        delta=units,
        reason="delivery",
        idempotency_key=key,
    )


async def test_without_a_policy_nothing_is_sold_beyond_the_stock(shop: Shop) -> None:
    variant = await shop.stocked(1)
    await shop.sold_beyond(variant)
    await set_policy(shop.ctx, variant.id, policy=Policy.DENY)
    before = await shop.rows()

    with pytest.raises(InsufficientStock):
        await shop.place((variant, 2))

    assert await shop.rows() == before


async def test_what_is_there_is_promised_and_the_rest_waits(shop: Shop) -> None:
    variant = await shop.stocked(3)
    await shop.sold_beyond(variant, units_max=4)

    order = await shop.place((variant, 5))
    assert await waits(order) == 2
    with pytest.raises(InsufficientStock) as short:
        await shop.place((variant, 3))
    assert [(one.requested, one.available) for one in short.value.shortages] == [(3, 2)]
    second = await shop.place((variant, 2))
    assert (await waits(second), await sold(variant.id)) == (2, 4)

    order = await confirm_order(shop.ctx, order.id)
    [line] = await OrderLine.filter(order_id=order.id)
    assert (line.quantity, line.allocated) == (5, 3)
    second = await confirm_order(shop.ctx, second.id)
    assert await shop.works_of(second) == []  # nothing to do yet
    await assert_stock_is_conserved()
    await assert_orders_tell_their_whole_story()


async def test_at_once_no_more_is_sold_than_the_policy_allows(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.sold_beyond(variant, units_max=3)

    results = await asyncio.gather(
        *(shop.place((variant, 1)) for _ in range(6)), return_exceptions=True
    )

    assert sum(isinstance(one, Order) for one in results) == 3
    assert sum(isinstance(one, InsufficientStock) for one in results) == 3
    assert await sold(variant.id) == 3


async def test_who_ordered_first_is_served_first_in_the_same_breath(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.sold_beyond(variant)
    first = await confirm_order(shop.ctx, (await shop.place((variant, 3))).id)
    shop.later(minutes=1)
    second = await shop.place((variant, 2))  # still pending
    shop.later(minutes=1)

    await comes(shop, variant, 4, key="delivery")
    await comes(shop, variant, 4, key="delivery")  # the answer was lost

    assert (await waits(first), await waits(second)) == (0, 1)
    [work] = await shop.works_of(first)
    assert work.status is Work.OPEN
    level = await InventoryLevel.get(variant_id=variant.id)
    assert (level.on_hand, level.committed, level.reserved) == (4, 3, 1)
    assert await sold(variant.id) == 1
    with pytest.raises(InsufficientStock):  # what waits is not for sale
        await shop.place((variant, 10))
    assert (await shop.event_names("order")).count("orders.units_arrived") == 2
    second = await confirm_order(shop.ctx, second.id)
    [work] = await shop.works_of(second)
    await comes(shop, variant, 1)
    assert len(await shop.works_of(second)) == 2
    await assert_stock_is_conserved()
    await assert_orders_tell_their_whole_story()


async def test_goods_that_come_otherwise_are_given_out_by_the_sweep(shop: Shop) -> None:
    """A cancellation frees two units; the two that wait for one each get them, once."""
    variant = await shop.stocked(2)
    await shop.sold_beyond(variant)
    holder = await shop.place((variant, 2))
    waiting = []
    for _ in range(3):
        shop.later(minutes=1)
        waiting.append(await confirm_order(shop.ctx, (await shop.place((variant, 1))).id))
    await cancel_order(shop.ctx, holder.id, reason=CancelReason.CUSTOMER)

    await asyncio.gather(*(fill_backorders(shop.as_system) for _ in range(3)))
    await fill_backorders(shop.as_system)

    assert [await waits(order) for order in waiting] == [0, 0, 1]
    level = await InventoryLevel.get(variant_id=variant.id)
    assert (level.on_hand, level.committed, level.reserved) == (2, 2, 0)
    await assert_stock_is_conserved()


async def test_stock_that_comes_while_a_backorder_is_cancelled(shop: Shop) -> None:
    for _ in range(4):
        variant = await shop.variant()
        await shop.sold_beyond(variant)
        order = await confirm_order(shop.ctx, (await shop.place((variant, 2))).id)
        level = await shop.stock(variant, 0)

        await asyncio.gather(
            comes(shop, variant, 5),
            cancel_order(shop.ctx, order.id, reason=CancelReason.CUSTOMER),
            fill_backorders(shop.as_system),
        )

        await level.refresh_from_db()
        assert (level.on_hand, level.committed, level.reserved) == (5, 0, 0)
        assert await sold(variant.id) == 0
        [backorder] = await Backorder.filter(variant_id=variant.id)
        assert backorder.status in {Status.CANCELED, Status.FILLED}
    await assert_stock_is_conserved()
    await assert_orders_tell_their_whole_story()


async def test_nobody_waits_for_an_order_that_ended(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.sold_beyond(variant)
    await shop.place((variant, 2))

    await expire_orders(shop.as_system.at(shop.now + RESERVED_FOR))

    [backorder] = await Backorder.all()
    assert (backorder.status, await sold(variant.id)) == (Status.CANCELED, 0)
    await comes(shop, variant, 2)
    level = await InventoryLevel.get(variant_id=variant.id)
    assert level.available == 2


async def test_an_order_on_hold_gets_its_units_and_waits_with_them(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.sold_beyond(variant)
    order = await confirm_order(shop.ctx, (await shop.place((variant, 2))).id)
    await hold_order(shop.ctx, order.id, reason=HoldReason.FRAUD)

    await comes(shop, variant, 2)

    [work] = await shop.works_of(order)
    assert work.status is Work.ON_HOLD
    await release_hold(shop.ctx, order.id)
    assert (await FulfillmentOrder.get(id=work.id)).status is Work.OPEN


async def test_a_preorder_is_sent_from_its_day_on(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.sold_beyond(variant, Policy.PREORDER, units_max=5, days=7)
    order = await confirm_order(shop.ctx, (await shop.place((variant, 2))).id)
    [backorder] = await Backorder.all()
    day = shop.now + timedelta(days=7)
    assert (backorder.kind, backorder.available_from) == (BackorderKind.PREORDER, day)

    await comes(shop, variant, 3)  # early
    [work] = await shop.works_of(order)
    assert (work.status, work.scheduled_for) == (Work.SCHEDULED, day)
    assert await open_scheduled(shop.as_system) == 0
    await hold_order(shop.ctx, order.id, reason=HoldReason.FRAUD)
    await release_hold(shop.ctx, order.id)
    await work.refresh_from_db()
    assert work.status is Work.SCHEDULED  # back where it was

    shop.later(days=7)
    swept = await asyncio.gather(*(sweep(shop.as_system) for _ in range(3)))
    assert sum(one.opened_works for one in swept) == 1
    await work.refresh_from_db()
    assert work.status is Work.OPEN
    assert (await shop.event_names("fulfillment_order"))[-1] == (
        "fulfillment.fulfillment_order_due"
    )
    with pytest.raises(InsufficientStock):  # the day is over: only what is there is sold
        await shop.place((variant, 2))
    await assert_stock_is_conserved()
    await assert_orders_tell_their_whole_story()


async def test_scheduled_work_is_opened_by_hand(shop: Shop) -> None:
    work = await shop.work(Work.SCHEDULED)
    for refused, error in (
        (open_work_now(shop.as_staff(Scope.FULFILLMENT_READ), work.id), NotPermitted),
        (open_work_now(shop.ctx, new_id()), NotFound),
        (open_work_now(shop.ctx, work.id, expected_version=9), VersionConflict),
    ):
        with pytest.raises(error):
            await refused

    opened = await open_work_now(shop.ctx, work.id, expected_version=work.version)

    assert opened.status is Work.OPEN
    with pytest.raises(InvalidTransition):
        await open_work_now(shop.ctx, work.id)


async def test_a_scheduled_order_is_cancelled(shop: Shop) -> None:
    work = await shop.work(Work.SCHEDULED)

    await cancel_order(shop.ctx, work.order_id, reason=CancelReason.CUSTOMER)

    await work.refresh_from_db()
    assert work.status is Work.CANCELED
    await assert_stock_is_conserved()


async def test_policies_that_make_no_sense(shop: Shop) -> None:
    variant = await shop.stocked(1)
    bundle = await shop.variant()
    await set_components(shop.ctx, bundle.id, [Component(variant.id, 2)])
    day = shop.now + timedelta(days=1)
    before = await shop.rows()
    for policy, units_max, since, which in (
        (Policy.BACKORDER, 0, None, variant),
        (Policy.BACKORDER, -1, None, variant),
        (Policy.BACKORDER, 1, day, variant),
        (Policy.PREORDER, 1, None, variant),
        (Policy.PREORDER, 1, shop.now, variant),
        (Policy.PREORDER, 1, shop.now + timedelta(days=9_999), variant),
        (Policy.BACKORDER, 1, None, bundle),
    ):
        with pytest.raises(InvalidInput):
            await set_policy(
                shop.ctx, which.id, policy=policy, units_max=units_max, available_from=since
            )
    with pytest.raises(NotFound):
        await set_policy(shop.ctx, new_id(), policy=Policy.DENY)
    with pytest.raises(NotPermitted):
        await set_policy(shop.as_staff(Scope.INVENTORY_READ), variant.id, policy=Policy.DENY)
    assert await shop.rows() == before

    first = await shop.sold_beyond(variant)
    again = await shop.sold_beyond(variant)
    assert (again.id, again.version) == (first.id, first.version)
    with pytest.raises(VersionConflict):
        await set_policy(shop.ctx, variant.id, policy=Policy.DENY, expected_version=9)


async def test_a_stranger_gives_out_nothing(shop: Shop) -> None:
    stranger = shop.as_staff(Scope.ORDERS_READ, Scope.FULFILLMENT_READ)
    for refused in (
        fill_backorders(stranger),
        open_scheduled(stranger),
        adjust_stock(
            stranger,
            variant_id=new_id(),
            warehouse_id=new_id(),
            delta=1,
            reason="mine",
            idempotency_key=None,
        ),
    ):
        with pytest.raises(NotPermitted):
            await refused


async def test_random_orders_and_deliveries_add_up(shop: Shop) -> None:
    """Units given and waiting are those ordered, whoever orders, cancels and delivers at once."""
    variants = [await shop.stocked(3), await shop.variant()]
    for variant in variants:
        await shop.sold_beyond(variant, units_max=8)
    for turn in range(6):
        shop.later(minutes=1)
        placing = [
            shop.place((variants[(turn + n) % 2], 1 + n % 3), (variants[0], 1)) for n in range(4)
        ]
        results = await asyncio.gather(
            *placing,
            comes(shop, variants[turn % 2], 2),
            fill_backorders(shop.as_system),
            return_exceptions=True,
        )
        assert all(isinstance(one, Order | int | DomainError | None) for one in results), results
        orders = [one for one in results if isinstance(one, Order)]
        for order in orders[::2]:
            await confirm_order(shop.ctx, order.id)
        for order in orders[1:2]:
            await cancel_order(shop.ctx, order.id, reason=CancelReason.OTHER)
        await assert_every_unit_is_promised_or_waits()
    await assert_stock_is_conserved()
    await assert_orders_tell_their_whole_story()


async def assert_every_unit_is_promised_or_waits() -> None:
    from domain.shared import sql

    wrong = await sql.rows(
        """
        SELECT line.id, line.quantity, line.canceled,
            (SELECT COALESCE(sum(quantity), 0) FROM stock_reservation
                WHERE order_line_id = line.id AND status IN ('active', 'committed')) AS promised,
            (SELECT COALESCE(sum(waiting), 0) FROM backorder
                WHERE order_line_id = line.id AND status = 'waiting') AS waiting
        FROM order_line AS line
        """
    )
    for row in wrong:
        assert row["promised"] + row["waiting"] + row["canceled"] == row["quantity"], row
    below = await sql.rows(
        "SELECT id FROM inventory_level WHERE on_hand < committed + reserved"
        " UNION ALL SELECT id FROM stock_policy WHERE waiting > units_max OR waiting <> (SELECT"
        " COALESCE(sum(backorder.waiting), 0) FROM backorder WHERE status = 'waiting'"
        " AND kind <> 'shortage' AND backorder.variant_id = stock_policy.variant_id)"
    )
    assert below == []
