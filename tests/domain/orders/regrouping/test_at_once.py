"""Two at once: whoever comes second finds what the first has made of it, and nobody waits for ever.

Each pair is tried from both sides, several times.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from domain.finance.models import Payment
from domain.finance.refund_payment import refund_payment
from domain.fulfillment.models import FulfillmentOrder
from domain.fulfillment.split_fulfillment_order import split_fulfillment_order
from domain.fulfillment.start_picking import start_picking
from domain.fulfillment.states import FulfillmentOrderStatus
from domain.orders.models import Order
from domain.orders.states import CancelReason, OrderStatus
from domain.processes.cancel_order import cancel_order
from domain.processes.confirm_order import confirm_order
from domain.processes.merge_orders import merge_orders
from domain.processes.split_order import split_order
from domain.processes.sweep import sweep
from domain.processes.unmerge_order import unmerge_order
from domain.shared import sql
from domain.shared.errors import DomainError
from domain.shared.ids import new_id
from tests.domain.orders.conservation import (
    assert_orders_tell_their_whole_story,
    assert_stock_is_conserved,
)
from tests.domain.orders.regrouping.test_merge_orders import two
from tests.shop import Shop

ROUNDS = 4
Contest = Callable[[Shop], Awaitable[list[Awaitable[Any]]]]


def merging(shop: Shop, target: Order, source: Order) -> Awaitable[Any]:
    return merge_orders(shop.ctx, target.id, {source.id: None}, idempotency_key=str(new_id()))


async def splitting(shop: Shop, order: Order, units: int = 1) -> Awaitable[Any]:
    (line,) = await shop.lines(order)
    return split_order(shop.ctx, order.id, units={line.id: units}, idempotency_key=str(new_id()))


async def opposite_merges(shop: Shop) -> list[Awaitable[Any]]:
    first, second = await two(shop)
    return [merging(shop, first, second), merging(shop, second, first)]


async def a_ring_of_merges(shop: Shop) -> list[Awaitable[Any]]:
    a, b, c = await two(shop, count=3)
    return [merging(shop, a, b), merging(shop, b, c), merging(shop, c, a)]


async def merge_and_payment(shop: Shop) -> list[Awaitable[Any]]:
    first, second = await two(shop)
    return [merging(shop, first, second), shop.capture(second.id, 700)]


async def merge_and_refund(shop: Shop) -> list[Awaitable[Any]]:
    first, second = await two(shop)
    paid = await shop.capture(second.id, 700)
    return [
        merging(shop, first, second),
        refund_payment(shop.ctx, paid.id, idempotency_key=str(new_id())),
    ]


async def merge_and_picking(shop: Shop) -> list[Awaitable[Any]]:
    first, second = await two(shop)
    (work,) = await shop.works_of(second)
    return [merging(shop, first, second), start_picking(shop.ctx, work.id)]


async def merge_and_cancel(shop: Shop) -> list[Awaitable[Any]]:
    first, second = await two(shop)
    return [
        merging(shop, first, second),
        cancel_order(shop.ctx, first.id, reason=CancelReason.OTHER),
    ]


async def merge_and_confirm(shop: Shop) -> list[Awaitable[Any]]:
    first, second = await two(shop, confirmed=False)
    return [merging(shop, first, second), confirm_order(shop.ctx, second.id)]


async def merge_and_expiry(shop: Shop) -> list[Awaitable[Any]]:
    first, second = await two(shop, confirmed=False)
    shop.later(minutes=31)
    return [merging(shop, first, second), sweep(shop.as_system)]


async def unmerge_and_picking(shop: Shop) -> list[Awaitable[Any]]:
    first, second = await two(shop)
    await merging(shop, first, second)
    work = await FulfillmentOrder.get(order_id=first.id, status=FulfillmentOrderStatus.OPEN)
    return [
        unmerge_order(shop.ctx, second.id, idempotency_key=str(new_id())),
        start_picking(shop.ctx, work.id),
    ]


async def unmerge_twice(shop: Shop) -> list[Awaitable[Any]]:
    first, second, third = await two(shop, count=3)
    sources = {second.id: None, third.id: None}
    await merge_orders(shop.ctx, first.id, sources, idempotency_key=None)
    return [
        unmerge_order(shop.ctx, one.id, idempotency_key=str(new_id())) for one in (second, third)
    ]


async def unmerge_and_merge(shop: Shop) -> list[Awaitable[Any]]:
    first, second, third = await two(shop, count=3)
    await merging(shop, first, second)
    return [
        unmerge_order(shop.ctx, second.id, idempotency_key=str(new_id())),
        merging(shop, third, first),
    ]


async def split_and_cancel(shop: Shop) -> list[Awaitable[Any]]:
    order, _ = await two(shop)
    return [
        await splitting(shop, order),
        cancel_order(shop.ctx, order.id, reason=CancelReason.OTHER),
    ]


async def split_and_picking(shop: Shop) -> list[Awaitable[Any]]:
    order, _ = await two(shop)
    (work,) = await shop.works_of(order)
    return [await splitting(shop, order), start_picking(shop.ctx, work.id)]


async def splits_of_the_same_units(shop: Shop) -> list[Awaitable[Any]]:
    order, _ = await two(shop)
    return [await splitting(shop, order), await splitting(shop, order)]


async def split_and_merge(shop: Shop) -> list[Awaitable[Any]]:
    first, second = await two(shop)
    return [await splitting(shop, second), merging(shop, first, second)]


async def split_of_work_and_of_its_order(shop: Shop) -> list[Awaitable[Any]]:
    order, _ = await two(shop)
    (work,) = await shop.works_of(order)
    (line,) = await shop.lines(order)
    return [
        await splitting(shop, order),
        split_fulfillment_order(
            shop.ctx, work.id, units={line.id: 1}, idempotency_key=str(new_id())
        ),
    ]


# How many of them may succeed.
CONTESTS: dict[Contest, set[int]] = {
    opposite_merges: {1},
    a_ring_of_merges: {1, 2},
    merge_and_payment: {1, 2},
    merge_and_refund: {1, 2},
    merge_and_picking: {1},
    merge_and_cancel: {1, 2},
    merge_and_confirm: {1},
    merge_and_expiry: {1, 2},
    unmerge_and_picking: {1},
    unmerge_twice: {1},
    unmerge_and_merge: {1, 2},
    split_and_cancel: {1, 2},
    split_and_picking: {1, 2},
    splits_of_the_same_units: {1},
    split_and_merge: {1, 2},
    split_of_work_and_of_its_order: {1, 2},
}


@pytest.mark.parametrize("contest", CONTESTS, ids=lambda contest: contest.__name__)
async def test_nothing_is_half_done_and_nobody_waits_for_ever(shop: Shop, contest: Contest) -> None:
    for turn in range(ROUNDS):
        contestants = await contest(shop)
        results = await asyncio.gather(*contestants[:: 1 - 2 * (turn % 2)], return_exceptions=True)

        refused = [result for result in results if isinstance(result, BaseException)]
        assert all(isinstance(one, DomainError) for one in refused), refused
        assert len(results) - len(refused) in CONTESTS[contest]
    await assert_stock_is_conserved()
    await assert_orders_tell_their_whole_story()
    await assert_money_is_where_it_is_said_to_be()
    await assert_work_is_what_is_set_apart()


async def assert_money_is_where_it_is_said_to_be() -> None:
    for order in await Order.all():
        payments = await Payment.filter(order_id=order.id)
        assert order.captured_minor == sum(one.captured_minor for one in payments)
        assert order.refunded_minor == sum(one.refunded_minor for one in payments)
        lines = await sql.value(
            "SELECT coalesce(sum(total_minor), 0) FROM order_line WHERE order_id = $1", order.id
        )
        assert order.total_minor == lines + order.shipping_minor


async def assert_work_is_what_is_set_apart() -> None:
    rows = await sql.rows(
        "SELECT o.status, (SELECT coalesce(sum(l.quantity), 0) FROM fulfillment_order f"
        " JOIN fulfillment_order_line l ON l.fulfillment_order_id = f.id"
        " WHERE f.order_id = o.id AND f.status IN ('open', 'in_progress')) AS work,"
        " (SELECT coalesce(sum(r.quantity), 0) FROM stock_reservation r"
        " WHERE r.order_id = o.id AND r.status = 'committed') AS held FROM sales_order o"
    )
    assert all(row["work"] == row["held"] for row in rows)
    assert all(row["held"] for row in rows if row["status"] == OrderStatus.CONFIRMED)
