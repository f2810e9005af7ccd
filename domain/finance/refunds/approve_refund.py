"""Agreeing to a refund: somebody else than whose decision made it due."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.finance.refunds.errors import OwnRefund
from domain.finance.refunds.models import ReturnRefund
from domain.finance.refunds.processing import process
from domain.finance.refunds.queries import lock_return_refund
from domain.finance.refunds.states import RETURN_REFUND, ReturnRefundAction
from domain.identity.scopes import Scope
from domain.returns.models import Return
from domain.shared.context import Context
from domain.shared.states import expect_version


async def approve_refund(
    ctx: Context, refund_id: UUID, *, expected_version: int | None = None
) -> ReturnRefund:
    """Approve a refund that waits for it, and give the money back.

    If less is left of what was paid by now, it fails, and says so by its status.

    Raises:
        NotSignedIn, NotPermitted: the actor may not move money.
        NotFound: the actor can see no such refund.
        InvalidTransition: it does not wait for approval.
        OwnRefund: the actor asked for the refund or the return, or inspected it.
        VersionConflict: it changed since the actor looked.
    """
    ctx.require(Scope.PAYMENTS_WRITE)
    action = ReturnRefundAction.PROCESS
    async with in_transaction():
        refund = await lock_return_refund(ctx, refund_id)
        expect_version(refund, RETURN_REFUND.kind, expected_version)
        RETURN_REFUND.target(refund.status, action)
        row = refund.parent_id and await Return.get(id=refund.parent_id)
        if ctx.actor.key in {refund.requested_by, row and row.requested_by}:
            raise OwnRefund
        await process(ctx, refund, action, approved_by=ctx.actor.key, approved_at=ctx.now)
        return refund
