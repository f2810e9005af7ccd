"""The one way in which an exchange moves, and is told of."""

from typing import Any

from domain.returns.exchanges.events import (
    ExchangeApproved,
    ExchangeCanceled,
    ExchangeClosed,
    ExchangeFulfilled,
    ExchangeMoved,
    ExchangeReceived,
)
from domain.returns.exchanges.models import Exchange
from domain.returns.exchanges.states import EXCHANGE, ExchangeAction
from domain.returns.exchanges.telling import tell
from domain.shared.context import Context

# The fact of each move, and the column that says when it was.
MOVES: dict[ExchangeAction, tuple[type[ExchangeMoved], str]] = {
    ExchangeAction.APPROVE: (ExchangeApproved, "approved_at"),
    ExchangeAction.RECEIVE: (ExchangeReceived, "received_at"),
    ExchangeAction.FULFILL: (ExchangeFulfilled, "fulfilled_at"),
    ExchangeAction.CLOSE: (ExchangeClosed, "closed_at"),
    ExchangeAction.CANCEL: (ExchangeCanceled, "closed_at"),
}


async def move_exchange(
    ctx: Context,
    row: Exchange,
    action: ExchangeAction,
    *,
    also: dict[str, Any] | None = None,
    **facts: Any,
) -> None:
    """Move an exchange whose orders the caller holds; `also` are other columns of it that change,
    `facts` what its fact says beside the move.

    Raises:
        InvalidTransition: it cannot, from here.
        VersionConflict: it changed.
    """
    fact, instant = MOVES[action]
    source = await EXCHANGE.move(row, action, at=ctx.now, **{instant: ctx.now}, **(also or {}))
    await tell(ctx, fact.of(row, source=source, action=action, **facts))
