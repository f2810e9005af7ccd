"""Trying a refund again that failed."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.finance.refunds.models import ReturnRefund
from domain.finance.refunds.processing import process
from domain.finance.refunds.queries import lock_return_refund
from domain.finance.refunds.states import RETURN_REFUND, ReturnRefundAction
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.states import expect_version


async def retry_refund(
    ctx: Context, refund_id: UUID, *, expected_version: int | None = None
) -> ReturnRefund:
    """Give back the money of a refund that failed, if there is enough of it now.

    It was agreed to already, where that was needed.

    Raises:
        NotSignedIn, NotPermitted: the actor may not move money.
        NotFound: the actor can see no such refund.
        InvalidTransition: it did not fail.
        VersionConflict: it changed since the actor looked.
    """
    ctx.require(Scope.PAYMENTS_WRITE)
    async with in_transaction():
        refund = await lock_return_refund(ctx, refund_id)
        expect_version(refund, RETURN_REFUND.kind, expected_version)
        await process(ctx, refund, ReturnRefundAction.RETRY)
        return refund
