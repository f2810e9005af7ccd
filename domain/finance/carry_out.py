"""Asking a gateway for what stands in the ledger, and writing down what it says.

The question is asked in no transaction: it may last, and what it does is not undone by a rollback.
"""

import logging
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.finance.gateways.port import Ask, GatewayUnavailable, Outcome, PaymentGateway
from domain.finance.gateways.registry import gateway
from domain.finance.intents import beginning_of
from domain.finance.ledger import hold
from domain.finance.models import Payment, PaymentTransaction
from domain.finance.settle import settle
from domain.finance.states import UNSETTLED
from domain.orders.models import Order
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.money import Money

logger = logging.getLogger(__name__)


async def carry_out(ctx: Context, line_id: UUID) -> None:
    """Ask the gateway to make a movement, and record what came of it. Where nobody knows, the line
    stays as it is until somebody looks after it.
    """
    assert not sql.is_in_transaction(), "a gateway is never asked inside a transaction"
    found = await question(line_id)
    if found is None:
        return
    port, ask = found
    try:
        outcome = await port.perform(ask)
    except GatewayUnavailable as error:
        logger.warning("%s did not answer for %s: %s", port.code, ask.key, error)
        return
    await record_outcome(ctx, line_id, outcome)


async def question(line_id: UUID) -> tuple[PaymentGateway, Ask] | None:
    """What to ask for a line, and whom; None if it has come to its end, or nobody is there."""
    line = await PaymentTransaction.get(id=line_id)
    port = gateway(line.provider)
    if line.state not in UNSETTLED or port is None:
        return None
    payment = await Payment.get(id=line.payment_id)
    order = await Order.get(id=payment.order_id).only("id", "number")
    began = await beginning_of(payment.id)
    return port, Ask(
        key=str(line.id),
        type=line.type,
        amount=Money(line.amount_minor, payment.currency),
        begun=began.key,
        begun_reference=began.reference,
        asked_at=line.occurred_at,
        order_number=order.number,
        instrument=line.instrument,
        return_url=line.return_url,
    )


async def record_outcome(ctx: Context, line_id: UUID, outcome: Outcome) -> PaymentTransaction:
    """Write down what a gateway said of a line, as often as it says so.

    Raises:
        VersionConflict: somebody changed the payment without holding its order.
    """
    async with in_transaction():
        line = await PaymentTransaction.get(id=line_id)
        payment = await Payment.get(id=line.payment_id)
        order = await hold(payment)
        await line.refresh_from_db()
        return await settle(ctx, order, payment, line, outcome)
