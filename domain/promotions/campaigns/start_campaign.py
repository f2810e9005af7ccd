"""Starting a campaign: at once, or when its time has come; and again after a pause."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.promotions.campaigns.budget import IS_GONE
from domain.promotions.campaigns.errors import CampaignBudgetSpent
from domain.promotions.campaigns.models import Campaign
from domain.promotions.campaigns.moving import lock_campaign, move_campaign
from domain.promotions.campaigns.states import CAMPAIGN, CampaignAction, CampaignStatus
from domain.promotions.writing import hold_promotions
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput
from domain.shared.states import expect_version


async def start_campaign(
    ctx: Context, campaign_id: UUID, *, expected_version: int | None = None
) -> Campaign:
    """Put the promotions of a campaign in force: from now on, or from its start on.

    One that waits for its start goes on waiting: repeating the call is harmless there.

    Raises:
        NotPermitted: the actor may not change promotions.
        NotFound: no such campaign.
        VersionConflict: it changed since `expected_version`.
        InvalidTransition: it is not approved, is running, or is over.
        InvalidInput: its time is over.
        CampaignBudgetSpent: nothing is left to give.
    """
    ctx.require(Scope.PROMOTIONS_WRITE)
    async with in_transaction():
        await hold_promotions()
        row = await lock_campaign(campaign_id)
        waits = row.starts_at is not None and row.starts_at > ctx.now
        if waits and row.status is CampaignStatus.SCHEDULED:
            return row
        expect_version(row, CAMPAIGN.kind, expected_version)
        if waits and row.status is CampaignStatus.APPROVED:
            await move_campaign(ctx, row, CampaignAction.SCHEDULE)
            return row
        CAMPAIGN.target(row.status, CampaignAction.START)
        if row.ends_at is not None and row.ends_at <= ctx.now:
            raise InvalidInput("This campaign is over.", "id")
        if await sql.value(f"SELECT {IS_GONE} FROM campaign WHERE id = $1", row.id):
            raise CampaignBudgetSpent
        started = row.started_at or ctx.now
        await move_campaign(ctx, row, CampaignAction.START, started_at=started)
        return row
