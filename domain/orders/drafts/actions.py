"""What this actor can do with a draft now."""

from domain.identity.scopes import Scope
from domain.orders.drafts.states import DRAFT, DraftAction, DraftStatus
from domain.shared.context import Context

BY_ITSELF = {DraftAction.EXPIRE}
BY_CUSTOMERS = {DraftAction.DECLINE}  # by their link


def available_actions(ctx: Context, status: DraftStatus) -> list[DraftAction]:
    """What the actor could do with a draft, in the table's order."""
    if not ctx.allows(Scope.ORDERS_WRITE):
        return []
    others = BY_ITSELF | BY_CUSTOMERS
    return [action for action in DRAFT.actions(status) if action not in others]
