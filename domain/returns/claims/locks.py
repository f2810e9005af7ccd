"""Whoever changes a claim holds its order first: one at a time, and never in a ring."""

from uuid import UUID

from domain.orders.queries import lock_order
from domain.returns.claims.models import Claim
from domain.returns.claims.queries import get_claim
from domain.shared.context import Context


async def lock_claim(ctx: Context, claim_id: UUID) -> Claim:
    """A claim as it is now that its order is held.

    Raises:
        NotFound: the actor can see none with this id.
    """
    row = await get_claim(ctx, claim_id)
    await lock_order(row.order_id)
    await row.refresh_from_db()
    return row
