"""What this actor can do with a refund now: the table, and who may, in one."""

from domain.finance.refunds.states import (
    RETURN_REFUND,
    ReturnRefundAction,
    ReturnRefundStatus,
)
from domain.identity.scopes import Scope
from domain.shared.context import Context

# How it ends is not decided by hand.
BY_HAND = {ReturnRefundAction.PROCESS, ReturnRefundAction.RETRY, ReturnRefundAction.CANCEL}


def available_actions(
    ctx: Context, status: ReturnRefundStatus, *of: str | None
) -> list[ReturnRefundAction]:
    """What the actor could do with a refund; `of` are those whose own it is."""
    if not ctx.allows(Scope.PAYMENTS_WRITE):
        return []
    return [
        action
        for action in RETURN_REFUND.actions(status)
        if action in BY_HAND and not (action is ReturnRefundAction.PROCESS and ctx.actor.key in of)
    ]
