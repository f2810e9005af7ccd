"""Editing orders of which units are sold that are not there yet."""

import pytest

from domain.fulfillment.models import FulfillmentOrderLine
from domain.inventory.backorders.models import Backorder, StockPolicy
from domain.inventory.backorders.states import BackorderStatus
from domain.inventory.models import StockReservation
from domain.inventory.states import ReservationStatus
from domain.orders.editing.changes import AddLine, RemoveLine, SetQuantity
from domain.orders.editing.errors import EditNotPossible
from domain.orders.editing.stage import begin_edit, change_edit
from domain.orders.editing.states import EditProblemKind
from domain.orders.models import Order
from domain.processes.confirm_order import confirm_order
from domain.processes.edit_order import edit_order, preview_edit
from domain.processes.fill_backorders import fill_backorders
from tests.domain.orders.conservation import (
    assert_orders_tell_their_whole_story,
    assert_stock_is_conserved,
)
from tests.shop import Shop


async def state(shop: Shop, order: Order) -> tuple[int, int, int, int]:
    """Of an order with one line: units, allocated, given to warehouses, waiting. Of its policy, as
    many wait.
    """
    [line] = await shop.lines(order)
    waiting = Backorder.filter(order_line_id=line.id, status=BackorderStatus.WAITING)
    units = sum(await waiting.values_list("waiting", flat=True))
    assert (await StockPolicy.get(variant_id=line.variant_id)).waiting == units
    works = FulfillmentOrderLine.filter(order_line_id=line.id)
    await assert_stock_is_conserved()
    await assert_orders_tell_their_whole_story()
    return (
        line.quantity,
        line.allocated,
        sum(await works.values_list("quantity", flat=True)),
        units,
    )


@pytest.mark.parametrize("confirmed", [False, True])
async def test_units_that_are_not_there_go_first(shop: Shop, confirmed: bool) -> None:
    tea = await shop.stocked(units=4)
    await shop.sold_beyond(tea)
    order = await shop.place((tea, 10))
    if confirmed:
        order = await confirm_order(shop.ctx, order.id)
    [line] = await shop.lines(order)

    def there(units: int) -> int:
        return units if confirmed else 0

    assert await state(shop, order) == (10, there(4), there(4), 6)
    await edit_order(shop.ctx, order.id, [SetQuantity(line.id, 8)])
    assert await state(shop, order) == (8, there(4), there(4), 4)
    await edit_order(shop.ctx, order.id, [SetQuantity(line.id, 3)])
    assert await state(shop, order) == (3, there(3), there(3), 0)
    [ended] = await Backorder.all()
    assert ended.status is BackorderStatus.CANCELED
    await edit_order(shop.ctx, order.id, [SetQuantity(line.id, 6)])
    assert await state(shop, order) == (6, there(4), there(4), 2)

    await shop.adjust(tea, 5)
    await fill_backorders(shop.ctx)
    assert await state(shop, order) == (6, there(6), there(6), 0)


async def test_more_than_may_wait_is_out_of_stock_and_a_new_line_may_wait(shop: Shop) -> None:
    tea, jam = await shop.stocked(units=2), await shop.stocked(units=1)
    await shop.sold_beyond(tea, units_max=3)
    order = await confirm_order(shop.ctx, (await shop.place((jam, 1))).id)
    [old] = await shop.lines(order)
    before = await shop.rows()

    with pytest.raises(EditNotPossible) as refused:
        await edit_order(shop.ctx, order.id, [AddLine(tea.id, 6)])
    assert await shop.rows() == before
    edit = await begin_edit(shop.ctx, order.id)
    await change_edit(shop.ctx, edit.id, [AddLine(tea.id, 6)])
    _, plan = await preview_edit(shop.ctx, edit.id)
    done = await edit_order(shop.ctx, order.id, [AddLine(tea.id, 5), RemoveLine(old.id)])

    for problems in (refused.value.problems, plan.problems):
        assert [(one.kind, one.wanted, one.available) for one in problems] == [
            (EditProblemKind.OUT_OF_STOCK, 6, 5)
        ]
    lines = {line.variant_id: line for line in await shop.lines(done.order)}
    assert (lines[tea.id].quantity, lines[tea.id].allocated) == (5, 2)
    assert (await StockPolicy.get(variant_id=tea.id)).waiting == 3
    await assert_stock_is_conserved()


async def test_a_shelf_that_the_line_let_go_of_once_gives_again(shop: Shop) -> None:
    tea = await shop.stocked(units=2)
    level = await shop.stock(tea, 5, warehouse=await shop.warehouse("annex", priority=1))
    order = await confirm_order(shop.ctx, (await shop.place((tea, 2))).id)
    [line] = await shop.lines(order)
    await StockReservation.create(
        level_id=level.id,
        order_id=order.id,
        order_line_id=line.id,
        quantity=1,
        status=ReservationStatus.RELEASED,
        created_at=shop.now,
        updated_at=shop.now,
    )

    await edit_order(shop.ctx, order.id, [SetQuantity(line.id, 4)])

    assert await shop.units_held_for(order) == 4
    await assert_stock_is_conserved()
