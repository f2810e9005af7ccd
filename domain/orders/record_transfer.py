"""Recording a transfer: finance tells two orders that money of the one is now the other's."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.orders.events import PaymentRecorded
from domain.orders.lock_orders import lock_orders
from domain.orders.models import Order
from domain.orders.statuses import payment_status
from domain.promotions.uses import redeem_uses
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version


async def record_transfer(
    ctx: Context, source_id: UUID, target_id: UUID, *, captured_minor: int, refunded_minor: int = 0
) -> None:
    """Let so much of what was captured and refunded for one order count for another.

    Part of finance's verbs, in their transaction: who may, and how much, is decided there.
    """
    assert captured_minor >= refunded_minor >= 0, "what went back came first"
    async with in_transaction():
        orders = await lock_orders([source_id, target_id])
        for order, sign in ((orders[source_id], -1), (orders[target_id], 1)):
            await _record(ctx, order, sign * captured_minor, sign * refunded_minor)
        target = orders[target_id]
        if target.discount_minor and target.balance_due_minor <= 0:
            await redeem_uses(ctx, target.id)


async def _record(ctx: Context, order: Order, captured_minor: int, refunded_minor: int) -> None:
    captured = order.captured_minor + captured_minor
    refunded = order.refunded_minor + refunded_minor
    assert captured >= refunded >= 0, "an order gives no more than it has"
    await raise_version(
        order,
        "order",
        at=ctx.now,
        captured_minor=captured,
        refunded_minor=refunded,
        payment_status=payment_status(
            order.total_minor - order.return_credit_minor,
            captured_minor=captured,
            refunded_minor=refunded,
        ),
    )
    await append(
        ctx,
        PaymentRecorded(
            aggregate_id=order.id,
            version=order.version,
            status=order.status,
            payment_status=order.payment_status,
            captured_minor=captured,
            refunded_minor=refunded,
            balance_due_minor=order.balance_due_minor,
        ),
    )
