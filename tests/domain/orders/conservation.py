"""What holds for stock and promises at any moment, whatever was done to orders."""

from collections import Counter
from uuid import UUID

from domain.inventory.models import InventoryLevel, StockReservation
from domain.inventory.states import ReservationStatus
from domain.orders.models import Order, OrderLine
from domain.shared.models import EventRow


async def assert_stock_is_conserved() -> None:
    """What levels show as promised is what open reservations say, level by level."""
    promised = Counter[tuple[UUID, ReservationStatus]]()
    for reservation in await StockReservation.all():
        promised[reservation.level_id, reservation.status] += reservation.quantity
    for level in await InventoryLevel.all():
        assert level.reserved == promised[level.id, ReservationStatus.ACTIVE]
        assert level.committed == promised[level.id, ReservationStatus.COMMITTED]
        assert level.available >= 0


async def assert_orders_tell_their_whole_story() -> None:
    """Events count 1, 2, 3 … up to their order's version; replaying them gives its status."""
    for order in await Order.all():
        told = await EventRow.filter(aggregate_id=order.id).order_by("version")
        assert [event.version for event in told] == [*range(1, order.version + 1)]
        before = None
        for event in told:
            assert event.payload.get("source", before) == before
            before = event.payload["status"]
        assert before == order.status
        for line in await OrderLine.filter(order_id=order.id):
            assert 0 <= line.delivered <= line.shipped <= line.fulfilled <= line.allocated
            assert line.allocated + line.canceled <= line.quantity
