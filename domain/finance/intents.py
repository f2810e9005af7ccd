"""Intents: a movement of money stands in the ledger before anybody is asked to make it.

Whoever dies after that leaves a line that says what was meant, and the key to ask under again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain.finance.ledger import post
from domain.finance.models import Payment, PaymentTransaction
from domain.finance.states import Sums, TransactionState, TransactionType
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.ids import new_id

CALL = timedelta(seconds=60)  # longer than any call lasts: then somebody else may ask again
BEGIN = timedelta(minutes=30)  # in which a customer has agreed, or does not want to
GRACE = timedelta(minutes=5)  # beyond that, for the gateway to say so
BEGINS = (TransactionType.AUTHORIZATION, TransactionType.CAPTURE)  # of a payment


async def intend(
    ctx: Context,
    payment: Payment,
    type_: TransactionType,
    amount_minor: int,
    *,
    instrument: str = "",
    return_url: str = "",
    expires_at: datetime | None = None,
    is_called_now: bool = False,
    return_refund_id: UUID | None = None,
) -> PaymentTransaction:
    """Write down what is to be asked of the payment's gateway, in the caller's transaction.

    With `is_called_now` whoever calls asks as soon as that has ended; else, and if they do not live
    to, whoever looks after unsettled lines does.
    """
    assert payment.provider is not None, "only a gateway is asked"
    id_ = new_id()
    line = await PaymentTransaction.create(
        id=id_,
        payment_id=payment.id,
        type=type_,
        state=TransactionState.PENDING,
        amount_minor=amount_minor,
        provider=payment.provider,
        provider_reference=str(id_),  # until they have named it
        actor=ctx.actor.key,
        occurred_at=ctx.now,
        instrument=instrument,
        return_url=return_url,
        return_refund_id=return_refund_id,
        expires_at=expires_at,
        next_look_at=ctx.now + CALL if is_called_now else ctx.now,
    )
    await post(ctx, payment, line)
    return line


def voidable(sums: Sums) -> int:
    """How much is held, or asked for and not yet answered: what a gateway may be asked to let go.

    Nothing once somebody is about to let it go, or has before it was answered.
    """
    if sums.unsettled_void:
        return 0
    return sums.capturable or max(0, sums.unsettled_begin - sums.voided)


async def intend_void(
    ctx: Context, payment: Payment, sums: Sums, *, is_called_now: bool = False
) -> PaymentTransaction:
    """Write down that all that can be let go is to be."""
    return await intend(
        ctx, payment, TransactionType.VOID, voidable(sums), is_called_now=is_called_now
    )


@dataclass(frozen=True, slots=True)
class Beginning:
    """The line that began a payment at its gateway, and what that calls it; empty if unknown.

    Where a line was given up and money came after all, both lines are of the same beginning.
    """

    line: PaymentTransaction
    reference: str

    @property
    def key(self) -> str:
        """What the gateway was asked under."""
        return str(self.line.id)


async def beginning_of(payment_id: UUID) -> Beginning:
    """A payment's beginning: its authorization, or where it has none its first capture. That of
    money which came from another order's payment is there.
    """
    lines = await PaymentTransaction.filter(payment_id=payment_id).order_by("occurred_at", "id")
    for type_ in BEGINS:
        own = [line for line in lines if line.type is type_]
        if own:
            named = [line.provider_reference for line in own if is_named(line)]
            return Beginning(own[0], named[0] if named else "")
    payment = await Payment.get(id=payment_id).only("id", "came_from_id")
    if payment.came_from_id is not None:
        return await beginning_of(payment.came_from_id)
    raise AssertionError("a payment through a gateway begins with an authorization or a sale")


def is_named(line: PaymentTransaction) -> bool:
    """Whether the gateway has said what it calls a line."""
    return line.provider_reference != str(line.id)


def may_call() -> bool:
    """Whether a gateway may be asked right here: in no transaction of somebody above us."""
    return not sql.is_in_transaction()
