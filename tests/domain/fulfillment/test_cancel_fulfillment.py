"""Unpacking a parcel: it does not leave, its number is void, and its units become work again."""

import asyncio

import pytest

from domain.fulfillment.cancel_fulfillment import cancel_fulfillment
from domain.fulfillment.create_fulfillment import create_fulfillment
from domain.fulfillment.models import Fulfillment, FulfillmentOrder, FulfillmentOrderLine
from domain.fulfillment.ship_fulfillment import ship_fulfillment
from domain.fulfillment.states import FulfillmentOrderStatus, FulfillmentStatus
from domain.identity.scopes import Scope
from domain.orders.models import Order, OrderLine
from domain.orders.states import CancelReason, HoldReason, OrderFulfillmentStatus, OrderStatus
from domain.processes.cancel_order import cancel_order
from domain.processes.hold_order import hold_order
from domain.shared.errors import InvalidTransition, NotFound, NotPermitted, VersionConflict
from domain.shared.ids import new_id
from tests.shop import Shop


async def test_its_units_become_new_work_in_the_same_warehouse(shop: Shop) -> None:
    parcel = await shop.parcel(FulfillmentStatus.LABEL_PURCHASED, units=3)

    parcel = await cancel_fulfillment(shop.ctx, parcel.id, expected_version=parcel.version)

    assert parcel.status is FulfillmentStatus.CANCELED
    old = await FulfillmentOrder.get(id=parcel.fulfillment_order_id)
    new = await FulfillmentOrder.get(status=FulfillmentOrderStatus.OPEN)
    assert (old.status, new.warehouse_id) == (FulfillmentOrderStatus.CLOSED, old.warehouse_id)
    assert (await FulfillmentOrderLine.get(fulfillment_order_id=new.id)).quantity == 3
    order = await Order.get(id=parcel.order_id)
    assert order.fulfillment_status is OrderFulfillmentStatus.UNFULFILLED
    assert (await OrderLine.get(order_id=order.id)).fulfilled == 0
    assert await shop.units_held_for(order) == 3
    assert (await shop.event_names("fulfillment"))[-1] == "fulfillment.fulfillment_canceled"


async def test_work_still_under_way_takes_them_back_itself(shop: Shop) -> None:
    work = await shop.pack(await shop.work(units=3))
    line = await FulfillmentOrderLine.get(fulfillment_order_id=work.id)
    parcel = await create_fulfillment(shop.ctx, work.id, quantities={line.order_line_id: 1})

    await cancel_fulfillment(shop.ctx, parcel.id)
    await create_fulfillment(shop.ctx, work.id, quantities={line.order_line_id: 3})

    assert await shop.count("fulfillment_order") == 1
    assert (await OrderLine.get(order_id=work.order_id)).fulfilled == 3


async def test_the_new_work_can_be_sent(shop: Shop) -> None:
    parcel = await cancel_fulfillment(shop.ctx, (await shop.parcel()).id)
    new = await FulfillmentOrder.get(status=FulfillmentOrderStatus.OPEN)

    again = await shop.send(await shop.parcel_of(new))

    assert again.status is FulfillmentStatus.SHIPPED
    order = await Order.get(id=parcel.order_id)
    assert order.fulfillment_status is OrderFulfillmentStatus.FULFILLED
    assert await shop.units_held_for(order) == 0


async def test_the_order_can_be_cancelled_again(shop: Shop) -> None:
    parcel = await cancel_fulfillment(shop.ctx, (await shop.parcel()).id)

    order = await cancel_order(shop.ctx, parcel.order_id, reason=CancelReason.CUSTOMER)

    assert order.status is OrderStatus.CANCELED
    assert await shop.units_held_for(order) == 0


async def test_the_work_of_a_held_order_is_held(shop: Shop) -> None:
    parcel = await shop.parcel()
    await hold_order(shop.ctx, parcel.order_id, reason=HoldReason.ADDRESS)

    await cancel_fulfillment(shop.ctx, parcel.id)

    works = await FulfillmentOrder.filter(order_id=parcel.order_id).order_by("id")
    assert [work.status for work in works] == [
        FulfillmentOrderStatus.CLOSED,
        FulfillmentOrderStatus.ON_HOLD,
    ]


@pytest.mark.parametrize(
    "status", sorted(set(FulfillmentStatus) - {FulfillmentStatus.PENDING, "label_purchased"})
)
async def test_what_has_left_cannot_be_unpacked(shop: Shop, status: FulfillmentStatus) -> None:
    parcel = await shop.parcel(status)
    works = await shop.count("fulfillment_order")

    with pytest.raises(InvalidTransition):
        await cancel_fulfillment(shop.ctx, parcel.id)

    assert (await Fulfillment.get(id=parcel.id)).version == parcel.version
    assert await shop.count("fulfillment_order") == works


async def test_a_parcel_leaves_or_is_unpacked_but_not_both(shop: Shop) -> None:
    for _ in range(3):
        parcel = await shop.parcel(FulfillmentStatus.LABEL_PURCHASED)

        results = await asyncio.gather(
            ship_fulfillment(shop.ctx, parcel.id),
            cancel_fulfillment(shop.ctx, parcel.id),
            return_exceptions=True,
        )

        refused = [result for result in results if isinstance(result, Exception)]
        assert [type(refusal) for refusal in refused] == [InvalidTransition]
        line = await OrderLine.get(order_id=parcel.order_id)
        assert (line.shipped, line.fulfilled) in {(2, 2), (0, 0)}


async def test_only_the_warehouse_unpacks(shop: Shop) -> None:
    parcel = await shop.parcel()

    with pytest.raises(NotPermitted):
        await cancel_fulfillment(shop.as_staff(Scope.FULFILLMENT_READ), parcel.id)
    with pytest.raises(NotFound):
        await cancel_fulfillment(shop.ctx, new_id())
    with pytest.raises(VersionConflict):
        await cancel_fulfillment(shop.ctx, parcel.id, expected_version=7)

    assert (await Fulfillment.get(id=parcel.id)).status is FulfillmentStatus.PENDING
