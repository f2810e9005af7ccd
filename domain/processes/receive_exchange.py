"""When what comes back was inspected, its worth pays for what goes out."""

from uuid import UUID

from domain.finance.ledger import surplus_of
from domain.finance.move_money import move_money
from domain.orders.models import Order
from domain.orders.states import HoldReason, OrderStatus
from domain.processes.confirm_order import confirm_order
from domain.processes.release_hold import release_hold
from domain.returns.exchanges.locks import hold_exchange
from domain.returns.exchanges.models import Exchange
from domain.returns.exchanges.moving import move_exchange
from domain.returns.exchanges.states import ExchangeAction, ExchangeStatus
from domain.shared import sql
from domain.shared.context import Context


async def exchange_of(return_id: UUID) -> Exchange | None:
    """The exchange that a return belongs to and that waits for it, with both its orders held."""
    assert sql.is_in_transaction(), "no transaction is open"
    row = await Exchange.get_or_none(parent_id=return_id)
    if row is None:
        return None
    row = await hold_exchange(row)
    return row if row.status is ExchangeStatus.APPROVED else None


async def receive_exchange(ctx: Context, row: Exchange) -> None:
    """Let what was paid too much for the order, now that its goods came back, be paid for what goes
    out, and no more than that costs; and send it, if nothing is owed for it any more.

    Part of the inspection of its return, with both orders held.

    Raises:
        PaymentUnderWay: a gateway is about to give back what should be moved.
    """
    assert row.replacement_id is not None, "it was agreed to"
    system = ctx.as_system()
    order, goods = await Order.get(id=row.order_id), await Order.get(id=row.replacement_id)
    part = max(min(await surplus_of(order), goods.balance_due_minor), 0)
    if part:
        await move_money(system, order.id, goods.id, part)
    await move_exchange(ctx, row, ExchangeAction.RECEIVE, currency=order.currency, paid_minor=part)
    await send_if_paid(system, goods.id)


async def send_if_paid(ctx: Context, order_id: UUID) -> None:
    """Let what goes out go on, if it waits for nothing but the exchange and nothing is owed."""
    goods = await Order.get(id=order_id)
    waits = goods.status is OrderStatus.ON_HOLD and goods.hold_reason is HoldReason.EXCHANGE
    if waits and goods.balance_due_minor <= 0 and not goods.is_money_held:
        await release_hold(ctx, order_id)
        await confirm_order(ctx, order_id)
