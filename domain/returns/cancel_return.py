"""Calling a return off: the goods will not be sent."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.orders.models import Order
from domain.returns.actions import NEEDED, require
from domain.returns.errors import ReturnAlreadyRefunded
from domain.returns.events import ReturnCanceled
from domain.returns.letting_go import outstanding
from domain.returns.locks import lock_return
from domain.returns.models import Return, ReturnLine
from domain.returns.states import RETURN, ReturnAction
from domain.returns.telling import tell
from domain.shared.context import Context
from domain.shared.states import expect_version


async def cancel_return(
    ctx: Context, return_id: UUID, *, expected_version: int | None = None
) -> Return:
    """Call a return off before anything of it is on its way. Customers do it with their own.

    Raises:
        NotSignedIn, NotPermitted: the actor may not write orders, and is not the customer.
        NotFound: the actor can see no such return.
        InvalidTransition: it is on its way, or over.
        ReturnAlreadyRefunded: the money went back in advance; the goods must come.
        VersionConflict: it changed since the actor looked.
    """
    action = ReturnAction.CANCEL
    if ctx.customer_id is None:
        ctx.require(NEEDED[action])
    async with in_transaction():
        row = await lock_return(ctx, return_id)
        order = await Order.get(id=row.order_id)
        require(ctx, action, customer_id=order.customer_id)
        expect_version(row, RETURN.kind, expected_version)
        RETURN.target(row.status, action)
        if await ReturnLine.exists(parent_id=row.id, credited__gt=0):
            raise ReturnAlreadyRefunded(row.number)
        source = await RETURN.move(row, action, at=ctx.now, closed_at=ctx.now)
        canceled = ReturnCanceled.of(row, source=source, action=action)
        await tell(ctx, canceled, requested=await outstanding(row))
        return row
