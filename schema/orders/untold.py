"""What of an order is not told to whoever ordered it."""

from domain.identity.scopes import Scope
from domain.orders.handling.events import HOUSE_ONLY
from domain.shared.context import Context


def untold(ctx: Context) -> tuple[str, ...]:
    """The facts of an order that are not for this asker."""
    return () if ctx.allows(Scope.ORDERS_READ) else HOUSE_ONLY
