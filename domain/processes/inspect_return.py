"""When a return is inspected, its customer gets their money back."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.finance.refunds.models import ReturnRefund
from domain.finance.refunds.moving import close_if_settled
from domain.finance.refunds.refund_return import amount_due, refund_return
from domain.finance.refunds.states import ReturnRefundKind
from domain.orders.models import Order
from domain.processes.receive_exchange import exchange_of, receive_exchange
from domain.returns.close_return import close_return
from domain.returns.inspect_return import Finding
from domain.returns.inspect_return import inspect_return as inspect
from domain.returns.models import Return
from domain.shared.context import Context


async def inspect_return(
    ctx: Context,
    return_id: UUID,
    *,
    findings: Sequence[Finding],
    expected_version: int | None = None,
) -> Return:
    """Decide on every unit that came, and give back what is no longer owed and was paid; what is
    above the limit waits for somebody else's approval. With the last of it the return is closed.
    Where the goods are exchanged, it pays for what goes out first.

    Raises:
        NotSignedIn, NotPermitted, InvalidInput, NotFound, InvalidTransition,
            InspectionDoesNotAddUp, VersionConflict: as `returns.inspect_return`.
    """
    async with in_transaction():
        exchange = await exchange_of(return_id)
        row = await inspect(ctx, return_id, findings=findings, expected_version=expected_version)
        if exchange is not None:
            await receive_exchange(ctx, exchange)
        amount = await amount_due(row, await Order.get(id=row.order_id))
        if amount.minor > 0:
            await refund_return(ctx, row, amount, ReturnRefundKind.AFTER_INSPECTION)
        elif (refund := await ReturnRefund.filter(parent_id=row.id).first()) is not None:
            await close_if_settled(ctx, refund)
        else:
            await close_return(ctx, row)
        await row.refresh_from_db()
        return row
