"""Following orders: one's own, those one asks for, and only for as long as one may see them."""

from typing import Any

import pytest

from domain.orders.models import Order
from domain.orders.states import CancelReason, HoldReason
from domain.processes.cancel_order import cancel_order
from domain.processes.hold_order import hold_order
from tests.graph import Graph
from tests.schema.stage import gid
from tests.shop import Shop
from tests.wire import Refused

ONE = """
subscription($id: ID!) {
  orderUpdated(id: $id) { event { type } previousStatus order { number status } }
}
"""
MANY = """
subscription($where: OrderFeedWhere) {
  orderFeed(where: $where) { event { type } previousStatus order { number status } }
}
"""


async def test_an_item_says_where_the_order_stood_before_if_it_moved(
    graph: Graph, shop: Shop
) -> None:
    order = await shop.order()
    await graph.tell()

    async with graph.follow(shop.admin, ONE, id=gid(order)) as live:
        await hold_order(shop.ctx, order.id, reason=HoldReason.ADDRESS)
        await shop.capture(order.id)
        await graph.tell()
        held, paid = await live.next(), await live.next()

    assert held["event"]["type"] == "orders.order_held"
    assert held["previousStatus"] == "PENDING"
    assert held["order"]["status"] == "ON_HOLD"
    assert paid["event"]["type"] == "orders.payment_recorded"
    assert paid["previousStatus"] is None


async def test_a_customers_feed_has_their_own_orders_alone(graph: Graph, shop: Shop) -> None:
    mine, theirs = await shop.customer(), await shop.customer()
    variant = await shop.variant()
    await shop.stock(variant, 10)

    async with graph.follow(shop.as_customer(mine), MANY) as live:
        await shop.place((variant, 1), customer=theirs)
        await shop.place((variant, 1))
        order = await shop.place((variant, 1), customer=mine)
        await graph.tell()
        first = await live.next()

    assert first["order"]["number"] == order.number


async def test_a_feed_has_the_orders_that_are_asked_for(graph: Graph, shop: Shop) -> None:
    await shop.channel("market")
    customer = await shop.customer()
    variant = await shop.variant()
    await shop.stock(variant, 10)

    async def first(where: dict[str, Any]) -> str:
        async with graph.follow(shop.admin, MANY, where=where) as live:
            other = await shop.place((variant, 1))
            await cancel_order(shop.ctx, other.id, reason=CancelReason.FRAUD)
            mine = await shop.place((variant, 1), customer=customer)
            await graph.tell()
            number: str = (await live.next())["order"]["number"]
        return {mine.number: "the customer's", other.number: "the other"}[number]

    assert await first({"customer": {"eq": gid(customer)}}) == "the customer's"
    assert await first({"status": {"eq": "PENDING"}}) == "the customer's"
    assert await first({"status": {"oneOf": ["CANCELED"]}}) == "the other"
    assert await first({"channel": {"eq": "web"}}) == "the other"


async def test_whoever_may_see_an_order_no_longer_hears_no_more_of_it(
    graph: Graph, shop: Shop
) -> None:
    customer, other = await shop.customer(), await shop.customer()
    variant = await shop.variant()
    await shop.stock(variant, 10)
    order = await shop.place((variant, 1), customer=customer)
    await graph.tell()

    async with graph.follow(shop.as_customer(customer), ONE, id=gid(order)) as live:
        await Order.filter(id=order.id).update(customer_id=other.id)
        await hold_order(shop.ctx, order.id, reason=HoldReason.FRAUD)
        await graph.tell()
        with pytest.raises(Refused) as refused:
            await live.next()
        with pytest.raises(StopAsyncIteration):
            await live.next()

    assert refused.value.codes == ["NOT_FOUND"]
    assert order.number not in str(refused.value)
