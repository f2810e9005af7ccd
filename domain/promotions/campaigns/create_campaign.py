"""Creating a campaign: a plan, which somebody else has to approve."""

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.promotions.campaigns.events import CampaignCreated
from domain.promotions.campaigns.models import Campaign
from domain.promotions.campaigns.moving import lock_campaign
from domain.promotions.campaigns.plan import Plan
from domain.shared.context import Context
from domain.shared.idempotency import claim
from domain.shared.outbox import append


async def create_campaign(
    ctx: Context, plan: Plan, *, idempotency_key: str | None = None
) -> Campaign:
    """Write down a plan, as a draft.

    Raises:
        NotPermitted: the actor may not change promotions.
        InvalidInput, WrongCurrency: it makes no sense.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.PROMOTIONS_WRITE)
    plan = plan.checked(ctx.now)
    async with in_transaction():
        claimed = await claim(ctx, "promotions.create_campaign", idempotency_key, plan)
        if claimed.replay_of:
            return await lock_campaign(claimed.replay_of)
        row = await Campaign.create(
            version=1,
            authors=[ctx.actor.key],
            created_at=ctx.now,
            updated_at=ctx.now,
            **plan.columns(),
        )
        await append(
            ctx, CampaignCreated(aggregate_id=row.id, version=row.version, status=row.status)
        )
        await claimed.settle(row.id)
        return row
