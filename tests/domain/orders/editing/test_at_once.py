"""Two at work on one order: one has it, the other is told, and nothing is done by halves."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

from domain.fulfillment.start_picking import start_picking
from domain.orders.editing.changes import SetQuantity
from domain.orders.editing.errors import EditAlreadyOpen, EditConflicted, EditNotPossible
from domain.orders.editing.stage import abandon_edit, begin_edit, change_edit
from domain.orders.editing.states import OrderEditStatus
from domain.orders.models import Order, OrderEdit, OrderLine
from domain.orders.states import CancelReason
from domain.processes.cancel_order import cancel_order
from domain.processes.confirm_order import confirm_order
from domain.processes.edit_order import commit_edit
from domain.processes.split_order import split_order
from domain.shared.errors import DomainError, InvalidTransition
from domain.shared.models import EventRow
from tests.domain.orders.conservation import (
    assert_orders_tell_their_whole_story,
    assert_stock_is_conserved,
)
from tests.shop import Shop


async def confirmed(shop: Shop) -> tuple[Order, OrderLine, OrderEdit]:
    """An order of three units, and an edit that wants one."""
    order = await shop.place((await shop.stocked(), 3), (await shop.stocked(), 1))
    order = await confirm_order(shop.ctx, order.id)
    [line, _] = await shop.lines(order)
    edit = await begin_edit(shop.ctx, order.id)
    await change_edit(shop.ctx, edit.id, [SetQuantity(line.id, 1)])
    return order, line, edit


async def together(*verbs: Awaitable[Any]) -> Sequence[Any]:
    """What came of each: a result, or a refusal."""
    found = await asyncio.gather(*verbs, return_exceptions=True)
    for one in found:
        if isinstance(one, BaseException) and not isinstance(one, DomainError):
            raise one
    await assert_stock_is_conserved()
    await assert_orders_tell_their_whole_story()
    return found


async def test_of_many_who_begin_one_has_it(shop: Shop) -> None:
    order = await shop.place((await shop.stocked(), 3))

    found = await together(*(begin_edit(shop.ctx, order.id) for _ in range(4)))

    [edit] = [one for one in found if isinstance(one, OrderEdit)]
    refused = [one for one in found if one is not edit]
    assert all(isinstance(one, EditAlreadyOpen) and one.edit_id == edit.id for one in refused)
    assert await OrderEdit.all().count() == 1


async def test_many_commits_are_one(shop: Shop) -> None:
    _, line, edit = await confirmed(shop)

    found = await together(*(commit_edit(shop.ctx, edit.id) for _ in range(4)))

    assert len({one.order.version for one in found}) == 1
    assert (await OrderLine.get(id=line.id)).quantity == 1
    assert await EventRow.filter(type="orders.order_edited").count() == 1


async def test_committed_or_given_up_and_never_both(shop: Shop) -> None:
    _, line, edit = await confirmed(shop)

    done, gone = await together(commit_edit(shop.ctx, edit.id), abandon_edit(shop.ctx, edit.id))

    status = (await OrderEdit.get(id=edit.id)).status
    units = (await OrderLine.get(id=line.id)).quantity
    if status is OrderEditStatus.COMMITTED:
        assert (units, isinstance(gone, InvalidTransition)) == (1, True)
    else:
        assert (status, units) == (OrderEditStatus.ABANDONED, 3)
        assert isinstance(done, InvalidTransition)


@pytest.mark.parametrize("what", ["cancel", "split", "pick"])
async def test_who_is_first_is_first_and_the_edit_is_whole_or_conflicts(
    shop: Shop, what: str
) -> None:
    order, line, edit = await confirmed(shop)
    [work] = await shop.works_of(order)
    others: dict[str, Callable[[], Awaitable[Any]]] = {
        "cancel": lambda: cancel_order(shop.ctx, order.id, reason=CancelReason.OTHER),
        "split": lambda: split_order(shop.ctx, order.id, units={line.id: 2}, idempotency_key=None),
        "pick": lambda: start_picking(shop.ctx, work.id),
    }

    done, came = await together(commit_edit(shop.ctx, edit.id), others[what]())

    row = await Order.get(id=order.id)
    left = (await OrderLine.get(id=line.id)).quantity
    if isinstance(done, EditConflicted | EditNotPossible):
        assert not isinstance(came, DomainError)
        assert left == (1 if what == "split" else 3)
    else:
        assert left == 1
    assert row.total_minor == row.subtotal_minor + row.shipping_minor - row.discount_minor


async def test_an_edit_that_takes_the_last_unit_is_refused_by_whoever_came_before(
    shop: Shop,
) -> None:
    tea = await shop.stocked(units=4)
    orders = [await shop.place((tea, 1)) for _ in range(3)]
    edits = []
    for order in orders:
        [line] = await shop.lines(order)
        edit = await begin_edit(shop.ctx, order.id)
        edits.append(await change_edit(shop.ctx, edit.id, [SetQuantity(line.id, 2)]))

    found = await together(*(commit_edit(shop.ctx, edit.id) for edit in edits))

    assert sum(isinstance(one, EditNotPossible) for one in found) == 2
    still = await OrderEdit.filter(status=OrderEditStatus.OPEN)
    assert len(still) == 2
    assert sum([await shop.units_held_for(order) for order in orders]) == 4
