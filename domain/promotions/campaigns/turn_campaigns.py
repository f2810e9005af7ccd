"""What time alone does to campaigns: they begin and end as it was planned."""

from uuid import UUID

from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.promotions.campaigns.models import Campaign
from domain.promotions.campaigns.moving import move_campaign
from domain.promotions.campaigns.states import CAMPAIGN, CampaignAction, CampaignStatus
from domain.promotions.writing import hold_promotions
from domain.shared.context import Context

BATCH = 100  # campaigns in one call
UNDER_WAY = [state for state in CampaignStatus if CAMPAIGN.allows(state, CampaignAction.END)]


async def turn_campaigns(ctx: Context, *, limit: int = BATCH) -> int:
    """Start campaigns whose time has come, and end those whose time is over; how many moved.

    Each in a transaction of its own, in which it is looked at anew.

    Raises:
        NotPermitted: the actor may not change promotions.
    """
    ctx.require(Scope.PROMOTIONS_WRITE)
    due = await Campaign.filter(_due(ctx)).order_by("id").limit(limit).only("id")
    return sum([await _turn(ctx.as_system(), row.id) for row in due])


def _due(ctx: Context) -> Q:
    begins = Q(status=CampaignStatus.SCHEDULED, starts_at__lte=ctx.now)
    return begins | Q(status__in=UNDER_WAY, ends_at__lte=ctx.now)


async def _turn(ctx: Context, campaign_id: UUID) -> bool:
    async with in_transaction():
        await hold_promotions()
        row = (
            await Campaign.filter(_due(ctx), id=campaign_id).select_for_update(no_key=True).first()
        )
        if row is None:
            return False
        if row.ends_at is not None and row.ends_at <= ctx.now:
            await move_campaign(ctx, row, CampaignAction.END, ended_at=row.ends_at)
        else:
            started = row.started_at or ctx.now
            await move_campaign(ctx, row, CampaignAction.START, started_at=started)
        return True
