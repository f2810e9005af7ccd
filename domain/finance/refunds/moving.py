"""Moving a refund, and what follows when its money went back or did not."""

from uuid import UUID

from domain.finance.models import PaymentTransaction
from domain.finance.refunds.events import (
    ReturnRefundFailed,
    ReturnRefundMoved,
    ReturnRefundSucceeded,
)
from domain.finance.refunds.models import ReturnRefund
from domain.finance.refunds.states import (
    IS_OPEN,
    RETURN_REFUND,
    ReturnRefundAction,
    ReturnRefundStatus,
)
from domain.finance.refunds.telling import tell
from domain.finance.states import UNSETTLED, TransactionState
from domain.returns.close_return import close_return
from domain.returns.models import Return
from domain.returns.states import ReturnStatus
from domain.shared.context import Context


async def answered(ctx: Context, refund_id: UUID) -> None:
    """A gateway has answered for a part of a refund: with the last answer it went back, or did not.
    In the transaction that holds the order.
    """
    refund = await ReturnRefund.get(id=refund_id)
    waits = PaymentTransaction.filter(return_refund_id=refund_id, state__in=list(UNSETTLED))
    if refund.status is not ReturnRefundStatus.PROCESSING or await waits.exists():
        return
    if await went_back(refund) == refund.amount_minor:
        await succeed(ctx, refund)
    else:
        await fail(ctx, refund)


async def went_back(refund: ReturnRefund) -> int:
    """How much of a refund has gone back, in minor units."""
    lines = PaymentTransaction.filter(return_refund_id=refund.id, state=TransactionState.SUCCEEDED)
    return sum([line.amount_minor for line in await lines])


async def succeed(ctx: Context, refund: ReturnRefund) -> None:
    """The money went back; with it an inspected return is over."""
    action = ReturnRefundAction.SUCCEED
    await move(ctx, refund, action, ReturnRefundSucceeded, settled_at=ctx.now)
    await close_if_settled(ctx, refund)


async def fail(ctx: Context, refund: ReturnRefund) -> None:
    """The money did not go back; somebody tries again, or gives it up."""
    await move(ctx, refund, ReturnRefundAction.FAIL, ReturnRefundFailed)


async def move(
    ctx: Context,
    refund: ReturnRefund,
    action: ReturnRefundAction,
    fact: type[ReturnRefundMoved],
    **changes: object,
) -> None:
    """Move a refund, and tell of it."""
    source = await RETURN_REFUND.move(refund, action, at=ctx.now, **changes)
    await tell(ctx, fact.of(refund, source=source, action=action))


async def close_if_settled(ctx: Context, refund: ReturnRefund) -> None:
    """Close the return, if there is one, it is inspected, and no money of it is on its way."""
    if refund.parent_id is None:
        return
    row = await Return.get(id=refund.parent_id)
    open_ones = ReturnRefund.filter(parent_id=row.id, status__in=sorted(IS_OPEN))
    if row.status is ReturnStatus.INSPECTED and not await open_ones.exists():
        await close_return(ctx, row)
