"""Giving back what was paid for something that is not charged any more."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.finance.ledger import surplus_of
from domain.finance.models import Payment
from domain.finance.refund_payment import refundable, return_money
from domain.finance.refunds.ask_approval import ask_approval, needs_approval, waiting_surplus
from domain.finance.refunds.limits import limits
from domain.identity.scopes import Scope
from domain.orders.queries import lock_order
from domain.shared.context import Context
from domain.shared.money import Money


async def refund_surplus(
    ctx: Context, order_id: UUID, amount_minor: int, *, asked_by: str | None = None
) -> None:
    """Refund so much of what was paid too much for an order, and no more than that, nor what is on
    its way back already; of its newest payments first. Above the limit, with all that went back of
    the order without anybody's agreement, it waits for somebody else than `asked_by`, an actor's
    key: who changed the order.

    Raises:
        NotPermitted: the actor may not move money.
        NotFound: there is no such order.
    """
    ctx.require(Scope.PAYMENTS_WRITE)
    async with in_transaction():
        order = await lock_order(order_id)
        surplus = await surplus_of(order)
        left = min(amount_minor, surplus)
        if left > 0 and limits().approval_above:
            left = min(left, surplus - await waiting_surplus(order_id))
            amount = Money(left, order.currency)
            if left > 0 and await needs_approval(amount, order_id=order_id):
                await ask_approval(ctx, order_id, amount, asked_by=asked_by)
                return
        for payment in await Payment.filter(order_id=order_id).order_by("-created_at", "-id"):
            part = min(left, (await refundable(payment)).minor)
            if part > 0:
                left -= part
                await return_money(ctx, payment, part)
