"""Money that was paid for one order becomes another's. None of it leaves the house.

Two verbs. `move_money` moves an amount, as a pair of lines in the ledger: it goes out of a payment
of the one order and comes into a payment of the other, which names the first, so that whoever gives
money back finds the transaction that it came by. `move_payments` moves payments whole.
"""

from collections.abc import Collection
from uuid import UUID

from domain.finance.errors import PaymentUnderWay
from domain.finance.events import PaymentMoved, PaymentTransferred
from domain.finance.ledger import add_up
from domain.finance.models import Payment, PaymentTransaction
from domain.finance.states import (
    PaymentStatus,
    TransactionState,
    TransactionType,
    payment_status,
)
from domain.identity.scopes import Scope
from domain.orders.record_transfer import record_transfer
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.ids import new_id
from domain.shared.outbox import append
from domain.shared.states import raise_version


async def move_money(ctx: Context, source_id: UUID, target_id: UUID, amount_minor: int) -> None:
    """Let so much of what was paid for an order, and not given back, be paid for another.

    Of its oldest payments first. Part of a story that holds both orders.

    Raises:
        NotPermitted: the actor may not move money.
        PaymentUnderWay: a gateway is about to give back what should be moved.
    """
    ctx.require(Scope.PAYMENTS_WRITE)
    assert sql.is_in_transaction(), "no transaction is open"
    left = amount_minor
    for payment in await Payment.filter(order_id=source_id).order_by("created_at", "id"):
        part = min(left, (await add_up(payment.id)).refundable)
        if part > 0:
            left -= part
            await _transfer(ctx, payment, target_id, part)
    if left:
        raise PaymentUnderWay  # it is about to go back
    if amount_minor:
        await record_transfer(ctx, source_id, target_id, captured_minor=amount_minor)


async def move_payments(
    ctx: Context, payment_ids: Collection[UUID], source_id: UUID, target_id: UUID
) -> None:
    """Let payments of an order be another's, with all that came and went by them.

    Part of a story that holds both orders. One that is not the source's any more stays.

    Raises:
        NotPermitted: the actor may not move money.
    """
    ctx.require(Scope.PAYMENTS_WRITE)
    assert sql.is_in_transaction(), "no transaction is open"
    moved = await Payment.filter(id__in=list(payment_ids), order_id=source_id).order_by("id")
    for payment in moved:
        await raise_version(payment, "payment", at=ctx.now, order_id=target_id)
        await append(
            ctx,
            PaymentMoved(
                aggregate_id=payment.id,
                version=payment.version,
                order_id=target_id,
                from_order_id=source_id,
                status=payment.status,
                currency=payment.currency,
                captured_minor=payment.captured_minor,
                refunded_minor=payment.refunded_minor,
            ),
        )
    captured = sum(payment.captured_minor for payment in moved)
    refunded = sum(payment.refunded_minor for payment in moved)
    if captured:
        await record_transfer(
            ctx, source_id, target_id, captured_minor=captured, refunded_minor=refunded
        )


async def payment_ids_of(order_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The payments of orders, as they stand."""
    found: dict[UUID, list[UUID]] = {order_id: [] for order_id in order_ids}
    for payment in await Payment.filter(order_id__in=list(order_ids)).order_by("created_at", "id"):
        found[payment.order_id].append(payment.id)
    return found


async def _transfer(ctx: Context, payment: Payment, target_id: UUID, part: int) -> None:
    source, transfer_id = payment.status, str(new_id())
    twin = await Payment.create(
        version=1,
        order_id=target_id,
        came_from_id=payment.id,
        method=payment.method,
        provider=payment.provider,
        currency=payment.currency,
        captured_minor=part,
        status=PaymentStatus.CAPTURED,
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    out = _line(ctx, payment, TransactionType.TRANSFER_OUT, part, transfer_id)
    came = _line(ctx, twin, TransactionType.TRANSFER_IN, part, transfer_id)
    await PaymentTransaction.bulk_create([out, came])
    sums = await add_up(payment.id)
    await raise_version(
        payment, "payment", at=ctx.now, captured_minor=sums.came, status=payment_status(sums)
    )
    sides = ((payment, twin, out.id, source), (twin, payment, came.id, PaymentStatus.PENDING))
    await append(
        ctx,
        *(
            PaymentTransferred(
                aggregate_id=one.id,
                version=one.version,
                order_id=one.order_id,
                transaction_id=line_id,
                source=before,
                status=one.status,
                currency=one.currency,
                amount_minor=part,
                captured_minor=one.captured_minor,
                refunded_minor=one.refunded_minor,
                other_payment_id=other.id,
                other_order_id=other.order_id,
            )
            for one, other, line_id, before in sides
        ),
    )


def _line(
    ctx: Context, payment: Payment, type_: TransactionType, part: int, transfer_id: str
) -> PaymentTransaction:
    return PaymentTransaction(
        id=new_id(),
        payment_id=payment.id,
        type=type_,
        state=TransactionState.SUCCEEDED,
        amount_minor=part,
        provider=payment.method.value,
        provider_reference=transfer_id,  # both sides name the same
        actor=ctx.actor.key,
        occurred_at=ctx.now,
        settled_at=ctx.now,
    )
