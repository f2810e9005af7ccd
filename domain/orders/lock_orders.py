"""Holding several orders at once. In the order of their ids, so that nobody waits in a ring."""

from collections.abc import Collection
from uuid import UUID

from domain.orders.models import Order
from domain.shared.errors import NotFound


async def lock_orders(order_ids: Collection[UUID]) -> dict[UUID, Order]:
    """Orders by id, held until the transaction ends, for stories that have asked "may I?" already.

    Whoever needs more than one takes them all here, before anything else.

    Raises:
        NotFound: there is none with one of these ids.
    """
    held = Order.filter(id__in=list(order_ids)).order_by("id").select_for_update(no_key=True)
    found = {order.id: order for order in await held}
    for order_id in order_ids:
        if order_id not in found:
            raise NotFound("order", order_id)
    return found
