"""Taking what the customer's bank holds: all of it, or a part."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.finance.amounts import positive
from domain.finance.authorize_payment import called
from domain.finance.errors import CaptureExceedsAuthorized, PaymentExceedsBalance
from domain.finance.intents import intend, may_call
from domain.finance.ledger import add_up, hold
from domain.finance.models import Payment
from domain.finance.queries import get_payment
from domain.finance.states import TransactionType
from domain.identity.scopes import Scope
from domain.orders.errors import OrderNotPayable
from domain.orders.models import Order
from domain.orders.record_payment import is_payable
from domain.shared.context import Context
from domain.shared.idempotency import claim
from domain.shared.money import Money, WrongCurrency


async def capture_authorized(
    ctx: Context, payment_id: UUID, *, amount: Money | None = None, idempotency_key: str
) -> Payment:
    """Take an amount of what is held; if none is said, as much of it as the order owes.

    Raises:
        NotPermitted: the actor may not move money.
        NotFound: the actor can see no such payment.
        InvalidInput: an amount of nothing.
        WrongCurrency: the payment is in another currency.
        OrderNotPayable: the order has ended.
        CaptureExceedsAuthorized: more than is held and nobody is about to take.
        PaymentExceedsBalance: more than the order owes.
        IdempotencyInProgress, IdempotencyKeyReused: as the key's rules say.
    """
    ctx.require(Scope.PAYMENTS_WRITE)
    if amount is not None:
        positive(amount, "amount")
    is_called_now = may_call()
    async with in_transaction():
        request = [payment_id, amount and [amount.minor, amount.currency]]
        claimed = await claim(ctx, "finance.capture_authorized", idempotency_key, request)
        payment = await get_payment(ctx, payment_id)
        if claimed.replay_of:
            return payment
        order = await hold(payment)
        taken = await _held(payment, order, amount)
        line = await intend(
            ctx, payment, TransactionType.CAPTURE, taken.minor, is_called_now=is_called_now
        )
        await claimed.settle(payment.id)
    return await called(ctx, payment, line) if is_called_now else payment


async def _held(payment: Payment, order: Order, amount: Money | None) -> Money:
    if not is_payable(order, begun_at=payment.created_at):
        raise OrderNotPayable(order.number, order.status)
    left = Money((await add_up(payment.id)).capturable, payment.currency)
    due = Money(max(0, order.balance_due_minor), order.currency)
    taken = amount or (min(left, due) if due.minor else left)
    if taken.currency != left.currency:
        raise WrongCurrency(f"This payment is in {left.currency}.", "amount")
    if not 0 < taken.minor <= left.minor:
        raise CaptureExceedsAuthorized(taken, left)
    if taken.minor > due.minor:
        raise PaymentExceedsBalance(taken, due)
    return taken
