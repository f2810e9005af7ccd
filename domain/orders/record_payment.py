"""Recording a payment: finance tells the order what came in or went back."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.orders.complete_order import complete_if_done
from domain.orders.errors import OrderNotPayable
from domain.orders.events import PaymentRecorded
from domain.orders.models import Order
from domain.orders.queries import lock_order
from domain.orders.states import OrderStatus
from domain.orders.statuses import payment_status
from domain.promotions.uses import redeem_uses
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version

PAYABLE = {OrderStatus.PENDING, OrderStatus.CONFIRMED, OrderStatus.ON_HOLD}


async def record_payment(
    ctx: Context, order_id: UUID, *, captured_minor: int = 0, refunded_minor: int = 0
) -> Order:
    """Add what was captured or refunded to the order's sums, and complete it if that was all.

    Part of finance's verbs, in their transaction: who may, and how much, is decided there.

    Raises:
        OrderNotPayable: money for an order that has ended.
    """
    assert captured_minor >= 0, "money that came is not below zero"
    assert refunded_minor >= 0, "money that went back is not below zero"
    async with in_transaction():
        order = await lock_order(order_id)
        if captured_minor and order.status not in PAYABLE:
            raise OrderNotPayable(order.number, order.status)
        captured = order.captured_minor + captured_minor
        refunded = order.refunded_minor + refunded_minor
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
        if order.discount_minor and order.balance_due_minor <= 0:
            await redeem_uses(ctx, order.id)
        return await complete_if_done(ctx, order_id)
