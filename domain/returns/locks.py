"""Whoever changes a return holds its order first: one at a time, and never in a ring."""

from uuid import UUID

from domain.orders.queries import lock_order
from domain.returns.models import Return
from domain.returns.queries import get_return
from domain.shared.context import Context


async def lock_return(ctx: Context, return_id: UUID) -> Return:
    """A return as it is now that its order is held.

    Raises:
        NotFound: the actor can see none with this id.
    """
    row = await get_return(ctx, return_id)
    await lock_order(row.order_id)
    await row.refresh_from_db()
    return row
