"""Noting progress: news of a parcel or a pick that shows on its order's page."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.orders.events import ProgressNoted
from domain.orders.models import Order
from domain.orders.queries import lock_order
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version


async def tell_order(ctx: Context, order_id: UUID, *, what: str, ref_id: UUID) -> Order:
    """Raise an order's version for news of something that belongs to it, and tell of it.

    `what` is a word of the teller's, such as `picking_started`; `ref_id` is what it happened to.
    Part of other verbs, in their transaction: who may is decided there.
    """
    async with in_transaction():
        order = await lock_order(order_id)
        await raise_version(order, "order", at=ctx.now)
        await append(
            ctx,
            ProgressNoted(
                aggregate_id=order.id,
                version=order.version,
                status=order.status,
                what=what,
                ref_id=ref_id,
            ),
        )
        return order
