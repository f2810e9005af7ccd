"""Counting what came back: as it is, not as it was announced."""

import asyncio

import pytest

from domain.identity.scopes import Scope
from domain.inventory.models import Warehouse
from domain.orders.errors import ReturnExceedsDelivered
from domain.orders.models import Order, OrderLine
from domain.returns.models import Return
from domain.returns.states import ReturnStatus
from domain.shared.errors import (
    InvalidInput,
    InvalidTransition,
    NotFound,
    NotPermitted,
)
from domain.shared.ids import new_id
from tests.shop import Shop


async def counters(row: Return) -> list[tuple[int, int]]:
    lines = await OrderLine.filter(order_id=row.order_id).order_by("position")
    return [(line.return_requested, line.returned) for line in lines]


async def test_goods_come_in_parts_until_all_that_was_announced_is_there(shop: Shop) -> None:
    row = await shop.back(ReturnStatus.APPROVED, units=3)

    first = await shop.count_goods(row, 1)
    halfway = await counters(row)
    last = await shop.count_goods(row, 2)

    assert (first.status, first.received_at) == (ReturnStatus.PARTIALLY_RECEIVED, None)
    assert halfway == [(2, 1)]
    assert (last.status, last.received_at) == (ReturnStatus.RECEIVED, shop.now)
    assert await counters(row) == [(0, 3)]


async def test_what_is_missing_is_shown_and_nobody_waits_for_it(shop: Shop) -> None:
    row = await shop.back(ReturnStatus.IN_TRANSIT, units=3)

    received = await shop.count_goods(row, 1, is_last=True)

    (line,) = await shop.lines_back(received)
    assert received.status is ReturnStatus.RECEIVED
    assert (line.quantity, line.received) == (3, 1)
    assert await counters(row) == [(0, 1)]  # the other two can be asked for again


async def test_nothing_may_come_at_all(shop: Shop) -> None:
    row = await shop.back(ReturnStatus.IN_TRANSIT)

    received = await shop.count_goods(row, {}, is_last=True)
    closed = await shop.look_at(received)

    assert closed.status is ReturnStatus.CLOSED
    assert await counters(row) == [(0, 0)]
    assert (await Order.get(id=row.order_id)).refunded_minor == 0


async def test_more_may_come_than_was_announced_but_never_more_than_was_delivered(
    shop: Shop,
) -> None:
    order = await shop.delivered(units=3)
    row = await shop.ask_back(order, 1)
    row = await shop.agree(row)
    before = await shop.rows()

    with pytest.raises(ReturnExceedsDelivered):
        await shop.count_goods(row, 4)
    assert await shop.rows() == before
    received = await shop.count_goods(row, 3)

    (line,) = await shop.lines_back(row)
    assert (received.status, line.quantity, line.received) == (ReturnStatus.RECEIVED, 1, 3)
    assert await counters(row) == [(0, 3)]


async def test_a_line_that_nobody_announced_is_counted_too(shop: Shop) -> None:
    order = await shop.delivered_of_two_lines()
    announced, other = await shop.lines(order)
    row = await shop.ask_back(order, {announced.id: 1})
    row = await shop.agree(row)

    received = await shop.count_goods(row, {other.id: 1}, is_last=True)

    lines = [(line.quantity, line.received) for line in await shop.lines_back(received)]
    assert lines == [(1, 0), (0, 1)]
    assert await counters(row) == [(0, 0), (0, 1)]


async def test_two_who_count_at_once_count_each_unit_once(shop: Shop) -> None:
    row = await shop.back(ReturnStatus.APPROVED, units=2)

    results = await asyncio.gather(
        *(shop.count_goods(row, 1) for _ in range(3)), return_exceptions=True
    )

    refused = [each for each in results if isinstance(each, Exception)]
    assert [type(each) for each in refused] == [InvalidTransition]  # it was received by then
    assert await counters(row) == [(0, 2)]
    (line,) = await shop.lines_back(row)
    assert line.received == 2


async def test_the_same_count_sent_again_counts_once(shop: Shop) -> None:
    row = await shop.back(ReturnStatus.APPROVED, units=3)

    await shop.count_in(shop.main, row, 1, key="k")
    again = await shop.count_in(shop.main, row, 1, key="k")

    assert again.version == 3
    assert await counters(row) == [(2, 1)]


async def test_a_return_is_counted_in_one_warehouse(shop: Shop) -> None:
    row = await shop.back(ReturnStatus.APPROVED, units=2)
    annex = await shop.warehouse("annex")
    await shop.count_in(shop.main, row, 1)

    with pytest.raises(InvalidInput) as refusal:
        await shop.count_in(annex, row, 1)

    assert refusal.value.field == ["warehouseId"]


async def test_who_counts_works_in_a_warehouse_and_says_what_came(shop: Shop) -> None:
    row = await shop.back(ReturnStatus.APPROVED)
    other = await shop.delivered()
    (foreign,) = await shop.lines(other)
    before = await shop.rows()

    with pytest.raises(NotPermitted):
        await shop.count_in(shop.main, row, 1, ctx=shop.as_staff(Scope.ORDERS_WRITE))
    with pytest.raises(NotFound):
        await shop.count_goods(row, {foreign.id: 1})
    with pytest.raises(NotFound):
        await shop.count_in(Warehouse(id=new_id()), row, 1)
    with pytest.raises(InvalidInput):
        await shop.count_goods(row, {})
    with pytest.raises(InvalidInput):
        await shop.count_goods(row, dict.fromkeys([foreign.id], 0))

    assert await shop.rows() == before


async def test_what_nobody_agreed_to_is_not_counted(shop: Shop) -> None:
    row = await shop.back(ReturnStatus.REQUESTED)

    with pytest.raises(InvalidTransition):
        await shop.count_goods(row, 1)
