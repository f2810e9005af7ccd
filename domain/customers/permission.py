"""Who may change a customer's card: the customer, and staff by permission."""

from domain.identity.scopes import Scope
from domain.shared.context import Context


def require_oneself_or(ctx: Context, scope: Scope) -> None:
    """Raise unless the actor is a customer, or holds the scope.

    Raises:
        NotSignedIn: nobody is signed in.
        NotPermitted: somebody else, without the permission.
    """
    if ctx.customer_id is None:
        ctx.require(scope)


def require_own_card(ctx: Context) -> None:
    """Raise unless the actor is a customer or may change all of them.

    Which card a customer may change is said by `visible_customers`: another's is not found.

    Raises:
        NotSignedIn: nobody is signed in.
        NotPermitted: somebody else, without the permission.
    """
    require_oneself_or(ctx, Scope.CUSTOMERS_WRITE)
