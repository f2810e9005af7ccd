"""Money for which nothing comes back waits for a second pair of eyes as well, where it is much."""

from uuid import UUID

from domain.finance.models import PaymentTransaction
from domain.finance.refunds.events import ReturnRefundDue
from domain.finance.refunds.limits import limits
from domain.finance.refunds.models import ReturnRefund
from domain.finance.refunds.states import WAITS, ReturnRefundKind
from domain.finance.refunds.telling import tell
from domain.finance.states import UNSETTLED, TransactionState, TransactionType
from domain.shared.context import Context
from domain.shared.money import Money

# Money that went back, or is about to.
MOVES = (*UNSETTLED, TransactionState.SUCCEEDED)


async def needs_approval(amount: Money, **payments: UUID) -> bool:
    """Whether somebody else must agree before this much goes back for nothing that comes back:
    together with all that went back of these payments (`id` of one, `order_id` of all of an
    order) without anybody's agreement, it is above the limit. So many small refunds are as much as
    a large one.
    """
    if not limits().approval_above:
        return False
    before = PaymentTransaction.filter(
        type=TransactionType.REFUND,
        state__in=list(MOVES),
        return_refund_id=None,
        **{f"payment__{name}": key for name, key in payments.items()},
    )
    gone = sum([line.amount_minor for line in await before])
    return limits().needs_approval(Money(amount.minor + gone, amount.currency))


async def ask_approval(
    ctx: Context,
    order_id: UUID,
    amount: Money,
    *,
    payment_id: UUID | None = None,
    asked_by: str | None = None,
) -> ReturnRefund:
    """Write down a refund that waits: of one payment, or of what was paid too much for an order.
    Nothing moves until somebody else than `asked_by` (an actor's key; the actor's own if left out)
    agrees.

    Part of other verbs, in their transaction and with the order held.
    """
    refund = await ReturnRefund.create(
        version=1,
        order_id=order_id,
        payment_id=payment_id,
        kind=ReturnRefundKind.WITHOUT_RETURN,
        currency=amount.currency,
        amount_minor=amount.minor,
        needs_approval=True,
        requested_by=asked_by or ctx.actor.key,
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    await tell(ctx, ReturnRefundDue.of(refund, kind=refund.kind, needs_approval=True))
    return refund


async def waiting_surplus(order_id: UUID) -> int:
    """How much of what was paid too much for an order waits already, in minor units, and is not on
    its way yet.
    """
    waiting = ReturnRefund.filter(
        order_id=order_id,
        kind=ReturnRefundKind.WITHOUT_RETURN,
        payment_id=None,
        status__in=sorted(WAITS),
    )
    return sum([refund.amount_minor for refund in await waiting])
