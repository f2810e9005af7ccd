"""Completing a draft: a colleague makes it an order."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.orders.drafts.completing import complete
from domain.orders.drafts.queries import lock_draft
from domain.orders.models import Order
from domain.shared.context import Context
from domain.shared.states import expect_version


async def complete_draft(
    ctx: Context, draft_id: UUID, *, expected_version: int | None = None
) -> Order:
    """Make a draft an order, at the price it was quoted at while that is valid, else at today's.

    It becomes one order: whoever completes it again, or at the same moment, gets the same.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: no such draft; its customer was erased; or a variant is not for sale any more.
        VersionConflict: the draft changed since `expected_version`.
        InvalidTransition: it was declined, expired or given up.
        DraftIncomplete: it has no lines, no customer or no address.
        QuoteExpired: its price was promised until a moment ago; quote it again, or change it.
        InsufficientStock, PromotionRejected, WrongCurrency: as `place_order`; nothing is written.
    """
    ctx.require(Scope.ORDERS_WRITE)
    async with in_transaction():
        draft = await lock_draft(draft_id)
        if draft.order_id is not None:
            return await Order.get(id=draft.order_id)
        expect_version(draft, "draft order", expected_version)
        return await complete(ctx, draft)
