"""Giving the money of a return back, and what follows when it went or did not."""

from domain.finance.refunds.events import (
    ReturnRefundFailed,
    ReturnRefundMoved,
    ReturnRefundProcessed,
    ReturnRefundSucceeded,
)
from domain.finance.refunds.give_back import give_back_of_order
from domain.finance.refunds.models import ReturnRefund
from domain.finance.refunds.states import IS_OPEN, RETURN_REFUND, ReturnRefundAction
from domain.finance.refunds.telling import tell
from domain.orders.models import Order
from domain.returns.close_return import close_return
from domain.returns.models import Return
from domain.returns.states import ReturnStatus
from domain.shared.context import Context
from domain.shared.money import Money


async def process(
    ctx: Context, refund: ReturnRefund, action: ReturnRefundAction, **changes: object
) -> None:
    """Take a refund into processing by this action, and give the money back.

    Part of the verbs of refunds, in their transaction and with the order held.

    Raises:
        InvalidTransition: the table has no such arrow from here.
    """
    await move(ctx, refund, action, ReturnRefundProcessed, **changes)
    amount = Money(refund.amount_minor, refund.currency)
    order = await Order.get(id=refund.order_id)
    is_owed = amount.minor <= -order.balance_due_minor  # it may have gone back by hand meanwhile
    if is_owed and await give_back_of_order(ctx.as_system(), refund.order_id, amount):
        await succeed(ctx, refund)
    else:
        await fail(ctx, refund)


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
    """Close the return if it is inspected and no money of it is on its way."""
    row = await Return.get(id=refund.parent_id)
    open_ones = ReturnRefund.filter(parent_id=row.id, status__in=sorted(IS_OPEN))
    if row.status is ReturnStatus.INSPECTED and not await open_ones.exists():
        await close_return(ctx, row)
