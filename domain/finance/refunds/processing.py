"""Giving the money of a refund back."""

from domain.finance.ledger import surplus_of
from domain.finance.refunds.events import ReturnRefundProcessed
from domain.finance.refunds.give_back import GivingBack, give_back_of_order
from domain.finance.refunds.models import ReturnRefund
from domain.finance.refunds.moving import fail, move, succeed, went_back
from domain.finance.refunds.states import ReturnRefundAction
from domain.orders.models import Order
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
    rest = Money(refund.amount_minor - await went_back(refund), refund.currency)
    if refund.payment_id is None and not await _is_owed(refund, rest):
        await fail(ctx, refund)
        return
    match await give_back_of_order(ctx.as_system(), refund, rest):
        case GivingBack.DONE:
            await succeed(ctx, refund)
        case GivingBack.TOO_LITTLE:
            await fail(ctx, refund)
        case GivingBack.ASKED:
            pass  # `moving.answered`, once the gateways have said so


async def _is_owed(refund: ReturnRefund, rest: Money) -> bool:
    """Whether so much is owed still, and neither went back by hand meanwhile nor is about to. What
    was asked for of one payment is given whatever the order owes: that is what was agreed to.
    """
    return rest.minor <= await surplus_of(await Order.get(id=refund.order_id))
