"""Declining a quote: the customer does not want it at that price."""

from tortoise.transactions import in_transaction

from domain.orders.drafts.completing import require_valid
from domain.orders.drafts.events import QuoteDeclined
from domain.orders.drafts.models import DraftOrder
from domain.orders.drafts.queries import lock_quote
from domain.orders.drafts.states import DRAFT, DraftAction, DraftStatus
from domain.shared.context import Context
from domain.shared.outbox import append


async def decline_quote(ctx: Context, token: str) -> DraftOrder:
    """Say no to a quote. Saying it again changes nothing.

    Raises:
        NotSignedIn, NotPermitted: the actor is no customer and may not write orders.
        NotFound: no link of ours, or of a quote that was withdrawn, or somebody else's.
        QuoteExpired: the time is over.
        InvalidTransition: it was accepted.
    """
    async with in_transaction():
        draft = await lock_quote(ctx, token)
        if draft.status is DraftStatus.DECLINED:
            return draft
        require_valid(ctx, draft)
        action = DraftAction.DECLINE
        source = await DRAFT.move(draft, action, at=ctx.now)
        await append(ctx, QuoteDeclined.of(draft, source=source, action=action))
        return draft
