"""The end of a claim that was agreed to: what was decided has been done."""

from uuid import UUID

from domain.returns.claims.credit import credit_claim
from domain.returns.claims.events import ClaimResolved
from domain.returns.claims.models import Claim
from domain.returns.claims.states import CLAIM, ClaimAction, ClaimResolution
from domain.returns.claims.telling import tell
from domain.shared.context import Context


async def settle_claim(ctx: Context, row: Claim, replacement_id: UUID | None) -> None:
    """Let a claim that the caller holds be resolved, and credit what it was agreed to be worth.

    Part of `domain.processes.resolve_claim`, in its transaction: who may is decided there.

    Raises:
        InvalidTransition: it was not agreed to, or is over.
    """
    action, resolution = ClaimAction.RESOLVE, row.resolution
    CLAIM.target(row.status, action)
    assert resolution is not None, "agreed to"
    amount = row.amount_minor
    if resolution is ClaimResolution.REFUND:
        amount = await credit_claim(row)
    source = await CLAIM.move(
        row,
        action,
        at=ctx.now,
        closed_at=ctx.now,
        amount_minor=amount,
        replacement_id=replacement_id,
    )
    resolved = ClaimResolved.of(
        row,
        source=source,
        action=action,
        resolution=resolution,
        currency=row.currency,
        amount_minor=amount,
        replacement_id=replacement_id,
    )
    await tell(ctx, resolved, credit_minor=amount)
