"""Proposing moves: what the figures speak for is put before people; what they do not, lapses."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.lifecycle.detector import DAYS, Figures, proposal
from domain.catalog.lifecycle.events import SuggestionOpened
from domain.catalog.lifecycle.models import LifecycleSuggestion
from domain.catalog.lifecycle.moving import move_suggestion
from domain.catalog.models import Product
from domain.catalog.states import LIFECYCLE, SuggestionAction, SuggestionStatus
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.outbox import append

LEFT_IN_PEACE = timedelta(days=DAYS)  # after somebody dismissed the same
BATCH = 100  # products in one transaction


async def propose_moves(ctx: Context, figures: Mapping[UUID, Figures]) -> int:
    """Open a proposal for each product whose figures speak for a move; how many are new.

    One that is open about the same move stays as it is, with the figures that it was made of; one
    about another move lapses. What somebody dismissed is not proposed again for 28 days. Two at
    once are harmless: they take the products in the order of their ids, and see what the other
    wrote.

    Raises:
        NotPermitted: the actor may not change the catalog.
    """
    ctx.require(Scope.CATALOG_WRITE)
    keys = sorted(figures)
    return sum(
        [
            await _propose(ctx, {key: figures[key] for key in keys[start : start + BATCH]})
            for start in range(0, len(keys), BATCH)
        ]
    )


async def _propose(ctx: Context, figures: Mapping[UUID, Figures]) -> int:
    async with in_transaction():
        held = Product.filter(id__in=list(figures)).order_by("id").select_for_update(no_key=True)
        stages = {product.id: product.lifecycle_stage for product in await held}
        known = {
            row.product_id: row
            for row in await LifecycleSuggestion.filter(
                product_id__in=list(stages), status=SuggestionStatus.OPEN
            )
        }
        dismissed = {
            (row.product_id, row.action)
            for row in await LifecycleSuggestion.filter(
                product_id__in=list(stages),
                status=SuggestionStatus.DISMISSED,
                decided_at__gt=ctx.now - LEFT_IN_PEACE,
            )
        }
        fresh = []
        for key, stage in stages.items():
            found = figures[key]
            action = proposal(found) if found.stage is stage else None  # it moved meanwhile
            open_ = known.get(key)
            if open_ is not None and open_.action is not action:
                await move_suggestion(ctx, open_, SuggestionAction.LAPSE)
                open_ = None
            if action is None or open_ is not None or (key, action) in dismissed:
                continue
            fresh.append(
                LifecycleSuggestion(
                    version=1,
                    product_id=key,
                    action=action,
                    source=stage,
                    target=LIFECYCLE.target(stage, action),
                    evidence=found.evidence(),
                    created_at=ctx.now,
                    updated_at=ctx.now,
                )
            )
        await LifecycleSuggestion.bulk_create(fresh)
        await append(
            ctx,
            *(
                SuggestionOpened(
                    aggregate_id=row.id,
                    version=row.version,
                    product_id=row.product_id,
                    status=row.status,
                    proposed=row.action,
                )
                for row in fresh
            ),
        )
        return len(fresh)
