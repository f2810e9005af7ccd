"""What this actor can do with a claim now: the table, and who may, in one."""

from uuid import UUID

from domain.identity.scopes import Scope
from domain.returns.claims.states import CLAIM, ClaimAction, ClaimStatus
from domain.shared.context import Context

NEEDED = Scope.ORDERS_WRITE
BY_CUSTOMERS = {ClaimAction.CANCEL}  # of their own, while nobody has decided


def available_actions(
    ctx: Context, status: ClaimStatus, customer_id: UUID | None
) -> list[ClaimAction]:
    """What the actor could do with a claim of this customer's, in the table's order."""
    return [
        action
        for action in CLAIM.actions(status)
        if permits(ctx, action, status, customer_id=customer_id)
    ]


def permits(
    ctx: Context, action: ClaimAction, status: ClaimStatus, *, customer_id: UUID | None
) -> bool:
    """Whether the actor may: staff by scope, customers take back their own that are open."""
    if ctx.allows(NEEDED):
        return True
    is_theirs = ctx.customer_id is not None and ctx.customer_id == customer_id
    return is_theirs and action in BY_CUSTOMERS and status is ClaimStatus.OPEN
