"""Expiring: nobody accepted a quote in time."""

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.orders.drafts.events import QuoteExpiredUnanswered
from domain.orders.drafts.models import DraftOrder
from domain.orders.drafts.states import DRAFT, DraftAction, DraftStatus
from domain.shared.context import Context
from domain.shared.outbox import append

BATCH = 100  # quotes in one sweep


async def expire_quotes(ctx: Context, *, limit: int = BATCH) -> int:
    """Let quotes lapse whose time is over; how many did. One that somebody works with right now
    stays until the next time.

    Raises:
        NotPermitted: the actor may not write orders.
    """
    ctx.require(Scope.ORDERS_WRITE)
    system, action = ctx.as_system(), DraftAction.EXPIRE
    async with in_transaction():
        over = DraftOrder.filter(status=DraftStatus.QUOTED, valid_until__lte=ctx.now)
        held = over.order_by("valid_until", "id").limit(limit)
        drafts = await held.select_for_update(no_key=True, skip_locked=True)
        for draft in drafts:
            source = await DRAFT.move(draft, action, at=ctx.now)
            fact = QuoteExpiredUnanswered.of(draft, source=source, action=action)
            await append(system, fact)
        return len(drafts)
