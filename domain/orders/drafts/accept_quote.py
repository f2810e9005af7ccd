"""Accepting a quote: the customer has an order, at the price they were told."""

from tortoise.transactions import in_transaction

from domain.orders.drafts.completing import complete
from domain.orders.drafts.queries import lock_quote
from domain.orders.models import Order
from domain.shared.context import Context


async def accept_quote(ctx: Context, token: str) -> Order:
    """Make the order of a quote. Whoever accepts it again, or at the same moment, gets the same.

    Raises:
        NotSignedIn, NotPermitted: the actor is no customer and may not write orders.
        NotFound: no link of ours, or of a quote that was withdrawn, or somebody else's.
        QuoteExpired: the time is over.
        InvalidTransition: it was declined.
        InsufficientStock: of at least one variant there is too little; nothing is written.
    """
    async with in_transaction():
        draft = await lock_quote(ctx, token)
        if draft.order_id is not None:
            return await Order.get(id=draft.order_id)
        return await complete(ctx, draft)
