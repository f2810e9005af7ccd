"""Splitting work: for other hands, or for another parcel, in the same warehouse."""

import pytest

from domain.fulfillment.errors import TooManyUnits
from domain.fulfillment.models import FulfillmentOrder, FulfillmentOrderLine
from domain.fulfillment.split_fulfillment_order import split_fulfillment_order
from domain.fulfillment.states import FulfillmentOrderStatus, FulfillmentStatus
from domain.orders.models import Order
from domain.orders.states import OrderStatus
from domain.shared.errors import (
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


async def units(work: FulfillmentOrder) -> int:
    lines = await FulfillmentOrderLine.filter(fulfillment_order_id=work.id)
    return sum(line.quantity for line in lines)


async def test_some_of_the_work_becomes_work_of_its_own(shop: Shop) -> None:
    work = await shop.work(units=3)
    (line,) = await FulfillmentOrderLine.filter(fulfillment_order_id=work.id)

    left, new = await split_fulfillment_order(
        shop.ctx, work.id, units={line.order_line_id: 1}, idempotency_key=None
    )

    assert (await units(left), await units(new)) == (2, 1)
    assert (new.warehouse_id, new.order_id) == (work.warehouse_id, work.order_id)
    assert new.status is left.status is FulfillmentOrderStatus.OPEN
    assert (await shop.event_names("fulfillment_order"))[-2:] == [
        "fulfillment.fulfillment_order_opened",
        "fulfillment.fulfillment_order_split",
    ]
    await assert_orders_tell_their_whole_story()


async def test_each_part_is_packed_and_sent_by_itself(shop: Shop) -> None:
    work = await shop.work(units=3)
    (line,) = await FulfillmentOrderLine.filter(fulfillment_order_id=work.id)
    parts = await split_fulfillment_order(
        shop.ctx, work.id, units={line.order_line_id: 1}, idempotency_key=None
    )

    for part in parts:
        parcel = await shop.send(await shop.parcel_of(part))
        assert parcel.status is FulfillmentStatus.SHIPPED

    order = await Order.get(id=work.order_id)
    assert order.status is OrderStatus.CONFIRMED
    assert [line.shipped for line in await shop.lines(order)] == [3]
    await assert_stock_is_conserved()


async def test_sent_again_it_is_split_once(shop: Shop) -> None:
    work = await shop.work(units=3)
    (line,) = await FulfillmentOrderLine.filter(fulfillment_order_id=work.id)
    part = {line.order_line_id: 1}

    _, new = await split_fulfillment_order(shop.ctx, work.id, units=part, idempotency_key="k")
    before = await shop.rows()
    _, again = await split_fulfillment_order(shop.ctx, work.id, units=part, idempotency_key="k")

    assert again.id == new.id
    assert await shop.rows() == before


@pytest.mark.parametrize(
    "status", [one for one in FulfillmentOrderStatus if one is not FulfillmentOrderStatus.OPEN]
)
async def test_only_work_that_nobody_has_begun_is_split(
    shop: Shop, status: FulfillmentOrderStatus
) -> None:
    work = await shop.work(status)
    before = await shop.rows()

    with pytest.raises(InvalidTransition):
        await split_fulfillment_order(shop.ctx, work.id, units={new_id(): 1}, idempotency_key=None)

    assert await shop.rows() == before


async def test_what_cannot_leave(shop: Shop) -> None:
    work = await shop.work(units=3)
    (line,) = await FulfillmentOrderLine.filter(fulfillment_order_id=work.id)
    before = await shop.rows()

    async def split(ordered: int, **more: int) -> None:
        wanted = {line.order_line_id: ordered}
        await split_fulfillment_order(shop.ctx, work.id, units=wanted, idempotency_key=None, **more)

    with pytest.raises(InvalidInput, match="stay"):
        await split(3)
    with pytest.raises(TooManyUnits):
        await split(4)
    with pytest.raises(InvalidInput):
        await split(0)
    with pytest.raises(VersionConflict):
        await split(1, expected_version=7)
    with pytest.raises(NotFound):
        await split_fulfillment_order(shop.ctx, work.id, units={new_id(): 1}, idempotency_key=None)
    with pytest.raises(InvalidInput):
        await split_fulfillment_order(shop.ctx, work.id, units={}, idempotency_key=None)
    with pytest.raises(NotPermitted):
        await split_fulfillment_order(
            shop.as_staff("orders:write"),
            work.id,
            units={line.order_line_id: 1},
            idempotency_key=None,
        )
    assert await shop.rows() == before
