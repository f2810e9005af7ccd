"""What this actor can do with a return now: the table, and who may, in one."""

from uuid import UUID

from domain.identity.scopes import Scope
from domain.returns.states import RETURN, ReturnAction, ReturnStatus
from domain.shared.context import Context

# By which permission each is done; closing happens by itself.
NEEDED = {
    ReturnAction.APPROVE: Scope.ORDERS_WRITE,
    ReturnAction.DECLINE: Scope.ORDERS_WRITE,
    ReturnAction.CANCEL: Scope.ORDERS_WRITE,
    ReturnAction.SEND: Scope.ORDERS_WRITE,
    ReturnAction.RECEIVE_PART: Scope.FULFILLMENT_WRITE,
    ReturnAction.RECEIVE: Scope.FULFILLMENT_WRITE,
    ReturnAction.INSPECT: Scope.FULFILLMENT_WRITE,
}
BY_CUSTOMERS = {ReturnAction.CANCEL, ReturnAction.SEND}  # of their own
WITH_EXCHANGE = {ReturnAction.APPROVE}  # done by doing it to the exchange that it belongs to


def available_actions(
    ctx: Context, status: ReturnStatus, customer_id: UUID | None, is_of_exchange: bool
) -> list[ReturnAction]:
    """What the actor could do with a return of this customer's, in the table's order."""
    return [
        action
        for action in RETURN.actions(status)
        if permits(ctx, action, customer_id=customer_id)
        and not (is_of_exchange and action in WITH_EXCHANGE)
    ]


def permits(ctx: Context, action: ReturnAction, *, customer_id: UUID | None) -> bool:
    """Whether the actor may: staff by scope, customers cancel and send their own."""
    if action not in NEEDED:
        return False
    if ctx.allows(NEEDED[action]):
        return True
    return action in BY_CUSTOMERS and ctx.customer_id is not None and ctx.customer_id == customer_id


def require(ctx: Context, action: ReturnAction, *, customer_id: UUID | None) -> None:
    """Raise unless the actor may.

    Raises:
        NotSignedIn, NotPermitted: they may not.
    """
    if not permits(ctx, action, customer_id=customer_id):
        ctx.require(NEEDED[action])
