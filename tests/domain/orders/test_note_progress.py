"""News of a parcel or a pick shows on its order."""

import asyncio

from domain.orders.models import Order
from domain.orders.note_progress import tell_order
from domain.orders.states import OrderStatus
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests.shop import Shop


async def test_news_raises_the_orders_version_by_one_and_is_told(shop: Shop) -> None:
    order, parcel = await shop.order(OrderStatus.CONFIRMED), new_id()

    told = await tell_order(shop.ctx, order.id, what="picking_started", ref_id=parcel)

    event = await EventRow.get(type="orders.progress_noted")
    assert told.version == event.version == order.version + 1
    assert event.payload == {
        "status": "confirmed",
        "what": "picking_started",
        "ref_id": str(parcel),
    }


async def test_ten_pieces_of_news_at_once_are_all_told(shop: Shop) -> None:
    order = await shop.order()

    await asyncio.gather(
        *(tell_order(shop.ctx, order.id, what="seen", ref_id=new_id()) for _ in range(10))
    )

    assert (await Order.get(id=order.id)).version == 11
    assert await EventRow.filter(type="orders.progress_noted").count() == 10
