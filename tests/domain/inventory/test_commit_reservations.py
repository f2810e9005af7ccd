"""Committing: what was held for a while belongs to the order."""

from tortoise.transactions import in_transaction

from domain.inventory.commit_reservations import commit_reservations
from domain.inventory.models import InventoryLevel, StockMovement, StockReservation
from domain.inventory.states import MovementKind, ReservationStatus
from domain.shared.ids import new_id
from tests.shop import Shop


async def test_reserved_units_become_committed_and_the_shelf_stays_as_full(shop: Shop) -> None:
    order = await shop.order(units=4)

    async with in_transaction():
        [allocation] = await commit_reservations(shop.ctx, order_id=order.id)

    level = await InventoryLevel.get(id=allocation.level_id)
    movement = await StockMovement.get(level_id=level.id, level_version=level.version)
    [line] = await shop.lines(order)
    assert (level.on_hand, level.reserved, level.committed, level.available) == (10, 0, 4, 6)
    assert (movement.kind, movement.order_id) == (MovementKind.ALLOCATED, order.id)
    assert (allocation.order_line_id, allocation.quantity) == (line.id, 4)
    assert allocation.warehouse_id == shop.main.id
    assert (await StockReservation.get(order_id=order.id)).status is ReservationStatus.COMMITTED


async def test_committing_twice_finds_nothing_left(shop: Shop) -> None:
    order = await shop.order()
    async with in_transaction():
        await commit_reservations(shop.ctx, order_id=order.id)
    before = await shop.rows()

    async with in_transaction():
        again = await commit_reservations(shop.ctx, order_id=order.id)

    assert again == []
    assert await shop.rows() == before


async def test_an_order_that_holds_nothing_commits_nothing(shop: Shop) -> None:
    async with in_transaction():
        allocations = await commit_reservations(shop.ctx, order_id=new_id())

    assert allocations == []
    assert await shop.event_names() == []
