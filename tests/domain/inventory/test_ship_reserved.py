"""Shipping takes units off the shelf, and only those that belong to the order."""

import pytest
from tortoise.transactions import in_transaction

from domain.inventory.errors import NotAllocated
from domain.inventory.models import InventoryLevel, StockMovement, StockReservation, Warehouse
from domain.inventory.release_reservations import release_reservations
from domain.inventory.ship_reserved import ship_reserved
from domain.inventory.states import MovementKind, ReservationStatus
from domain.orders.models import Order
from domain.orders.states import OrderStatus
from domain.shared.ids import new_id
from tests.shop import Shop


async def ship(shop: Shop, order: Order, units: int, *, warehouse: Warehouse | None = None) -> None:
    [line] = await shop.lines(order)
    async with in_transaction():
        await ship_reserved(
            shop.ctx,
            order_id=order.id,
            fulfillment_id=new_id(),
            warehouse_id=(warehouse or shop.main).id,
            quantities={line.id: units},
        )


async def test_shipped_units_leave_the_shelf_and_the_promise(shop: Shop) -> None:
    order = await shop.order(OrderStatus.CONFIRMED, units=4)

    await ship(shop, order, 4)

    level = await InventoryLevel.first()
    movement = await StockMovement.get(level_id=level.id, level_version=level.version)
    assert (level.on_hand, level.committed, level.available) == (6, 0, 6)
    assert (movement.kind, movement.on_hand_delta) == (MovementKind.SHIPPED, -4)
    assert movement.fulfillment_id is not None
    assert (await StockReservation.get(order_id=order.id)).status is ReservationStatus.CONSUMED


async def test_what_is_shipped_in_part_stays_promised_for_the_rest(shop: Shop) -> None:
    order = await shop.order(OrderStatus.CONFIRMED, units=4)

    await ship(shop, order, 1)

    level = await InventoryLevel.first()
    assert (level.on_hand, level.committed) == (9, 3)
    assert await shop.units_held_for(order) == 3
    async with in_transaction():
        assert await release_reservations(shop.ctx, order_id=order.id) == 3


@pytest.mark.parametrize(
    ("status", "units"),
    [(OrderStatus.PENDING, 4), (OrderStatus.CANCELED, 4), (OrderStatus.CONFIRMED, 5)],
)
async def test_units_that_do_not_belong_to_the_order_stay(
    shop: Shop, status: OrderStatus, units: int
) -> None:
    order = await shop.order(status, units=4)
    before = await shop.rows()

    with pytest.raises(NotAllocated):
        await ship(shop, order, units)

    assert await shop.rows() == before
    assert (await InventoryLevel.first()).on_hand == 10


async def test_units_lie_where_they_were_promised_and_nowhere_else(shop: Shop) -> None:
    order = await shop.order(OrderStatus.CONFIRMED, units=4)
    north = await shop.warehouse("north")

    with pytest.raises(NotAllocated):
        await ship(shop, order, 4, warehouse=north)

    assert (await InventoryLevel.first()).on_hand == 10


async def test_units_are_shipped_once(shop: Shop) -> None:
    order = await shop.order(OrderStatus.CONFIRMED, units=4)
    await ship(shop, order, 4)

    with pytest.raises(NotAllocated):
        await ship(shop, order, 4)

    assert (await InventoryLevel.first()).on_hand == 6
