"""Pausing a campaign: from now on no order gets its promotions."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.promotions.campaigns.models import Campaign
from domain.promotions.campaigns.moving import lock_campaign, move_campaign
from domain.promotions.campaigns.states import CAMPAIGN, CampaignAction, PauseReason
from domain.promotions.writing import hold_promotions
from domain.shared.context import Context
from domain.shared.states import expect_version


async def pause_campaign(
    ctx: Context, campaign_id: UUID, *, expected_version: int | None = None
) -> Campaign:
    """Pause a campaign, until somebody starts it again.

    Orders that are being placed with it come first; once this is through, no order gets it.

    Raises:
        NotPermitted: the actor may not change promotions.
        NotFound: no such campaign.
        VersionConflict: it changed since `expected_version`.
        InvalidTransition: it is not running.
    """
    ctx.require(Scope.PROMOTIONS_WRITE)
    async with in_transaction():
        await hold_promotions()
        row = await lock_campaign(campaign_id)
        expect_version(row, CAMPAIGN.kind, expected_version)
        await move_campaign(ctx, row, CampaignAction.PAUSE, pause_reason=PauseReason.BY_HAND)
        return row
