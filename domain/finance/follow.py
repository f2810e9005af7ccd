"""What follows from the end of a line: of what is left, and of an order that has ended."""

from domain.finance.events import PaymentVoided
from domain.finance.gateways.port import Outcome
from domain.finance.intents import intend, intend_void, voidable
from domain.finance.ledger import post, written_by_gateway
from domain.finance.models import Payment, PaymentTransaction
from domain.finance.states import UNSETTLED, Sums, TransactionState, TransactionType
from domain.orders.models import Order
from domain.orders.record_payment import is_payable
from domain.shared.context import Context

VOIDS_MAX = 3  # that failed of one payment; then a person has to look
HELD = (TransactionType.AUTHORIZATION, TransactionType.CAPTURE, TransactionType.VOID)


async def follow(
    ctx: Context,
    order: Order,
    payment: Payment,
    line: PaymentTransaction,
    sums: Sums,
    outcome: Outcome,
) -> None:
    """Write down what has to happen next, in the transaction that holds the order. `order` is as it
    stood before: the payment that completes it is no payment too many.
    """
    system = ctx.as_system()
    has_succeeded = line.state is TransactionState.SUCCEEDED
    if has_succeeded and line.type is TransactionType.CAPTURE and outcome.releases_rest:
        sums = await _release_rest(system, payment, sums, outcome)
    if has_succeeded and line.type is TransactionType.VOID and sums.unsettled_begin:
        await _ask_soon(ctx, payment)
    if is_payable(order, begun_at=payment.created_at):
        return
    if has_succeeded and line.type is TransactionType.CAPTURE and sums.refundable:
        back = min(sums.refundable, line.amount_minor)
        await intend(system, payment, TransactionType.REFUND, back)
    elif line.type in HELD and voidable(sums) and not await has_failed_often(payment):
        await intend_void(system, payment, sums)


async def has_failed_often(payment: Payment) -> bool:
    """Whether the gateway has refused to let it go again and again."""
    failed = PaymentTransaction.filter(
        payment_id=payment.id, type=TransactionType.VOID, state=TransactionState.FAILED
    )
    return await failed.count() >= VOIDS_MAX


async def _release_rest(ctx: Context, payment: Payment, sums: Sums, outcome: Outcome) -> Sums:
    """A gateway that captures once lets go whatever it did not capture."""
    if not sums.open:
        return sums
    line = await written_by_gateway(
        ctx, payment, TransactionType.VOID, sums.open, outcome, TransactionState.SUCCEEDED
    )
    return await post(ctx, payment, line, PaymentVoided)


async def _ask_soon(ctx: Context, payment: Payment) -> None:
    """What was let go before it was answered: the gateway says whether it ever was held."""
    unsettled = PaymentTransaction.filter(payment_id=payment.id, state__in=list(UNSETTLED))
    await unsettled.update(next_look_at=ctx.now)
