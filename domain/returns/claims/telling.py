"""A claim's fact is told twice: on its own page, and on the page of its order."""

from collections.abc import Mapping
from uuid import UUID

from domain.orders.counters import NONE
from domain.orders.models import Order
from domain.orders.record_claim import record_claim
from domain.returns.claims.events import ClaimEvent
from domain.returns.claims.models import Claim, ClaimLine
from domain.shared.context import Context
from domain.shared.outbox import append


async def tell(
    ctx: Context,
    fact: ClaimEvent,
    *,
    claimed: Mapping[UUID, int] = NONE,
    credit_minor: int = 0,
) -> Order:
    """Write a fact in the caller's transaction, and let the order follow: its counters (line id to
    units more or fewer) and its credit.

    Raises:
        NotFound, ClaimExceedsDelivered: as `orders.record_claim`.
    """
    await append(ctx, fact)
    return await record_claim(
        ctx,
        fact.order_id,
        claim_id=fact.aggregate_id,
        what=fact.type.removeprefix("returns."),
        claimed=claimed,
        credit_minor=credit_minor,
    )


async def let_go(row: Claim) -> dict[UUID, int]:
    """The units of a claim that comes to nothing, as changes of their counters."""
    lines = await ClaimLine.filter(parent_id=row.id)
    return {line.order_line_id: -line.quantity for line in lines}
