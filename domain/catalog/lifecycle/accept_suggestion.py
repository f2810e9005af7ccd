"""Accepting a proposal: the product moves as the figures speak for."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.lifecycle.models import LifecycleSuggestion
from domain.catalog.lifecycle.move_lifecycle import move_lifecycle
from domain.catalog.lifecycle.moving import move_suggestion
from domain.catalog.lifecycle.queries import get_suggestion, lock_suggestion
from domain.catalog.queries import lock_product
from domain.catalog.states import SuggestionAction, SuggestionStatus
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.states import expect_version


async def accept_suggestion(
    ctx: Context, suggestion_id: UUID, *, expected_version: int | None = None
) -> LifecycleSuggestion:
    """Do what is proposed. Repeating the call is harmless.

    Raises:
        NotPermitted: the actor may not change the catalog.
        NotFound: no such proposal.
        VersionConflict: it changed since `expected_version`.
        InvalidTransition: it was dismissed, or lapsed.
    """
    ctx.require(Scope.CATALOG_WRITE)
    async with in_transaction():
        await lock_product(ctx, (await get_suggestion(ctx, suggestion_id)).product_id)
        suggestion = await lock_suggestion(ctx, suggestion_id)
        if suggestion.status is SuggestionStatus.ACCEPTED:
            return suggestion
        expect_version(suggestion, "lifecycle suggestion", expected_version)
        await move_suggestion(ctx, suggestion, SuggestionAction.ACCEPT)
        await move_lifecycle(ctx, suggestion.product_id, suggestion.action)
        return suggestion
