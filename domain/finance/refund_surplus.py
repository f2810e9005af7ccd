"""Giving back what was paid for something that is not charged any more."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.finance.models import Payment
from domain.finance.refund_payment import refundable, return_money
from domain.identity.scopes import Scope
from domain.orders.queries import lock_order
from domain.shared.context import Context


async def refund_surplus(ctx: Context, order_id: UUID, amount_minor: int) -> None:
    """Refund so much of what was paid too much for an order, and no more than that; of its newest
    payments first.

    Raises:
        NotPermitted: the actor may not move money.
        NotFound: there is no such order.
    """
    ctx.require(Scope.PAYMENTS_WRITE)
    async with in_transaction():
        order = await lock_order(order_id)
        left = min(amount_minor, -order.balance_due_minor)
        for payment in await Payment.filter(order_id=order_id).order_by("-created_at", "-id"):
            part = min(left, (await refundable(payment)).minor)
            if part > 0:
                left -= part
                await return_money(ctx, payment, part)
