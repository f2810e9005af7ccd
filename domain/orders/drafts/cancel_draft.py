"""Giving a draft up: nothing will come of it."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.orders.drafts.events import DraftCanceled
from domain.orders.drafts.models import DraftOrder
from domain.orders.drafts.queries import lock_draft
from domain.orders.drafts.states import DRAFT, DraftAction
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version


async def cancel_draft(
    ctx: Context, draft_id: UUID, *, expected_version: int | None = None
) -> DraftOrder:
    """Give up a draft that is no order yet. The link to a quote of it opens nothing from then on.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: no such draft.
        VersionConflict: the draft changed since `expected_version`.
        InvalidTransition: it has become an order, or was given up already.
    """
    ctx.require(Scope.ORDERS_WRITE)
    async with in_transaction():
        draft = await lock_draft(draft_id)
        expect_version(draft, "draft order", expected_version)
        action = DraftAction.CANCEL
        source = await DRAFT.move(draft, action, at=ctx.now)
        await append(ctx, DraftCanceled.of(draft, source=source, action=action))
        return draft
