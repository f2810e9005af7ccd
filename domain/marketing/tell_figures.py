"""Telling the figures of campaigns: what changed within a moment is told as one fact."""

from datetime import timedelta

import orjson
from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.marketing.events import CampaignMeasured
from domain.marketing.figures import Figures, figures_of
from domain.marketing.models import CampaignFigures
from domain.promotions.campaigns.models import Campaign
from domain.promotions.campaigns.states import CampaignStatus
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.outbox import append

LIVE = [CampaignStatus.RUNNING, CampaignStatus.PAUSED]
AFTERWARDS = timedelta(days=1)  # how long orders of one that has ended are still looked at
KEEP = """
INSERT INTO campaign_figures AS known (id, version, figures, updated_at)
VALUES ($1, 1, $2::text::jsonb, $3)
ON CONFLICT (id) DO UPDATE
SET version = known.version + 1, figures = excluded.figures, updated_at = excluded.updated_at
WHERE known.figures <> excluded.figures
RETURNING version
"""


async def tell_figures(ctx: Context) -> int:
    """Tell the figures of campaigns that are running, paused, or ended within a day, where they are
    others than last time; of how many. Nothing is told before the first order. Several processes
    at once tell nothing twice.

    Raises:
        NotPermitted: the actor may not read promotions.
    """
    ctx.require(Scope.PROMOTIONS_READ)
    ended = Q(status=CampaignStatus.ENDED, ended_at__gt=ctx.now - AFTERWARDS)
    campaigns = await Campaign.filter(Q(status__in=LIVE) | ended)
    if not campaigns:
        return 0
    known = {
        row.id: row.figures
        for row in await CampaignFigures.filter(id__in=[row.id for row in campaigns])
    }
    changed = [
        each
        for each in (await figures_of(campaigns)).values()
        if known.get(each.campaign.id) != each.told() and (each.version or each.orders)
    ]
    return sum([await _tell(ctx.as_system(), each) for each in changed])


async def _tell(ctx: Context, figures: Figures) -> bool:
    campaign = figures.campaign
    async with in_transaction():
        told = orjson.dumps(figures.told()).decode()
        version = await sql.value(KEEP, campaign.id, told, ctx.now)
        if version is None:
            return False
        await append(
            ctx,
            CampaignMeasured(
                aggregate_id=campaign.id,
                version=version,
                status=campaign.status,
                orders=figures.orders,
                spent_minor=figures.spent_minor,
                revenue_minor=figures.revenue_minor,
                currency=campaign.currency,
            ),
        )
        return True
