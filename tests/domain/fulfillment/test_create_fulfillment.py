"""Making up parcels: of packed goods, never more of a line than is left to send."""

import asyncio

import pytest

from domain.fulfillment.create_fulfillment import create_fulfillment
from domain.fulfillment.errors import NotPacked, TooManyUnits
from domain.fulfillment.models import FulfillmentLine, FulfillmentOrder, FulfillmentOrderLine
from domain.fulfillment.states import FulfillmentOrderStatus, FulfillmentStatus
from domain.identity.scopes import Scope
from domain.orders.errors import OrderNotConfirmed
from domain.orders.models import Order, OrderLine
from domain.orders.states import HoldReason, OrderFulfillmentStatus
from domain.processes.hold_order import hold_order
from domain.shared.errors import (
    IdempotencyKeyReused,
    InvalidInput,
    InvalidTransition,
    NotFound,
    NotPermitted,
    VersionConflict,
)
from domain.shared.ids import new_id
from tests.shop import Shop


async def line_of(work: FulfillmentOrder) -> FulfillmentOrderLine:
    return await FulfillmentOrderLine.get(fulfillment_order_id=work.id)


async def test_one_parcel_takes_all_and_closes_the_work(shop: Shop) -> None:
    work = await shop.pack(await shop.work(units=3))

    parcel = await create_fulfillment(shop.ctx, work.id, expected_version=work.version)

    assert parcel.status is FulfillmentStatus.PENDING
    assert [line.quantity for line in await FulfillmentLine.filter(fulfillment_id=parcel.id)] == [3]
    work = await FulfillmentOrder.get(id=work.id)
    assert (work.status, work.closed_at) == (FulfillmentOrderStatus.CLOSED, shop.now)
    order = await Order.get(id=work.order_id)
    assert order.fulfillment_status is OrderFulfillmentStatus.IN_PROGRESS
    assert (await OrderLine.get(order_id=order.id)).fulfilled == 3
    assert (await shop.event_names())[-3:] == [
        "fulfillment.fulfillment_created",
        "orders.shipment_progressed",
        "fulfillment.fulfillment_order_closed",
    ]


async def test_work_stays_open_until_its_last_unit_is_in_a_parcel(shop: Shop) -> None:
    work = await shop.pack(await shop.work(units=3))
    line = await line_of(work)

    await create_fulfillment(shop.ctx, work.id, quantities={line.order_line_id: 2})
    halfway = await FulfillmentOrder.get(id=work.id)
    await create_fulfillment(shop.ctx, work.id)

    assert halfway.status is FulfillmentOrderStatus.IN_PROGRESS
    assert (await FulfillmentOrder.get(id=work.id)).status is FulfillmentOrderStatus.CLOSED
    assert sorted(await FulfillmentLine.all().values_list("quantity", flat=True)) == [1, 2]


async def test_no_unit_is_in_two_parcels(shop: Shop) -> None:
    work = await shop.pack(await shop.work(units=3))
    line = await line_of(work)
    await create_fulfillment(shop.ctx, work.id, quantities={line.order_line_id: 2})
    told = await shop.event_names()

    with pytest.raises(TooManyUnits) as refusal:
        await create_fulfillment(shop.ctx, work.id, quantities={line.order_line_id: 2})

    assert (refusal.value.requested, refusal.value.available) == (2, 1)
    assert await shop.count("fulfillment") == 1
    assert await shop.event_names() == told


async def test_two_packers_make_up_one_parcel(shop: Shop) -> None:
    work = await shop.pack(await shop.work())

    results = await asyncio.gather(
        *(create_fulfillment(shop.ctx, work.id) for _ in range(3)), return_exceptions=True
    )

    refused = [result for result in results if isinstance(result, Exception)]
    assert len(refused) == 2
    assert all(isinstance(refusal, InvalidTransition) for refusal in refused)
    assert await shop.count("fulfillment") == 1


async def test_a_repeated_call_returns_the_first_parcel(shop: Shop) -> None:
    work = await shop.pack(await shop.work(units=4))
    line = await line_of(work)
    units = {line.order_line_id: 1}

    first = await create_fulfillment(shop.ctx, work.id, quantities=units, idempotency_key="k")
    again = await create_fulfillment(shop.ctx, work.id, quantities=units, idempotency_key="k")

    assert again.id == first.id
    assert await shop.count("fulfillment") == 1
    with pytest.raises(IdempotencyKeyReused):
        await create_fulfillment(shop.ctx, work.id, idempotency_key="k")


async def test_goods_are_packed_before_they_are_a_parcel(shop: Shop) -> None:
    work = await shop.work(FulfillmentOrderStatus.IN_PROGRESS)

    with pytest.raises(NotPacked):
        await create_fulfillment(shop.ctx, work.id)

    assert await shop.count("fulfillment") == 0


@pytest.mark.parametrize(
    "status",
    sorted(
        set(FulfillmentOrderStatus)
        - {FulfillmentOrderStatus.IN_PROGRESS, FulfillmentOrderStatus.INCOMPLETE}
    ),
)
async def test_only_work_under_way_becomes_parcels(
    shop: Shop, status: FulfillmentOrderStatus
) -> None:
    work = await shop.work(status)
    parcels = await shop.count("fulfillment")

    with pytest.raises(InvalidTransition):
        await create_fulfillment(shop.ctx, work.id)

    assert await shop.count("fulfillment") == parcels


async def test_a_held_order_makes_no_parcels(shop: Shop) -> None:
    work = await shop.pack(await shop.work())
    await hold_order(shop.ctx, work.order_id, reason=HoldReason.FRAUD)

    with pytest.raises(OrderNotConfirmed):
        await create_fulfillment(shop.ctx, work.id)

    assert await shop.count("fulfillment") == 0


@pytest.mark.parametrize(
    ("units", "path"),
    [
        ([], ["lines"]),
        ([0], ["lines", "0", "quantity"]),
        ([1, -1], ["lines", "1", "quantity"]),
        ([1] * 251, ["lines"]),
    ],
)
async def test_nonsense_is_named_by_its_field(
    shop: Shop, units: list[int], path: list[str]
) -> None:
    work = await shop.pack(await shop.work())

    with pytest.raises(InvalidInput) as refusal:
        await create_fulfillment(shop.ctx, work.id, quantities={new_id(): n for n in units})

    assert refusal.value.field == path
    assert await shop.count("fulfillment") == 0


async def test_a_line_of_another_order_is_no_line(shop: Shop) -> None:
    work = await shop.pack(await shop.work())
    foreign = await line_of(await shop.work())

    with pytest.raises(NotFound):
        await create_fulfillment(shop.ctx, work.id, quantities={foreign.order_line_id: 1})

    assert await shop.count("fulfillment") == 0


async def test_only_the_warehouse_makes_up_parcels(shop: Shop) -> None:
    work = await shop.pack(await shop.work())

    with pytest.raises(NotPermitted):
        await create_fulfillment(shop.as_staff(Scope.FULFILLMENT_READ), work.id)
    with pytest.raises(NotFound):
        await create_fulfillment(shop.ctx, new_id())
    with pytest.raises(VersionConflict):
        await create_fulfillment(shop.ctx, work.id, expected_version=1)

    assert await shop.count("fulfillment") == 0
