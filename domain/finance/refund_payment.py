"""Giving money back: never more than came, and above the limit not by one person alone."""

from dataclasses import dataclass
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.finance.amounts import positive
from domain.finance.authorize_payment import called
from domain.finance.errors import RefundExceedsCaptured
from domain.finance.events import PaymentRefunded
from domain.finance.intents import intend, may_call
from domain.finance.ledger import add_up, hold
from domain.finance.models import Payment, PaymentTransaction
from domain.finance.queries import get_payment
from domain.finance.refunds.ask_approval import ask_approval, needs_approval
from domain.finance.refunds.models import ReturnRefund
from domain.finance.states import Sums, TransactionState, TransactionType, payment_status
from domain.identity.scopes import Scope
from domain.orders.record_payment import record_payment
from domain.shared.context import Context
from domain.shared.idempotency import claim
from domain.shared.ids import new_id
from domain.shared.money import Money, WrongCurrency
from domain.shared.outbox import append
from domain.shared.states import raise_version


@dataclass(frozen=True, slots=True)
class Refunded:
    """The payment as it is now, and what waits for somebody's approval, if it does."""

    payment: Payment
    waits: ReturnRefund | None = None


async def refund_payment(
    ctx: Context, payment_id: UUID, *, amount: Money | None = None, idempotency_key: str
) -> Payment:
    """The same as `refund_or_ask`, for whom the payment is enough."""
    refunded = await refund_or_ask(ctx, payment_id, amount=amount, idempotency_key=idempotency_key)
    return refunded.payment


async def refund_or_ask(
    ctx: Context, payment_id: UUID, *, amount: Money | None = None, idempotency_key: str
) -> Refunded:
    """Give back an amount, or all that is left of a payment; above the limit nothing moves until
    somebody else has agreed (`approve_refund`).

    What came through a gateway goes back through it, and has when the gateway says so: until then
    the ledger has a line that is pending, and nobody else gives back the same.

    Raises:
        NotPermitted: the actor may not move money.
        NotFound: the actor can see no such payment.
        InvalidInput: an amount of nothing.
        WrongCurrency: the payment is in another currency.
        RefundExceedsCaptured: more than is left of it.
        IdempotencyInProgress, IdempotencyKeyReused: as the key's rules say.
    """
    ctx.require(Scope.PAYMENTS_WRITE)
    if amount is not None:
        positive(amount, "amount")
    is_called_now = may_call()
    async with in_transaction():
        request = [payment_id, amount and [amount.minor, amount.currency]]
        claimed = await claim(ctx, "finance.refund_payment", idempotency_key, request)
        payment = await get_payment(ctx, payment_id)
        if claimed.replay_of:
            return Refunded(payment, await ReturnRefund.get_or_none(id=claimed.replay_of))
        await hold(payment)
        left = await refundable(payment)
        returned = amount or left
        if returned.currency != left.currency:
            raise WrongCurrency(f"This payment is in {left.currency}.", "amount")
        if not 0 < returned.minor <= left.minor:
            raise RefundExceedsCaptured(returned, left)

        if await needs_approval(returned, id=payment.id):
            waits = await ask_approval(ctx, payment.order_id, returned, payment_id=payment.id)
            await claimed.settle(waits.id)
            return Refunded(payment, waits)
        await claimed.settle(payment.id)
        if payment.provider is None:
            await give_back(ctx, payment, returned)
            return Refunded(payment)
        line = await intend(
            ctx, payment, TransactionType.REFUND, returned.minor, is_called_now=is_called_now
        )
    return Refunded(await called(ctx, payment, line) if is_called_now else payment)


async def refundable(payment: Payment) -> Money:
    """What is left of a payment: nobody has given it back, or is about to."""
    return Money((await add_up(payment.id)).refundable, payment.currency)


async def return_money(
    ctx: Context, payment: Payment, minor: int, *, return_refund_id: UUID | None = None
) -> None:
    """Give back so much of a payment, in the caller's transaction: what came by hand now, what came
    through a gateway once that has been asked. `return_refund_id` is what waits for its answer.
    """
    if payment.provider is None:
        amount = Money(minor, payment.currency)
        await give_back(ctx, payment, amount, return_refund_id=return_refund_id)
    else:
        await intend(ctx, payment, TransactionType.REFUND, minor, return_refund_id=return_refund_id)


async def give_back(
    ctx: Context, payment: Payment, amount: Money, *, return_refund_id: UUID | None = None
) -> None:
    """Write the refund into the payment's ledger, its sums and its order's.

    The version is the guard, and a constraint of the database the last one.
    """
    source = payment.status
    refunded = payment.refunded_minor + amount.minor
    await raise_version(
        payment,
        "payment",
        at=ctx.now,
        refunded_minor=refunded,
        status=payment_status(Sums(captured=payment.captured_minor, refunded=refunded)),
    )
    line_id = new_id()
    await PaymentTransaction.create(
        id=line_id,
        payment_id=payment.id,
        type=TransactionType.REFUND,
        state=TransactionState.SUCCEEDED,
        amount_minor=amount.minor,
        provider=payment.method.value,
        provider_reference=str(line_id),  # we begin it, so we name it
        return_refund_id=return_refund_id,
        actor=ctx.actor.key,
        occurred_at=ctx.now,
    )
    await append(
        ctx,
        PaymentRefunded(
            aggregate_id=payment.id,
            version=payment.version,
            order_id=payment.order_id,
            transaction_id=line_id,
            source=source,
            status=payment.status,
            currency=payment.currency,
            amount_minor=amount.minor,
            captured_minor=payment.captured_minor,
            refunded_minor=payment.refunded_minor,
        ),
    )
    await record_payment(ctx, payment.order_id, refunded_minor=amount.minor)
