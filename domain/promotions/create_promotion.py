"""Creating a promotion: written down, and given to nobody until it is activated."""

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.promotions.details import Details
from domain.promotions.events import PromotionCreated
from domain.promotions.models import PromotionRow
from domain.promotions.references import check_references
from domain.promotions.writing import (
    check_campaign,
    check_group,
    hold_promotions,
    lock_promotion,
)
from domain.shared.context import Context
from domain.shared.idempotency import claim
from domain.shared.outbox import append


async def create_promotion(
    ctx: Context, details: Details, *, idempotency_key: str | None = None
) -> PromotionRow:
    """Write down a promotion, as a draft.

    Raises:
        NotPermitted: the actor may not change promotions.
        NotFound: its terms name something that is not there, or no such campaign.
        InvalidInput, WrongCurrency: its terms make no sense, or its group has another priority.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.PROMOTIONS_WRITE)
    details = details.checked(ctx.now)
    async with in_transaction():
        request = [details.columns()]
        claimed = await claim(ctx, "promotions.create_promotion", idempotency_key, request)
        if claimed.replay_of:
            return await lock_promotion(claimed.replay_of)
        await hold_promotions()
        await check_references(details.conditions, details.effects)
        await check_campaign(details.campaign_id)
        await check_group(None, details.exclusion_group, details.priority)
        row = await PromotionRow.create(
            version=1, created_at=ctx.now, updated_at=ctx.now, **details.columns()
        )
        created = PromotionCreated(aggregate_id=row.id, version=row.version, status=row.status)
        await append(ctx, created)
        await claimed.settle(row.id)
        return row
