"""Approving a campaign: somebody other than its planners says that the money may be given."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.promotions.campaigns.errors import OwnCampaign
from domain.promotions.campaigns.models import Campaign
from domain.promotions.campaigns.moving import lock_campaign, move_campaign
from domain.promotions.campaigns.states import CAMPAIGN, CampaignAction, CampaignStatus
from domain.shared.context import Context
from domain.shared.states import expect_version


async def approve_campaign(
    ctx: Context, campaign_id: UUID, *, expected_version: int | None = None
) -> Campaign:
    """Approve a plan that others wrote. Repeating the call is harmless.

    Raises:
        NotPermitted: the actor may not approve.
        NotFound: no such campaign.
        OwnCampaign: the actor wrote some of it.
        VersionConflict: it changed since `expected_version`.
        InvalidTransition: it is no draft.
    """
    ctx.require(Scope.PROMOTIONS_APPROVE)
    async with in_transaction():
        row = await lock_campaign(campaign_id)
        if ctx.actor.key in row.authors:
            raise OwnCampaign
        if row.status is CampaignStatus.APPROVED:
            return row
        expect_version(row, CAMPAIGN.kind, expected_version)
        await move_campaign(
            ctx,
            row,
            CampaignAction.APPROVE,
            approved_by=ctx.actor.key,
            approved_at=ctx.now,
        )
        return row
