"""A payment's ledger: its lines added up, and the one writer of what follows from them.

The order's row is held by whoever writes, so an order's payments are written one after another.
"""

from collections.abc import Collection
from uuid import UUID

from domain.finance.events import PaymentEvent, PaymentTransactionMoved
from domain.finance.gateways.port import Outcome
from domain.finance.models import Payment, PaymentTransaction
from domain.finance.states import (
    UNSETTLED,
    PaymentStatus,
    Sums,
    TransactionState,
    TransactionType,
    payment_status,
    sums_of,
)
from domain.orders.models import Order
from domain.orders.queries import lock_order
from domain.orders.record_payment import Hopes, record_gateway_payment
from domain.orders.states import OrderPaymentStatus
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.ids import new_id
from domain.shared.outbox import append
from domain.shared.states import raise_version

# What an order says while nothing came, by what its payments say: the first that any of them says.
UNCAPTURED = {
    PaymentStatus.AUTHORIZED: OrderPaymentStatus.AUTHORIZED,
    PaymentStatus.ACTION_REQUIRED: OrderPaymentStatus.PENDING,
    PaymentStatus.PENDING: OrderPaymentStatus.PENDING,
}
LET_GO = {
    PaymentStatus.VOIDED: OrderPaymentStatus.VOIDED,
    PaymentStatus.FAILED: OrderPaymentStatus.FAILED,
}
LINES = "SELECT type, state, amount_minor FROM payment_transaction WHERE payment_id = $1"
# Authorizations, direct sales and captures that the gateway has not told the end of.
UNDER_WAY = """
SELECT count(*) FROM payment_transaction AS line JOIN payment ON payment.id = line.payment_id
WHERE payment.order_id = $1 AND line.state = ANY($2) AND line.type IN ('authorization', 'capture')
"""


# What is on its way back, and has not been told the end of.
GOING_BACK = """
SELECT EXISTS (
    SELECT 1 FROM payment_transaction AS line JOIN payment ON payment.id = line.payment_id
    WHERE payment.order_id = ANY($1) AND line.state = ANY($2) AND line.type = 'refund')
"""
# How much of it there is.
ON_ITS_WAY = """
SELECT coalesce(sum(line.amount_minor), 0)
FROM payment_transaction AS line JOIN payment ON payment.id = line.payment_id
WHERE payment.order_id = $1 AND line.state = ANY($2) AND line.type = 'refund'
"""


async def hold(payment: Payment) -> Order:
    """Hold a payment's order, and so all its payments, and read the payment again. Where it became
    another order's while we waited, it is that order that is held.
    """
    while True:
        order = await lock_order(payment.order_id)
        await payment.refresh_from_db()
        if payment.order_id == order.id:
            return order


async def add_up(payment_id: UUID) -> Sums:
    """What a ledger adds up to now."""
    return sums_of(
        (TransactionType(row["type"]), TransactionState(row["state"]), row["amount_minor"])
        for row in await sql.rows(LINES, payment_id)
    )


async def post(
    ctx: Context,
    payment: Payment,
    line: PaymentTransaction,
    fact: type[PaymentEvent] = PaymentTransactionMoved,
    **more: object,
) -> Sums:
    """Derive anew what follows from a line that was written: the payment's sums and status, one
    fact, and what the order says of its money.
    """
    source, before = payment.status, (payment.captured_minor, payment.charged_back_minor)
    refunded_before = payment.refunded_minor
    sums = await add_up(payment.id)
    kept_before = max(refunded_before, before[0] - max(0, before[1]))
    await raise_version(
        payment,
        "payment",
        at=ctx.now,
        authorized_minor=sums.authorized,
        voided_minor=sums.voided,
        captured_minor=sums.came,
        refunded_minor=sums.refunded,
        charged_back_minor=sums.lost,
        open_minor=sums.open,
        status=payment_status(sums),
    )
    if fact is PaymentTransactionMoved:
        more |= {"transaction_type": line.type, "transaction_state": line.state}
    await append(
        ctx,
        fact(
            aggregate_id=payment.id,
            version=payment.version,
            order_id=payment.order_id,
            transaction_id=line.id,
            source=source,
            status=payment.status,
            currency=payment.currency,
            amount_minor=line.amount_minor,
            captured_minor=payment.captured_minor,
            refunded_minor=payment.refunded_minor,
            **more,
        ),
    )
    await record_gateway_payment(
        ctx,
        payment.order_id,
        captured_minor=sums.kept - kept_before,
        refunded_minor=sums.refunded - refunded_before,
        hopes=await hopes_of(payment.order_id),
        until=line.expires_at if line.state in UNSETTLED else None,
    )
    return sums


async def hopes_of(order_id: UUID) -> Hopes:
    """What an order's payments say beyond what came."""
    payments = await Payment.filter(order_id=order_id).order_by("-created_at", "-id")
    said = [payment.status for payment in payments]
    hoped = [meant for status, meant in UNCAPTURED.items() if status in said]
    let_go = [LET_GO[status] for status in said if status in LET_GO]
    under_way = await sql.value(UNDER_WAY, order_id, [str(state) for state in UNSETTLED])
    return Hopes(
        authorized_minor=sum(payment.open_minor for payment in payments),
        is_under_way=under_way > 0,
        uncaptured=next(iter([*hoped, *let_go]), OrderPaymentStatus.PENDING),
    )


async def is_money_going_back(order_ids: Collection[UUID]) -> bool:
    """Whether a refund of any of these orders waits for its gateway's word."""
    return bool(await sql.value(GOING_BACK, [*order_ids], [str(state) for state in UNSETTLED]))


async def surplus_of(order: Order) -> int:
    """How much more came for an order than it costs, in minor units, without what is on its way
    back: a gateway has been asked for that, and has not answered. Below zero is still to pay.
    """
    surplus = -order.balance_due_minor
    if surplus <= 0:
        return surplus
    going = await sql.value(ON_ITS_WAY, order.id, [str(state) for state in UNSETTLED])
    return surplus - int(going)


async def written_by_gateway(
    ctx: Context,
    payment: Payment,
    type_: TransactionType,
    amount_minor: int,
    outcome: Outcome,
    state: TransactionState = TransactionState.PENDING,
) -> PaymentTransaction:
    """A line for what we did not ask for, or had given up: the gateway names it."""
    assert payment.provider is not None, "only a gateway says such things"
    return await PaymentTransaction.create(
        id=new_id(),
        payment_id=payment.id,
        type=type_,
        state=state,
        amount_minor=amount_minor,
        provider=payment.provider,
        provider_reference=outcome.reference,
        actor=ctx.actor.key,
        occurred_at=ctx.now,
        heard_at=outcome.at,
        settled_at=None if state in UNSETTLED else ctx.now,
    )
