"""Dismissing a proposal: somebody knows better, and is left in peace for a while."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.lifecycle.models import LifecycleSuggestion
from domain.catalog.lifecycle.moving import move_suggestion
from domain.catalog.lifecycle.queries import lock_suggestion
from domain.catalog.states import SuggestionAction, SuggestionStatus
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.states import expect_version


async def dismiss_suggestion(
    ctx: Context, suggestion_id: UUID, *, expected_version: int | None = None
) -> LifecycleSuggestion:
    """Leave a product where it is. The same is not proposed again for four weeks.

    Repeating the call is harmless.

    Raises:
        NotPermitted: the actor may not change the catalog.
        NotFound: no such proposal.
        VersionConflict: it changed since `expected_version`.
        InvalidTransition: it was accepted, or lapsed.
    """
    ctx.require(Scope.CATALOG_WRITE)
    async with in_transaction():
        suggestion = await lock_suggestion(ctx, suggestion_id)
        if suggestion.status is SuggestionStatus.DISMISSED:
            return suggestion
        expect_version(suggestion, "lifecycle suggestion", expected_version)
        await move_suggestion(ctx, suggestion, SuggestionAction.DISMISS)
        return suggestion
