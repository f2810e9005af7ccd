"""Asking a gateway for the customer's money: held at their bank, or taken at once."""

import re
from urllib.parse import urlsplit
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.finance.amounts import positive
from domain.finance.carry_out import carry_out
from domain.finance.errors import PaymentExceedsBalance
from domain.finance.gateways.registry import gateway_of_new_payments
from domain.finance.intents import BEGIN, GRACE, intend, may_call
from domain.finance.models import Payment, PaymentTransaction
from domain.finance.states import PaymentMethod, PaymentStatus, TransactionType
from domain.identity.scopes import Scope
from domain.orders.errors import OrderNotPayable
from domain.orders.models import Order
from domain.orders.queries import get_order, lock_order
from domain.orders.record_payment import is_payable
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput
from domain.shared.idempotency import claim
from domain.shared.inputs import text
from domain.shared.money import Money, WrongCurrency

INSTRUMENT_LENGTH_MAX = 255  # characters
URL_LENGTH_MAX = 500  # characters
CARD_NUMBER = re.compile(r"[0-9][0-9 -]{10,22}[0-9]")
# What other payments of the order hold already, or may be about to bring.
HOPED_FOR = """
SELECT coalesce(sum(open_minor), 0) + coalesce((
    SELECT sum(line.amount_minor) FROM payment_transaction AS line
    JOIN payment AS begun ON begun.id = line.payment_id
    WHERE begun.order_id = $1 AND line.state IN ('pending', 'action_required')
        AND (line.type = 'authorization' OR line.type = 'capture' AND NOT EXISTS (
            SELECT FROM payment_transaction AS held
            WHERE held.payment_id = begun.id AND held.type = 'authorization'))), 0)::bigint
FROM payment WHERE order_id = $1
"""


async def authorize_payment(
    ctx: Context,
    order_id: UUID,
    *,
    amount: Money | None = None,
    instrument: str,
    idempotency_key: str,
    takes_at_once: bool = False,
    return_url: str = "",
) -> Payment:
    """Have the gateway hold an amount, or all that is still to pay; or take it at once.

    The order and its units are held for it meanwhile. What the gateway refuses is no refusal of
    ours: the payment says FAILED, and what it needs of the customer, ACTION_REQUIRED. Where the
    gateway does not answer, it says PENDING until somebody knows. `instrument` is what the gateway
    calls the customer's card or wallet.

    Raises:
        NotSignedIn, NotPermitted: the actor is no customer and may not take money.
        NotFound: the actor can see no such order, or this shop has no gateway.
        InvalidInput: an amount of nothing, a card number, or an address that is none.
        WrongCurrency: the order is in another currency.
        OrderNotPayable: the order has ended.
        PaymentExceedsBalance: more than is owed, without what other payments hold or may bring.
        IdempotencyInProgress, IdempotencyKeyReused: as the key's rules say.
    """
    if ctx.customer_id is None:
        ctx.require(Scope.PAYMENTS_WRITE)
    instrument = _instrument(instrument)
    return_url = _address(return_url)
    if amount is not None:
        positive(amount, "amount")
    provider = gateway_of_new_payments().code
    is_called_now = may_call()
    async with in_transaction():
        asked = amount and [amount.minor, amount.currency]
        request = [order_id, asked, instrument, takes_at_once, return_url]
        claimed = await claim(ctx, "finance.authorize_payment", idempotency_key, request)
        if claimed.replay_of:
            return await Payment.get(id=claimed.replay_of)
        await get_order(ctx, order_id)
        order = await lock_order(order_id)
        wanted = await _owed(order, amount)
        payment = await Payment.create(
            version=0,
            order_id=order.id,
            method=PaymentMethod.GATEWAY,
            provider=provider,
            currency=wanted.currency,
            status=PaymentStatus.PENDING,
            created_at=ctx.now,
            updated_at=ctx.now,
        )
        line = await intend(
            ctx,
            payment,
            TransactionType.CAPTURE if takes_at_once else TransactionType.AUTHORIZATION,
            wanted.minor,
            instrument=instrument,
            return_url=return_url,
            expires_at=ctx.now + BEGIN + GRACE,
            is_called_now=is_called_now,
        )
        await claimed.settle(payment.id)
    return await called(ctx, payment, line) if is_called_now else payment


async def called(ctx: Context, payment: Payment, line: PaymentTransaction) -> Payment:
    """Ask for a line whose transaction has ended, and say how the payment stands then."""
    await carry_out(ctx, line.id)
    return await Payment.get(id=payment.id)


async def _owed(order: Order, amount: Money | None) -> Money:
    if not is_payable(order):
        raise OrderNotPayable(order.number, order.status)
    hoped_for = int(await sql.value(HOPED_FOR, order.id))
    due = Money(max(0, order.balance_due_minor - hoped_for), order.currency)
    wanted = amount or due
    if wanted.currency != due.currency:
        raise WrongCurrency(f"This order is in {due.currency}.", "amount")
    if not 0 < wanted.minor <= due.minor:
        raise PaymentExceedsBalance(wanted, due)
    return wanted


def _instrument(given: str) -> str:
    """A gateway's word for a card. The card's own number must never come here."""
    found = text(given, "instrument", longest=INSTRUMENT_LENGTH_MAX)
    if CARD_NUMBER.fullmatch(found):
        raise InvalidInput("This is the gateway's word for a card, never its number.", "instrument")
    return found


def _address(given: str) -> str:
    url = text(given, "returnUrl", longest=URL_LENGTH_MAX, required=False)
    if url and (urlsplit(url).scheme != "https" or not urlsplit(url).hostname):
        raise InvalidInput("This must be an address that begins with https://.", "returnUrl")
    return url
