"""Taking a claim back: nothing is wrong after all, or nothing shall be done."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.orders.models import Order
from domain.returns.claims.actions import NEEDED, permits
from domain.returns.claims.events import ClaimCanceled
from domain.returns.claims.locks import lock_claim
from domain.returns.claims.models import Claim
from domain.returns.claims.states import CLAIM, ClaimAction
from domain.returns.claims.telling import let_go, tell
from domain.shared.context import Context
from domain.shared.states import expect_version


async def cancel_claim(
    ctx: Context, claim_id: UUID, *, expected_version: int | None = None
) -> Claim:
    """Take a claim back before it is resolved. Customers do it with their own, while nobody has
    decided.

    Raises:
        NotSignedIn, NotPermitted: the actor may not write orders, and it is not theirs and open.
        NotFound: the actor can see no such claim.
        InvalidTransition: it is over.
        VersionConflict: it changed since the actor looked.
    """
    action = ClaimAction.CANCEL
    if ctx.customer_id is None:
        ctx.require(NEEDED)
    async with in_transaction():
        row = await lock_claim(ctx, claim_id)
        expect_version(row, CLAIM.kind, expected_version)
        CLAIM.target(row.status, action)
        order = await Order.get(id=row.order_id)
        if not permits(ctx, action, row.status, customer_id=order.customer_id):
            ctx.require(NEEDED)
        source = await CLAIM.move(row, action, at=ctx.now, closed_at=ctx.now)
        canceled = ClaimCanceled.of(row, source=source, action=action)
        await tell(ctx, canceled, claimed=await let_go(row))
        return row
