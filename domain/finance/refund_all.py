"""Giving back all that came for an order, and letting go all that is held for it."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.finance.intents import intend_void, voidable
from domain.finance.ledger import add_up
from domain.finance.models import Payment
from domain.finance.queries import visible_payments
from domain.finance.refund_payment import return_money
from domain.identity.scopes import Scope
from domain.orders.queries import lock_order
from domain.shared.context import Context


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
    is_held = payment.provider is not None and voidable(sums) > 0
    if sums.refundable:
        await return_money(ctx, payment, sums.refundable)
    if is_held:
        await intend_void(ctx, payment, sums)
    return is_held or sums.refundable > 0
