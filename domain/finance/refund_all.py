"""Giving back all that came for an order."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.finance.models import Payment
from domain.finance.queries import visible_payments
from domain.finance.refund_payment import give_back, refundable
from domain.identity.scopes import Scope
from domain.orders.queries import lock_order
from domain.shared.context import Context


async def refund_all(ctx: Context, order_id: UUID) -> list[Payment]:
    """Refund what is left of every payment of an order. Once done, doing it again is harmless.

    Raises:
        NotPermitted: the actor may not move money.
        NotFound: there is no such order.
    """
    ctx.require(Scope.PAYMENTS_WRITE)
    async with in_transaction():
        await lock_order(order_id)
        payments = await visible_payments(ctx).filter(order_id=order_id).order_by("id")
        left = [payment for payment in payments if refundable(payment).minor > 0]
        for payment in left:
            await give_back(ctx, payment, refundable(payment))
        return left
