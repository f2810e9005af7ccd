"""Saying that goods are on their way back."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.orders.models import Order
from domain.returns.actions import NEEDED, require
from domain.returns.events import ReturnSent
from domain.returns.locks import lock_return
from domain.returns.models import Return
from domain.returns.states import RETURN, ReturnAction
from domain.returns.telling import tell
from domain.shared.context import Context
from domain.shared.states import expect_version


async def mark_sent(
    ctx: Context, return_id: UUID, *, expected_version: int | None = None
) -> Return:
    """Say that a return was handed over. Customers say it of their own.

    Raises:
        NotSignedIn, NotPermitted: the actor may not write orders, and is not the customer.
        NotFound: the actor can see no such return.
        InvalidTransition: nobody agreed to it, or it is under way already.
        VersionConflict: it changed since the actor looked.
    """
    action = ReturnAction.SEND
    if ctx.customer_id is None:
        ctx.require(NEEDED[action])
    async with in_transaction():
        row = await lock_return(ctx, return_id)
        order = await Order.get(id=row.order_id)
        require(ctx, action, customer_id=order.customer_id)
        expect_version(row, RETURN.kind, expected_version)
        source = await RETURN.move(row, action, at=ctx.now, sent_at=ctx.now)
        await tell(ctx, ReturnSent.of(row, source=source, action=action))
        return row
