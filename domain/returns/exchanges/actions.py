"""What this actor can do with an exchange now: the table, and who may, in one."""

from uuid import UUID

from domain.identity.scopes import Scope
from domain.returns.exchanges.states import EXCHANGE, ExchangeAction, ExchangeStatus
from domain.shared.context import Context

NEEDED = Scope.ORDERS_WRITE
BY_HAND = {ExchangeAction.APPROVE, ExchangeAction.CANCEL}  # the rest happens by itself


def available_actions(
    ctx: Context, status: ExchangeStatus, customer_id: UUID | None
) -> list[ExchangeAction]:
    """What the actor could do with an exchange of this customer's, in the table's order."""
    return [
        action
        for action in EXCHANGE.actions(status)
        if action in BY_HAND and permits(ctx, action, status, customer_id=customer_id)
    ]


def permits(
    ctx: Context, action: ExchangeAction, status: ExchangeStatus, *, customer_id: UUID | None
) -> bool:
    """Whether the actor may: staff by scope, customers take back their own that nobody answered."""
    if ctx.allows(NEEDED):
        return True
    is_theirs = ctx.customer_id is not None and ctx.customer_id == customer_id
    return is_theirs and action is ExchangeAction.CANCEL and status is ExchangeStatus.REQUESTED
