"""Agreeing to take goods back."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.returns.actions import NEEDED
from domain.returns.events import ReturnApproved
from domain.returns.locks import lock_return
from domain.returns.models import Return
from domain.returns.states import RETURN, ReturnAction
from domain.returns.telling import tell
from domain.shared.context import Context
from domain.shared.states import expect_version


async def approve_return(
    ctx: Context, return_id: UUID, *, expected_version: int | None = None
) -> Return:
    """Agree to a return: the goods may be sent.

    Raises:
        NotSignedIn, NotPermitted: the actor may not write orders.
        NotFound: the actor can see no such return.
        InvalidTransition: it was answered, or called off, already.
        VersionConflict: it changed since the actor looked.
    """
    action = ReturnAction.APPROVE
    ctx.require(NEEDED[action])
    async with in_transaction():
        row = await lock_return(ctx, return_id)
        expect_version(row, RETURN.kind, expected_version)
        source = await RETURN.move(row, action, at=ctx.now, approved_at=ctx.now)
        await tell(ctx, ReturnApproved.of(row, source=source, action=action))
        return row
