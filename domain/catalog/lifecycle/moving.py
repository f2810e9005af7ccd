"""One step of a proposal's life: the row and the fact of it, in the caller's transaction."""

from collections.abc import Mapping
from uuid import UUID

from domain.catalog.lifecycle import events
from domain.catalog.lifecycle.models import LifecycleSuggestion
from domain.catalog.states import SUGGESTION, SuggestionAction, SuggestionStatus
from domain.shared.context import Context
from domain.shared.outbox import append

FACTS: Mapping[SuggestionAction, type[events.SuggestionMoved]] = {
    SuggestionAction.ACCEPT: events.SuggestionAccepted,
    SuggestionAction.DISMISS: events.SuggestionDismissed,
    SuggestionAction.LAPSE: events.SuggestionLapsed,
}


async def move_suggestion(
    ctx: Context, suggestion: LifecycleSuggestion, action: SuggestionAction
) -> None:
    """Decide on a proposal and tell of it.

    Raises:
        InvalidTransition: it was decided on.
        VersionConflict: somebody else decided first.
    """
    source = await SUGGESTION.move(
        suggestion, action, at=ctx.now, decided_at=ctx.now, decided_by=ctx.actor.key
    )
    await append(
        ctx,
        FACTS[action](
            aggregate_id=suggestion.id,
            version=suggestion.version,
            product_id=suggestion.product_id,
            status=suggestion.status,
            proposed=suggestion.action,
            source=source,
            action=action,
        ),
    )


async def lapse_open(ctx: Context, product_id: UUID) -> None:
    """Let the open proposal about a product go, if there is one: the product has moved."""
    open_ = await LifecycleSuggestion.select_for_update(no_key=True).get_or_none(
        product_id=product_id, status=SuggestionStatus.OPEN
    )
    if open_ is not None:
        await move_suggestion(ctx, open_, SuggestionAction.LAPSE)
