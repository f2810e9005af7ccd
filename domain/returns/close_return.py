"""Closing: goods and money are where they belong."""

from domain.returns.events import ReturnClosed
from domain.returns.models import Return
from domain.returns.states import RETURN, ReturnAction
from domain.returns.telling import tell
from domain.shared.context import Context


async def close_return(ctx: Context, row: Return) -> None:
    """Close an inspected return; with the last open one, a paid order may complete.

    Part of other verbs, in their transaction and with the order held: who may is decided there.

    Raises:
        InvalidTransition: it is not inspected.
    """
    action = ReturnAction.CLOSE
    source = await RETURN.move(row, action, at=ctx.now, closed_at=ctx.now)
    await tell(ctx, ReturnClosed.of(row, source=source, action=action))
