"""Shipping: a parcel leaves once, with a number of its own, and only then its goods leave stock."""

import asyncio

import pytest

from domain.fulfillment.carriers.waybills import waybill_number
from domain.fulfillment.models import Fulfillment
from domain.fulfillment.ship_fulfillment import ship_fulfillment
from domain.fulfillment.states import FulfillmentStatus, TrackingStatus
from domain.identity.scopes import Scope
from domain.inventory.models import InventoryLevel, StockMovement
from domain.inventory.states import MovementKind
from domain.orders.errors import OrderNotConfirmed
from domain.orders.models import Order, OrderLine
from domain.orders.states import HoldReason, OrderFulfillmentStatus
from domain.processes.hold_order import hold_order
from domain.shared.errors import (
    AlreadyTaken,
    InvalidInput,
    InvalidTransition,
    NotFound,
    NotPermitted,
    VersionConflict,
)
from domain.shared.ids import new_id
from tests.shop import Shop

NUMBER = "1Z999AA10123456784"


async def shelf() -> tuple[int, int]:
    level = await InventoryLevel.get()
    return level.on_hand, level.committed


async def test_goods_leave_the_stock_when_the_parcel_leaves(shop: Shop) -> None:
    parcel = await shop.parcel(FulfillmentStatus.LABEL_PURCHASED, units=3)
    before = await shelf()

    parcel = await ship_fulfillment(shop.ctx, parcel.id)

    assert (parcel.status, parcel.shipped_at) == (FulfillmentStatus.SHIPPED, shop.now)
    assert (before, await shelf()) == ((10, 3), (7, 0))
    movement = await StockMovement.get(kind=MovementKind.SHIPPED)
    assert movement.fulfillment_id == parcel.id
    order = await Order.get(id=parcel.order_id)
    assert order.fulfillment_status is OrderFulfillmentStatus.FULFILLED
    assert (await OrderLine.get(order_id=order.id)).shipped == 3
    assert (await shop.event_names("fulfillment"))[-1] == "fulfillment.fulfillment_shipped"


async def test_a_number_can_be_written_by_hand(shop: Shop) -> None:
    carrier = await shop.carrier()
    parcel = await shop.parcel()

    parcel = await ship_fulfillment(
        shop.ctx, parcel.id, carrier_code=carrier.code, waybill_number=" 1z999aa10123456784 "
    )

    assert (parcel.carrier_id, parcel.waybill_number) == (carrier.id, NUMBER)


async def test_two_ships_at_once_empty_the_shelf_once(shop: Shop) -> None:
    parcel = await shop.parcel(FulfillmentStatus.LABEL_PURCHASED, units=3)

    results = await asyncio.gather(
        *(ship_fulfillment(shop.ctx, parcel.id) for _ in range(4)), return_exceptions=True
    )

    refused = [result for result in results if isinstance(result, Exception)]
    assert len(refused) == 3
    assert all(isinstance(refusal, InvalidTransition) for refusal in refused)
    assert await shelf() == (7, 0)
    assert await StockMovement.filter(kind=MovementKind.SHIPPED).count() == 1
    shipped = "fulfillment.fulfillment_shipped"
    assert (await shop.event_names()).count(shipped) == 1


async def test_a_number_is_on_one_parcel_only(shop: Shop) -> None:
    carrier = await shop.carrier()
    first, second = await shop.parcel(), await shop.parcel()
    label = {"carrier_code": carrier.code, "waybill_number": NUMBER}
    await ship_fulfillment(shop.ctx, first.id, **label)
    told = await shop.event_names()

    with pytest.raises(AlreadyTaken) as refusal:
        await ship_fulfillment(shop.ctx, second.id, **label)

    assert refusal.value.field == ["waybillNumber"]
    assert (await Fulfillment.get(id=second.id)).status is FulfillmentStatus.PENDING
    assert await StockMovement.filter(kind=MovementKind.SHIPPED).count() == 1
    assert await shop.event_names() == told


async def test_a_number_is_on_one_parcel_only_even_at_the_same_moment(shop: Shop) -> None:
    carrier = await shop.carrier()
    parcels = [await shop.parcel(), await shop.parcel()]
    label = {"carrier_code": carrier.code, "waybill_number": NUMBER}

    results = await asyncio.gather(
        *(ship_fulfillment(shop.ctx, parcel.id, **label) for parcel in parcels),
        return_exceptions=True,
    )

    assert sorted(type(result) for result in results if isinstance(result, Exception)) == [
        AlreadyTaken
    ]
    assert await Fulfillment.filter(status=FulfillmentStatus.SHIPPED).count() == 1


async def test_another_carrier_may_use_the_same_number(shop: Shop) -> None:
    for code in ["swift", "yonder"]:
        await shop.carrier(code)
        parcel = await shop.parcel()
        await ship_fulfillment(shop.ctx, parcel.id, carrier_code=code, waybill_number=NUMBER)

    assert await Fulfillment.filter(waybill_number=NUMBER).count() == 2


async def test_a_held_order_does_not_leave(shop: Shop) -> None:
    parcel = await shop.parcel(FulfillmentStatus.LABEL_PURCHASED)
    await hold_order(shop.ctx, parcel.order_id, reason=HoldReason.FRAUD)
    before = await shelf()

    with pytest.raises(OrderNotConfirmed):
        await ship_fulfillment(shop.ctx, parcel.id)

    assert (await Fulfillment.get(id=parcel.id)).status is FulfillmentStatus.LABEL_PURCHASED
    assert await shelf() == before


@pytest.mark.parametrize(
    "status",
    [
        FulfillmentStatus.SHIPPED,
        FulfillmentStatus.DELIVERED,
        FulfillmentStatus.RETURNED,
        FulfillmentStatus.CANCELED,
    ],
)
async def test_what_has_left_does_not_leave_again(shop: Shop, status: FulfillmentStatus) -> None:
    parcel = await shop.parcel(status)
    before = await shelf()

    with pytest.raises(InvalidTransition):
        await ship_fulfillment(shop.ctx, parcel.id)

    assert (await Fulfillment.get(id=parcel.id)).version == parcel.version
    assert await shelf() == before


@pytest.mark.parametrize(
    ("label", "path"),
    [
        ({}, ["carrier"]),
        ({"waybill_number": NUMBER}, ["carrier"]),
        ({"carrier_code": "swift"}, ["waybillNumber"]),
        ({"carrier_code": "swift", "waybill_number": ""}, ["waybillNumber"]),
        ({"carrier_code": "swift", "waybill_number": "A\x00123456"}, ["waybillNumber"]),
        ({"carrier_code": "swift", "waybill_number": "9" * 41}, ["waybillNumber"]),
        (  # a slip of the hand in one of our own numbers
            {"carrier_code": "swift", "waybill_number": waybill_number("swift", 1)[:-1] + "0"},
            ["waybillNumber"],
        ),
    ],
)
async def test_a_parcel_leaves_with_a_label_that_makes_sense(
    shop: Shop, label: dict[str, str], path: list[str]
) -> None:
    await shop.carrier()
    parcel = await shop.parcel()

    with pytest.raises(InvalidInput) as refusal:
        await ship_fulfillment(shop.ctx, parcel.id, **label)

    assert refusal.value.field == path
    assert (await Fulfillment.get(id=parcel.id)).status is FulfillmentStatus.PENDING


@pytest.mark.parametrize(
    ("label", "path"),
    [
        ({"carrier_code": "yonder"}, ["carrier"]),
        ({"waybill_number": NUMBER}, ["waybillNumber"]),
    ],
)
async def test_the_label_on_the_parcel_is_the_one_that_counts(
    shop: Shop, label: dict[str, str], path: list[str]
) -> None:
    await shop.carrier("yonder")
    parcel = await shop.parcel(FulfillmentStatus.LABEL_PURCHASED)

    with pytest.raises(InvalidInput) as refusal:
        await ship_fulfillment(shop.ctx, parcel.id, **label)

    assert refusal.value.field == path
    assert (await Fulfillment.get(id=parcel.id)).status is FulfillmentStatus.LABEL_PURCHASED


async def test_a_carrier_quicker_than_our_keyboard_still_delivers(shop: Shop) -> None:
    parcel = await shop.parcel(FulfillmentStatus.LABEL_PURCHASED)
    await shop.hear(parcel, TrackingStatus.DELIVERED)

    parcel = await ship_fulfillment(shop.ctx, parcel.id)

    assert parcel.status is FulfillmentStatus.DELIVERED
    order = await Order.get(id=parcel.order_id)
    assert order.fulfillment_status is OrderFulfillmentStatus.DELIVERED


async def test_only_the_warehouse_ships(shop: Shop) -> None:
    parcel = await shop.parcel(FulfillmentStatus.LABEL_PURCHASED)

    with pytest.raises(NotPermitted):
        await ship_fulfillment(shop.as_staff(Scope.FULFILLMENT_READ), parcel.id)
    with pytest.raises(NotFound):
        await ship_fulfillment(shop.ctx, new_id())
    with pytest.raises(VersionConflict):
        await ship_fulfillment(shop.ctx, parcel.id, expected_version=1)

    assert (await Fulfillment.get(id=parcel.id)).status is FulfillmentStatus.LABEL_PURCHASED


async def test_nobody_drives_under_an_unknown_code(shop: Shop) -> None:
    parcel = await shop.parcel()

    with pytest.raises(NotFound):
        await ship_fulfillment(shop.ctx, parcel.id, carrier_code="nobody", waybill_number=NUMBER)

    assert (await Fulfillment.get(id=parcel.id)).status is FulfillmentStatus.PENDING
