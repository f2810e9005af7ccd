"""A belt put a parcel on a lane: a fact of the parcel."""

from datetime import datetime
from uuid import UUID

from domain.fulfillment.events import FulfillmentSorted
from domain.fulfillment.models import Fulfillment
from domain.fulfillment.states import FULFILLMENT
from domain.fulfillment.telling import tell
from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.states import raise_version

# Newer news of the same parcel, from whichever machine.
NEWER = """
    SELECT EXISTS (
        SELECT FROM device_event WHERE fulfillment_id = $1 AND outcome = 'applied'
            AND kind IN ('parcel_sorted', 'parcel_dispatched') AND occurred_at > $2
    )
"""


async def sort_parcel(
    ctx: Context, parcel: Fulfillment, *, lane: str, device_id: UUID, occurred_at: datetime
) -> bool:
    """Tell on a parcel's page, and on its order's, on which lane it lies. Whether it was told: what
    is older than what is known moves nothing.

    Part of a story that holds the order.

    Raises:
        NotPermitted: the actor does not work in a warehouse.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    has_left = parcel.shipped_at is not None and occurred_at <= parcel.shipped_at
    if has_left or await sql.value(NEWER, parcel.id, occurred_at):
        return False
    await raise_version(parcel, FULFILLMENT.kind, at=ctx.now)
    await tell(ctx, FulfillmentSorted.of(parcel, lane=lane, device_id=device_id))
    return True
