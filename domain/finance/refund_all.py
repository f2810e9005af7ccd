"""Giving back all that came for an order, and letting go all that is held for it."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.finance.intents import intend, intend_void, voidable
from domain.finance.ledger import add_up
from domain.finance.models import Payment
from domain.finance.queries import visible_payments
from domain.finance.refund_payment import give_back
from domain.finance.states import TransactionType
from domain.identity.scopes import Scope
from domain.orders.queries import lock_order
from domain.shared.context import Context
from domain.shared.money import Money


async def refund_all(ctx: Context, order_id: UUID) -> list[Payment]:
    """Refund what is left of every payment of an order, and void what its gateways hold; the
    payments of which there was something. Once done, doing it again is harmless.

    Gateways are asked after the caller's transaction has ended, by whoever looks after lines that
    are not settled.

    Raises:
        NotPermitted: the actor may not move money.
        NotFound: there is no such order.
    """
    ctx.require(Scope.PAYMENTS_WRITE)
    async with in_transaction():
        await lock_order(order_id)
        payments = await visible_payments(ctx).filter(order_id=order_id).order_by("id")
        return [payment for payment in payments if await _all_of(ctx, payment)]


async def _all_of(ctx: Context, payment: Payment) -> bool:
    sums = await add_up(payment.id)
    if payment.provider is None:
        if sums.refundable:
            await give_back(ctx, payment, Money(sums.refundable, payment.currency))
        return sums.refundable > 0
    has_something = sums.refundable > 0 or voidable(sums) > 0
    if sums.refundable:
        await intend(ctx, payment, TransactionType.REFUND, sums.refundable)
    if voidable(sums):
        await intend_void(ctx, payment, sums)
    return has_something
