"""Looking after lines that have not come to their end: whoever asked may be gone, or the answer."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.finance.carry_out import carry_out, question, record_outcome
from domain.finance.follow import has_failed_often
from domain.finance.gateways.port import Ask, GatewayUnavailable, Outcome, PaymentGateway
from domain.finance.intents import CALL, intend_void, voidable
from domain.finance.ledger import add_up, hold
from domain.finance.models import Payment, PaymentTransaction
from domain.finance.states import UNSETTLED, TransactionState
from domain.orders.models import Order
from domain.orders.record_payment import is_payable
from domain.shared import sql
from domain.shared.context import Context

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=15)
DOUBLINGS_MAX = 10
TAKE = """
UPDATE payment_transaction SET next_look_at = $3, looks = looks + 1 WHERE id = ANY(ARRAY(
    SELECT id FROM payment_transaction WHERE next_look_at <= $1
    ORDER BY next_look_at, id LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED))
RETURNING id
"""

logger = logging.getLogger(__name__)


def pause(looks: int) -> timedelta:
    """How long to leave a line in peace that was looked after so many times in vain."""
    doubled: int = 2 ** min(looks, DOUBLINGS_MAX)
    return min(LONGEST_PAUSE, FIRST_PAUSE * doubled)


async def take_due(now: datetime, most: int) -> list[UUID]:
    """Lines that are due, for this caller alone until their calls are certainly over."""
    return [row["id"] for row in await sql.rows(TAKE, now, most, now + CALL)]


async def look_after(ctx: Context, line_id: UUID) -> None:
    """Ask what became of a line, and write it down. What the gateway never heard of is asked for
    again, under the same key; or given up, where nobody wants it any more. What waits too long for
    the customer is called off.
    """
    found = await question(line_id)
    if found is None:
        return
    port, ask = found
    try:
        outcome = await _became(ctx, port, ask, line_id)
    except GatewayUnavailable as error:
        logger.warning("%s did not answer for %s: %s", port.code, ask.key, error)
    else:
        line = await record_outcome(ctx, line_id, outcome)
        if line.state in UNSETTLED and await _is_unwanted(ctx, line, ask):
            await _call_off(ctx, line)
    await _rest(ctx.now, line_id)


async def _became(ctx: Context, port: PaymentGateway, ask: Ask, line_id: UUID) -> Outcome:
    known = await port.find(ask)
    if known is not None:
        return known
    if await _is_unwanted(ctx, await PaymentTransaction.get(id=line_id), ask):
        return Outcome(TransactionState.EXPIRED, ctx.now)
    return await port.perform(ask)


async def _is_unwanted(ctx: Context, line: PaymentTransaction, ask: Ask) -> bool:
    """Whether a payment that has only begun is too late: for the customer, or for the order."""
    if ask.key != ask.begun:
        return False
    if line.expires_at is not None and line.expires_at <= ctx.now:
        return True
    payment = await Payment.get(id=line.payment_id)
    order = await Order.get(id=payment.order_id)
    return not is_payable(order, begun_at=payment.created_at)


async def _call_off(ctx: Context, line: PaymentTransaction) -> None:
    async with in_transaction():
        payment = await Payment.get(id=line.payment_id)
        await hold(payment)
        sums = await add_up(payment.id)
        if not voidable(sums) or await has_failed_often(payment):
            return
        void = await intend_void(ctx.as_system(), payment, sums, is_called_now=True)
    await carry_out(ctx, void.id)


async def _rest(now: datetime, line_id: UUID) -> None:
    line = await PaymentTransaction.get(id=line_id)
    unsettled = PaymentTransaction.filter(id=line_id, state__in=list(UNSETTLED))
    await unsettled.update(next_look_at=now + pause(line.looks))
