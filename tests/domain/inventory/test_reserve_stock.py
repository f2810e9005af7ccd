"""Reserving: all lines or none, from the right shelves, and never more than there is."""

from datetime import timedelta

import pytest
from tortoise.transactions import in_transaction

from domain.catalog.models import ProductVariant
from domain.inventory.allocation import Allocation, Demand
from domain.inventory.errors import InsufficientStock
from domain.inventory.models import InventoryLevel, StockReservation, Warehouse
from domain.inventory.reserve_stock import reserve_stock
from domain.inventory.states import ReservationStatus
from domain.shared.ids import new_id
from tests.shop import Shop


async def reserve(shop: Shop, *wanted: tuple[ProductVariant, int]) -> list[Allocation]:
    async with in_transaction():
        return await reserve_stock(
            shop.ctx,
            order_id=new_id(),
            demands=[Demand(new_id(), variant.id, units) for variant, units in wanted],
            expires_at=shop.now + timedelta(minutes=30),
        )


async def test_reserved_units_stay_on_the_shelf_but_cannot_be_promised_again(shop: Shop) -> None:
    variant = await shop.variant()
    level = await shop.stock(variant, 10)

    [allocation] = await reserve(shop, (variant, 4))

    level = await InventoryLevel.get(id=level.id)
    reservation = await StockReservation.get(order_line_id=allocation.order_line_id)
    assert (level.on_hand, level.reserved, level.available) == (10, 4, 6)
    assert (reservation.quantity, reservation.status) == (4, ReservationStatus.ACTIVE)
    assert reservation.expires_at == shop.now + timedelta(minutes=30)
    assert await shop.event_names() == ["inventory.stock_moved"]


async def test_two_lines_of_one_variant_make_one_movement_and_two_promises(shop: Shop) -> None:
    variant = await shop.variant()
    level = await shop.stock(variant, 10)

    await reserve(shop, (variant, 4), (variant, 5))

    level = await InventoryLevel.get(id=level.id)
    assert (level.reserved, level.version) == (9, 1)
    assert await shop.count("stock_movement") == 1
    assert await shop.count("stock_reservation") == 2


async def test_too_little_of_one_line_holds_nothing_of_the_others(shop: Shop) -> None:
    plenty, scarce = await shop.variant(), await shop.variant()
    await shop.stock(plenty, 10)
    await shop.stock(scarce, 1)
    before = await shop.rows()

    with pytest.raises(InsufficientStock) as refusal:
        await reserve(shop, (plenty, 1), (scarce, 2))

    [shortage] = refusal.value.shortages
    assert (shortage.variant_id, shortage.requested, shortage.available) == (scarce.id, 2, 1)
    assert await shop.rows() == before
    assert await InventoryLevel.filter(reserved__gt=0).count() == 0


async def test_a_line_is_split_over_warehouses_where_none_has_enough(shop: Shop) -> None:
    north = await shop.warehouse("north", priority=1)
    variant = await shop.variant()
    await shop.stock(variant, 3)
    await shop.stock(variant, 4, warehouse=north)

    allocations = await reserve(shop, (variant, 6))

    assert {(one.warehouse_id, one.quantity) for one in allocations} == {
        (north.id, 4),
        (shop.main.id, 2),
    }
    assert len({one.order_line_id for one in allocations}) == 1


async def test_a_closed_warehouse_promises_nothing(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 3)
    await Warehouse.filter(id=shop.main.id).update(is_active=False)

    with pytest.raises(InsufficientStock) as refusal:
        await reserve(shop, (variant, 1))

    assert refusal.value.facts["available"] == 0
