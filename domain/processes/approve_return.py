"""When a return is approved, a little money goes back to good customers before the goods do."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.finance.refunds.limits import limits
from domain.finance.refunds.models import ReturnRefund
from domain.finance.refunds.refund_return import amount_due, refund_return
from domain.finance.refunds.states import ReturnRefundKind, ReturnRefundStatus
from domain.orders.models import Order
from domain.orders.states import OrderReturnStatus, OrderStatus
from domain.returns.actions import NEEDED
from domain.returns.approve_return import approve_return as approve
from domain.returns.credit import worth_of
from domain.returns.credit_in_advance import credit_in_advance
from domain.returns.errors import ReturnOfExchange
from domain.returns.exchanges.models import Exchange
from domain.returns.models import Return
from domain.returns.queries import get_return
from domain.returns.states import UNDER_WAY, ReturnAction
from domain.shared.context import Context
from domain.shared.money import Money


async def approve_return(
    ctx: Context, return_id: UUID, *, expected_version: int | None = None
) -> Return:
    """Agree to a return. Money up to the limit goes back at once to a customer in good standing:
    with enough completed orders, nothing refunded in advance that has not come, and nothing owed.

    Raises:
        NotSignedIn, NotPermitted, NotFound, InvalidTransition, VersionConflict: as
            `returns.approve_return`.
        ReturnOfExchange: it is answered with its exchange.
    """
    async with in_transaction():
        ctx.require(NEEDED[ReturnAction.APPROVE])
        await get_return(ctx, return_id)
        if await Exchange.exists(parent_id=return_id):
            raise ReturnOfExchange
        row = await approve(ctx, return_id, expected_version=expected_version)
        order = await Order.get(id=row.order_id)
        worth = Money(min(await worth_of(row), order.captured_minor), row.currency)
        if worth.minor > 0 and _is_little(worth) and await _is_in_good_standing(order):
            await credit_in_advance(ctx, row)
            await order.refresh_from_db()
            amount = await amount_due(row, order)
            if amount.minor > 0:
                await refund_return(ctx, row, amount, ReturnRefundKind.INSTANT)
        return row


def _is_little(worth: Money) -> bool:
    return limits().is_instant(worth) and not limits().needs_approval(worth)


async def _is_in_good_standing(order: Order) -> bool:
    """Whether the customer has bought enough and has nothing of ours."""
    if order.customer_id is None:
        return False
    theirs = Order.filter(customer_id=order.customer_id)
    completed = await theirs.filter(status=OrderStatus.COMPLETED).count()
    if completed < limits().instant_after_orders:
        return False
    outstanding = ReturnRefund.filter(
        order__customer_id=order.customer_id,
        kind=ReturnRefundKind.INSTANT,
        status=ReturnRefundStatus.SUCCEEDED,
        parent__status__in=sorted(UNDER_WAY),
    )
    if await outstanding.exists():
        return False
    touched = await theirs.exclude(return_status=OrderReturnStatus.NONE)
    return all(each.balance_due_minor <= 0 for each in touched)
