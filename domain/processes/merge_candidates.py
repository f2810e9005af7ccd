"""Which orders could become one with an order."""

from uuid import UUID

from domain.orders.merge_plan import obstacles
from domain.orders.models import Order
from domain.orders.queries import visible_orders
from domain.orders.states import ORDER, OrderAction
from domain.processes.merge_orders import candidates_of
from domain.shared.context import Context

CANDIDATES_MAX = 50  # orders, the newest


async def merge_candidates(ctx: Context, order_id: UUID) -> list[Order]:
    """Orders that an order could take in, newest first: of the same customer, address, currency and
    status, and no warehouse has begun with one. None where the order itself cannot, or is none that
    the actor sees.
    """
    order = await visible_orders(ctx).get_or_none(id=order_id)
    if order is None or order.customer_id is None:
        return []
    if not ORDER.allows(order.status, OrderAction.MERGE):
        return []
    others = visible_orders(ctx).filter(
        customer_id=order.customer_id, currency=order.currency, status=order.status
    )
    rows = await others.exclude(id=order.id).order_by("-placed_at", "-id").limit(CANDIDATES_MAX)
    target, *found = await candidates_of([order, *rows])
    return [one.order for one in found if not obstacles(target, [one])]
