"""What a gateway says becomes the ledger: whoever says it, how often, and in what order.

A line's end is its end. What is said of a line that has come to it changes nothing, so answers,
messages and questions asked again all lead to the same ledger.
"""

from dataclasses import replace
from typing import Any

from domain.finance.events import OF_SUCCESS, PaymentCaptured, PaymentTransactionMoved
from domain.finance.follow import follow
from domain.finance.gateways.port import Outcome
from domain.finance.intents import BEGIN, GRACE, beginning_of
from domain.finance.ledger import post, written_by_gateway
from domain.finance.models import Payment, PaymentTransaction
from domain.finance.refunds.moving import answered
from domain.finance.states import (
    TRANSACTION,
    UNSETTLED,
    Sums,
    TransactionAction,
    TransactionState,
    TransactionType,
)
from domain.orders.models import Order
from domain.shared.context import Context

ACTIONS = {
    TransactionState.SUCCEEDED: TransactionAction.SUCCEED,
    TransactionState.FAILED: TransactionAction.FAIL,
    TransactionState.ACTION_REQUIRED: TransactionAction.REQUIRE_ACTION,
    TransactionState.EXPIRED: TransactionAction.EXPIRE,
}
IMPLY_A_BEGINNING = (TransactionType.CAPTURE, TransactionType.REFUND, TransactionType.CHARGEBACK)
COUNTED_ALREADY = "counted_already"
CODE_LENGTH_MAX = 64  # characters


async def settle(
    ctx: Context,
    order: Order,
    payment: Payment,
    line: PaymentTransaction,
    outcome: Outcome,
    *,
    begun_reference: str = "",
) -> PaymentTransaction:
    """Take a gateway's word for one line, in the transaction that holds the order; the line that
    it was about: another one where money moved after all by what we had given up.
    """
    twin = await _named_alike(line, outcome)
    if twin is not None:
        if line.state not in UNSETTLED:
            return await settle(ctx, order, payment, twin, outcome)
        outcome = Outcome(TransactionState.FAILED, outcome.at, failure_code=COUNTED_ALREADY)
    if line.state not in UNSETTLED:
        if not _is_late_success(line, outcome):
            return line
        line = await written_by_gateway(ctx, payment, line.type, line.amount_minor, outcome)
    elif not _is_news(line, outcome):
        return line

    if outcome.state is TransactionState.SUCCEEDED and line.type in IMPLY_A_BEGINNING:
        await _assume_begun(ctx, order, payment, line, replace(outcome, reference=begun_reference))
    if line.state is TransactionState.ACTION_REQUIRED is not outcome.state:
        await _move(ctx, payment, line, TransactionAction.RESUME, outcome)
    action = ACTIONS.get(outcome.state)
    if action is None or line.state is outcome.state:
        await _write(line, _said(line, outcome))
        return line
    sums = await _move(ctx, payment, line, action, outcome)
    await follow(ctx, order, payment, line, sums, outcome)
    if line.return_refund_id is not None and line.state not in UNSETTLED:
        await answered(ctx, line.return_refund_id)
    return line


async def _named_alike(line: PaymentTransaction, outcome: Outcome) -> PaymentTransaction | None:
    """Another line that stands for what the gateway calls so."""
    if not outcome.reference:
        return None
    named = PaymentTransaction.filter(
        provider=line.provider, provider_reference=outcome.reference, type=line.type
    )
    return await named.exclude(id=line.id).first()


def _is_late_success(line: PaymentTransaction, outcome: Outcome) -> bool:
    """Money moved though the line ended otherwise, before the gateway had named it."""
    return (
        outcome.state is TransactionState.SUCCEEDED
        and line.state is not TransactionState.SUCCEEDED
        and outcome.reference not in ("", line.provider_reference)
    )


def _is_news(line: PaymentTransaction, outcome: Outcome) -> bool:
    """An end is always taken; of what comes before it, only what the gateway said later."""
    if outcome.state not in UNSETTLED:
        return True
    return line.heard_at is None or outcome.at > line.heard_at


async def _assume_begun(
    ctx: Context, order: Order, payment: Payment, line: PaymentTransaction, outcome: Outcome
) -> None:
    """What was captured was authorized, and what went back had come, though we hear of it later."""
    began = (await beginning_of(payment.id)).line
    if began.id == line.id or began.state not in UNSETTLED:
        return
    implied = replace(outcome, amount_minor=None, failure_code=None, releases_rest=False)
    await settle(ctx, order, payment, began, implied)


async def _move(
    ctx: Context,
    payment: Payment,
    line: PaymentTransaction,
    action: TransactionAction,
    outcome: Outcome,
) -> Sums:
    """One arrow of the table, and what follows from it in the sums."""
    state = TRANSACTION.target(line.state, action)
    changes: dict[str, Any] = {"state": state, **_said(line, outcome)}
    if state is TransactionState.ACTION_REQUIRED:
        changes["expires_at"] = ctx.now + BEGIN + GRACE
    if state not in UNSETTLED:
        changes |= {
            "settled_at": ctx.now,
            "next_look_at": None,
            "instrument": "",
            "return_url": "",
            "action_url": "",
            "amount_minor": outcome.amount_minor or line.amount_minor,
        }
    await _write(line, changes)
    if state is not TransactionState.SUCCEEDED:
        return await post(ctx, payment, line)
    if line.type is TransactionType.CAPTURE:
        return await post(ctx, payment, line, PaymentCaptured, method=payment.method)
    return await post(ctx, payment, line, OF_SUCCESS.get(line.type, PaymentTransactionMoved))


async def _write(line: PaymentTransaction, changes: dict[str, Any]) -> None:
    """The state it was decided on is the guard; whoever holds the order is alone here."""
    found = PaymentTransaction.filter(id=line.id, state=line.state)
    written = await found.update(**changes)
    assert written == 1, "a line moves only in the hands of whoever holds its order"
    line.update_from_dict(changes)


def _said(line: PaymentTransaction, outcome: Outcome) -> dict[str, Any]:
    said: dict[str, Any] = {"heard_at": outcome.at}
    if outcome.reference:
        said["provider_reference"] = outcome.reference
    if outcome.action_url:
        said["action_url"] = outcome.action_url
    if outcome.failure_code:
        said["failure_code"] = outcome.failure_code[:CODE_LENGTH_MAX]
    return said
