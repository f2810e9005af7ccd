"""Giving a refund up."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.finance.refunds.events import ReturnRefundCanceled
from domain.finance.refunds.models import ReturnRefund
from domain.finance.refunds.moving import close_if_settled, move
from domain.finance.refunds.queries import lock_return_refund
from domain.finance.refunds.states import RETURN_REFUND, ReturnRefundAction
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.states import expect_version


async def cancel_refund(
    ctx: Context, refund_id: UUID, *, expected_version: int | None = None
) -> ReturnRefund:
    """Give up a refund that waits or failed. The credit stays: what is not given back this way is
    owed to the customer still, and the order's balance says so.

    Raises:
        NotSignedIn, NotPermitted: the actor may not move money.
        NotFound: the actor can see no such refund.
        InvalidTransition: the money went back, or it was given up already.
        VersionConflict: it changed since the actor looked.
    """
    ctx.require(Scope.PAYMENTS_WRITE)
    async with in_transaction():
        refund = await lock_return_refund(ctx, refund_id)
        expect_version(refund, RETURN_REFUND.kind, expected_version)
        action = ReturnRefundAction.CANCEL
        await move(ctx, refund, action, ReturnRefundCanceled, settled_at=ctx.now)
        await close_if_settled(ctx, refund)
        return refund
