"""Confirming: the order and its work, both or neither."""

import asyncio

import pytest

from domain.identity.scopes import Scope
from domain.orders.models import Order
from domain.orders.states import OrderStatus
from domain.processes.confirm_order import confirm_order
from domain.shared.errors import InvalidTransition, NotFound, NotPermitted, VersionConflict
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests.shop import Shop


async def test_a_confirmed_order_has_work(shop: Shop) -> None:
    order = await shop.order()

    order = await confirm_order(shop.ctx, order.id, expected_version=order.version)

    assert order.status is OrderStatus.CONFIRMED
    assert len(await shop.works_of(order)) == 1
    assert order.version == (await Order.get(id=order.id)).version == 3


async def test_the_work_is_the_shops_doing_because_of_the_request(shop: Shop) -> None:
    ctx = shop.ctx
    order = await shop.order()

    await confirm_order(ctx, order.id)

    confirmed = await EventRow.get(type="orders.order_confirmed")
    opened = await EventRow.get(type="fulfillment.fulfillment_order_opened")
    assert (confirmed.actor, opened.actor) == (shop.admin.key, "system")
    assert confirmed.request_id == opened.request_id == opened.cause_id == ctx.request_id


async def test_confirming_at_once_confirms_once(shop: Shop) -> None:
    order = await shop.order()

    results = await asyncio.gather(
        *(confirm_order(shop.ctx, order.id) for _ in range(4)), return_exceptions=True
    )

    refused = [result for result in results if isinstance(result, Exception)]
    assert [type(refusal) for refusal in refused] == [InvalidTransition] * 3
    assert await shop.count("fulfillment_order") == 1


@pytest.mark.parametrize("status", sorted(set(OrderStatus) - {OrderStatus.PENDING}))
async def test_only_a_pending_order_is_confirmed(shop: Shop, status: OrderStatus) -> None:
    order = await shop.order(status)
    before = await shop.count("fulfillment_order")

    with pytest.raises(InvalidTransition):
        await confirm_order(shop.ctx, order.id)

    assert await shop.count("fulfillment_order") == before


async def test_only_those_who_run_orders_confirm(shop: Shop) -> None:
    order = await shop.order()

    with pytest.raises(NotPermitted):
        await confirm_order(shop.as_staff(Scope.ORDERS_READ), order.id)
    with pytest.raises(NotFound):
        await confirm_order(shop.ctx, new_id())
    with pytest.raises(VersionConflict):
        await confirm_order(shop.ctx, order.id, expected_version=7)

    assert await shop.count("fulfillment_order") == 0
