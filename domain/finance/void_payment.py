"""Letting go what the customer's bank holds."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.finance.authorize_payment import called
from domain.finance.errors import NothingToVoid, PaymentUnderWay
from domain.finance.intents import intend_void, may_call, voidable
from domain.finance.ledger import add_up, hold
from domain.finance.models import Payment
from domain.finance.queries import get_payment
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.idempotency import claim


async def void_payment(ctx: Context, payment_id: UUID, *, idempotency_key: str) -> Payment:
    """Let go all that is held and not captured; or call off what the customer has not agreed to.

    Raises:
        NotPermitted: the actor may not move money.
        NotFound: the actor can see no such payment.
        NothingToVoid: nothing is held, nor about to be.
        PaymentUnderWay: the gateway was asked to capture or let go, and has not answered yet.
        IdempotencyInProgress, IdempotencyKeyReused: as the key's rules say.
    """
    ctx.require(Scope.PAYMENTS_WRITE)
    is_called_now = may_call()
    async with in_transaction():
        claimed = await claim(ctx, "finance.void_payment", idempotency_key, [payment_id])
        payment = await get_payment(ctx, payment_id)
        if claimed.replay_of:
            return payment
        await hold(payment)
        sums = await add_up(payment.id)
        if sums.unsettled_capture or sums.unsettled_void:
            raise PaymentUnderWay
        if not voidable(sums):
            raise NothingToVoid
        line = await intend_void(ctx, payment, sums, is_called_now=is_called_now)
        await claimed.settle(payment.id)
    return await called(ctx, payment, line) if is_called_now else payment
