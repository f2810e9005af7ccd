"""Whoever changes an exchange holds both its orders first: one at a time, and never in a ring."""

from uuid import UUID

from domain.orders.lock_orders import lock_orders
from domain.returns.exchanges.models import Exchange
from domain.returns.exchanges.queries import get_exchange
from domain.shared.context import Context


async def lock_exchange(ctx: Context, exchange_id: UUID) -> Exchange:
    """An exchange as it is now that its orders are held.

    Raises:
        NotFound: the actor can see none with this id.
        VersionConflict: it got its other order at this very moment.
    """
    return await hold_exchange(await get_exchange(ctx, exchange_id))


async def hold_exchange(row: Exchange) -> Exchange:
    """The same for one that is known. It may have got its other order while we waited: then both
    are held anew, in their order.
    """
    while True:
        seen = row.replacement_id
        await lock_orders([key for key in (row.order_id, seen) if key is not None])
        await row.refresh_from_db()
        if row.replacement_id == seen:
            return row
