"""Ending a campaign for good; what came of it can be evaluated then."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.promotions.campaigns.models import Campaign
from domain.promotions.campaigns.moving import lock_campaign, move_campaign
from domain.promotions.campaigns.states import CAMPAIGN, CampaignAction
from domain.promotions.writing import hold_promotions
from domain.shared.context import Context
from domain.shared.states import expect_version


async def end_campaign(
    ctx: Context, campaign_id: UUID, *, expected_version: int | None = None
) -> Campaign:
    """End a campaign, however far it has come. Orders keep what they got.

    Raises:
        NotPermitted: the actor may not change promotions.
        NotFound: no such campaign.
        VersionConflict: it changed since `expected_version`.
        InvalidTransition: it is over already.
    """
    ctx.require(Scope.PROMOTIONS_WRITE)
    async with in_transaction():
        await hold_promotions()
        row = await lock_campaign(campaign_id)
        expect_version(row, CAMPAIGN.kind, expected_version)
        await move_campaign(ctx, row, CampaignAction.END, ended_at=ctx.now)
        return row
