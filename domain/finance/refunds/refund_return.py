"""Money becomes due for a return: as much as is credited, was paid, and has not gone back."""

from domain.finance.ledger import surplus_of
from domain.finance.refunds.events import ReturnRefundDue
from domain.finance.refunds.limits import limits
from domain.finance.refunds.models import ReturnRefund
from domain.finance.refunds.processing import process
from domain.finance.refunds.states import (
    COUNTS,
    ReturnRefundAction,
    ReturnRefundKind,
)
from domain.finance.refunds.telling import tell
from domain.orders.models import Order
from domain.returns.models import Return, ReturnLine
from domain.shared.context import Context
from domain.shared.money import Money


async def amount_due(row: Return, order: Order) -> Money:
    """What is to go back for a return now: its credit without what has gone back for it or will,
    and no more than the order was paid too much and is not on its way back.
    """
    lines = await ReturnLine.filter(parent_id=row.id)
    credit = sum(line.credit_minor for line in lines) + row.shipping_credit_minor
    counted = await ReturnRefund.filter(parent_id=row.id, status__in=sorted(COUNTS))
    gone = sum(refund.amount_minor for refund in counted)
    return Money(max(0, min(credit - gone, await surplus_of(order))), row.currency)


async def refund_return(
    ctx: Context, row: Return, amount: Money, kind: ReturnRefundKind
) -> ReturnRefund:
    """Make an amount due for a return; it goes back at once unless somebody must agree first.

    Part of a process, in its transaction and with the order held: who may is decided there.
    """
    assert amount.minor > 0, "nothing is due"
    refund = await ReturnRefund.create(
        version=1,
        parent_id=row.id,
        order_id=row.order_id,
        kind=kind,
        currency=amount.currency,
        amount_minor=amount.minor,
        needs_approval=limits().needs_approval(amount),
        requested_by=ctx.actor.key,
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    await tell(ctx, ReturnRefundDue.of(refund, kind=kind, needs_approval=refund.needs_approval))
    if not refund.needs_approval:
        await process(ctx, refund, ReturnRefundAction.PROCESS)
    return refund
