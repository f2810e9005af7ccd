"""Taking money towards an order: never more than is owed, and never twice."""

from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.finance.amounts import positive
from domain.finance.errors import PaymentExceedsBalance
from domain.finance.events import PaymentCaptured
from domain.finance.models import Payment, PaymentTransaction
from domain.finance.states import (
    PaymentMethod,
    PaymentStatus,
    Sums,
    TransactionState,
    TransactionType,
    payment_status,
)
from domain.identity.scopes import Scope
from domain.orders.errors import OrderNotPayable
from domain.orders.models import Order
from domain.orders.queries import get_order, lock_order
from domain.orders.record_payment import is_payable, record_payment
from domain.shared.context import Context
from domain.shared.errors import AlreadyTaken, InvalidInput
from domain.shared.idempotency import claim
from domain.shared.inputs import text
from domain.shared.money import Money, WrongCurrency
from domain.shared.outbox import append

REFERENCE_LENGTH_MAX = 120  # characters


async def capture_payment(
    ctx: Context,
    order_id: UUID,
    *,
    amount: Money | None,
    method: PaymentMethod,
    reference: str,
    idempotency_key: str,
) -> Payment:
    """Take an amount, or all that is owed. With the last of it a delivered order is complete.

    `reference` is what the provider calls it: a receipt, a transfer, a transaction number.
    Customers pay for their own orders through the simulated gateway.

    Raises:
        NotSignedIn, NotPermitted: the actor may not take money this way.
        NotFound: the actor can see no such order.
        InvalidInput: an amount of nothing, a reference that is empty or too long, or a gateway.
        WrongCurrency: the order is in another currency.
        OrderNotPayable: the order has ended.
        PaymentExceedsBalance: more than is owed.
        AlreadyTaken: the provider's reference is known already.
        IdempotencyInProgress, IdempotencyKeyReused: as the key's rules say.
    """
    if ctx.customer_id is None or method is not PaymentMethod.SIMULATED:
        ctx.require(Scope.PAYMENTS_WRITE)
    if method is PaymentMethod.GATEWAY:
        raise InvalidInput("A gateway is asked first: authorize the payment.", "method")
    reference = text(reference, "reference", longest=REFERENCE_LENGTH_MAX)
    if amount is not None:
        positive(amount, "amount")
    async with in_transaction():
        request = [order_id, amount and [amount.minor, amount.currency], method, reference]
        claimed = await claim(ctx, "finance.capture_payment", idempotency_key, request)
        if claimed.replay_of:
            return await Payment.get(id=claimed.replay_of)
        await get_order(ctx, order_id)
        order = await lock_order(order_id)
        taken = _owed(order, amount)

        payment = await _write(ctx, order, taken, method, reference)
        await record_payment(ctx, order.id, captured_minor=taken.minor)
        await claimed.settle(payment.id)
        return payment


def _owed(order: Order, amount: Money | None) -> Money:
    """The amount to take, if the order takes it."""
    if not is_payable(order):
        raise OrderNotPayable(order.number, order.status)
    due = Money(order.balance_due_minor, order.currency)
    taken = amount or due
    if taken.currency != due.currency:
        raise WrongCurrency(f"This order is in {due.currency}.", "amount")
    if not 0 < taken.minor <= due.minor:
        raise PaymentExceedsBalance(taken, due)
    return taken


async def _write(
    ctx: Context, order: Order, taken: Money, method: PaymentMethod, reference: str
) -> Payment:
    payment = await Payment.create(
        version=1,
        order_id=order.id,
        method=method,
        currency=taken.currency,
        captured_minor=taken.minor,
        status=payment_status(Sums(captured=taken.minor)),
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    try:
        line = await PaymentTransaction.create(
            payment_id=payment.id,
            type=TransactionType.CAPTURE,
            state=TransactionState.SUCCEEDED,
            amount_minor=taken.minor,
            provider=method.value,
            provider_reference=reference,
            actor=ctx.actor.key,
            occurred_at=ctx.now,
        )
    except IntegrityError:
        raise AlreadyTaken("This reference is known already.", "reference") from None
    await append(
        ctx,
        PaymentCaptured(
            aggregate_id=payment.id,
            version=payment.version,
            order_id=order.id,
            transaction_id=line.id,
            source=PaymentStatus.PENDING,
            status=payment.status,
            currency=taken.currency,
            amount_minor=taken.minor,
            captured_minor=payment.captured_minor,
            refunded_minor=payment.refunded_minor,
            method=method,
        ),
    )
    return payment
