"""Releasing: units that an order no longer needs can be promised again, once."""

import pytest
from tortoise.transactions import in_transaction

from domain.inventory.models import InventoryLevel, StockMovement, StockReservation
from domain.inventory.release_reservations import release_reservations
from domain.inventory.states import MovementKind, ReservationStatus
from domain.orders.states import OrderStatus
from tests.shop import Shop


@pytest.mark.parametrize("status", [OrderStatus.PENDING, OrderStatus.CONFIRMED])
async def test_held_and_committed_units_come_back(shop: Shop, status: OrderStatus) -> None:
    order = await shop.order(status, units=4)

    async with in_transaction():
        units = await release_reservations(shop.ctx, order_id=order.id)

    level = await InventoryLevel.first()
    movement = await StockMovement.get(level_id=level.id, level_version=level.version)
    assert units == 4
    assert (level.on_hand, level.reserved, level.committed) == (10, 0, 0)
    assert movement.kind is MovementKind.RELEASED
    assert (await StockReservation.get(order_id=order.id)).status is ReservationStatus.RELEASED


async def test_releasing_twice_gives_back_once(shop: Shop) -> None:
    order = await shop.order()
    async with in_transaction():
        await release_reservations(shop.ctx, order_id=order.id)
    before = await shop.rows()

    async with in_transaction():
        units = await release_reservations(shop.ctx, order_id=order.id)

    assert units == 0
    assert await shop.rows() == before


async def test_only_what_was_held_for_a_while_runs_out_of_time(shop: Shop) -> None:
    held, committed = await shop.order(units=2), await shop.order(OrderStatus.CONFIRMED, units=3)

    async with in_transaction():
        units = [
            await release_reservations(shop.ctx, order_id=order.id, expired=True)
            for order in (held, committed)
        ]

    assert units == [2, 0]
    assert (await StockReservation.get(order_id=held.id)).status is ReservationStatus.EXPIRED
    assert (await StockReservation.get(order_id=committed.id)).status is ReservationStatus.COMMITTED
