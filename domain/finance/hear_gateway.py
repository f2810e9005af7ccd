"""Hearing from a gateway of its own accord: each message is written down once, with its effect."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.finance.gateways.port import News
from domain.finance.intents import BEGINS
from domain.finance.ledger import hold, written_by_gateway
from domain.finance.models import Payment, PaymentTransaction
from domain.finance.settle import settle
from domain.finance.states import UNSETTLED, TransactionState, TransactionType
from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.ids import new_id

TAKE = """
INSERT INTO gateway_message (id, provider, message_id, type, received_at)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT (provider, message_id) DO NOTHING RETURNING id
"""
NOTE = "UPDATE gateway_message SET transaction_id = $2 WHERE id = $1"


async def hear_gateway(ctx: Context, provider: str, news: News) -> UUID | None:
    """Take a signed message of a gateway; the line that it was about, if it was about any of ours.

    A message that was taken before changes nothing. One that says what another said changes
    nothing either: a line comes to its end once. What moved at the gateway without us becomes a
    line of its own.

    Raises:
        NotPermitted: the actor may not move money.
    """
    ctx.require(Scope.PAYMENTS_WRITE)
    async with in_transaction():
        message = await sql.value(
            TAKE, new_id(), provider, news.message_id, news.type.value, ctx.now
        )
        if message is None:
            return None
        payment = await _payment_of(provider, news)
        if payment is None:
            return None
        order = await hold(payment)
        line = await _line_of(provider, news) or await _awaited(payment, news)
        if line is None:
            if news.outcome.state is not TransactionState.SUCCEEDED:
                return None
            amount = news.outcome.amount_minor or 0
            line = await written_by_gateway(ctx, payment, news.type, amount, news.outcome)
        line = await settle(
            ctx, order, payment, line, news.outcome, begun_reference=news.begun_reference
        )
        await sql.execute(NOTE, message, line.id)
        return line.id


async def _payment_of(provider: str, news: News) -> Payment | None:
    line = await _line_of(provider, news)
    if line is None and (begun := _id(news.begun)):
        line = await PaymentTransaction.get_or_none(id=begun, provider=provider)
    if line is None and news.begun_reference:
        line = await PaymentTransaction.filter(
            provider=provider, provider_reference=news.begun_reference, type__in=list(BEGINS)
        ).first()
    return None if line is None else await Payment.get(id=line.payment_id)


async def _line_of(provider: str, news: News) -> PaymentTransaction | None:
    """By what they call it, else by what we did."""
    if news.outcome.reference:
        named = await PaymentTransaction.get_or_none(
            provider=provider, provider_reference=news.outcome.reference, type=news.type
        )
        if named is not None:
            return named
    key = _id(news.key)
    if key is None:
        return None
    return await PaymentTransaction.get_or_none(id=key, provider=provider, type=news.type)


async def _awaited(payment: Payment, news: News) -> PaymentTransaction | None:
    """What is let go is let go once: where we are about to, this is it."""
    if news.type is not TransactionType.VOID:
        return None
    lines = PaymentTransaction.filter(
        payment_id=payment.id, type=news.type, state__in=list(UNSETTLED)
    )
    return await lines.first()


def _id(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None
