"""What verbs that move campaigns have in common."""

from typing import Any
from uuid import UUID

from domain.promotions.campaigns.events import CampaignMoved
from domain.promotions.campaigns.models import Campaign
from domain.promotions.campaigns.states import CAMPAIGN, CampaignAction, CampaignStatus
from domain.promotions.writing import tell_processes
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.outbox import append


async def lock_campaign(campaign_id: UUID) -> Campaign:
    """One campaign, held until the transaction ends.

    Raises:
        NotFound: none by this id.
    """
    row = await Campaign.filter(id=campaign_id).select_for_update(no_key=True).first()
    if row is None:
        raise NotFound("campaign", campaign_id)
    return row


async def move_campaign(
    ctx: Context, row: Campaign, action: CampaignAction, **changes: Any
) -> None:
    """Move a campaign along its table and tell it. Its promotions come into force, or are so no
    longer, with the transaction; `hold_promotions` comes first.

    Raises:
        InvalidTransition: the table has no such arrow.
        VersionConflict: somebody else moved it first.
    """
    if row.status is CampaignStatus.PAUSED:
        changes.setdefault("pause_reason", None)
    source = await CAMPAIGN.move(row, action, at=ctx.now, **changes)
    if CampaignStatus.RUNNING in {source, row.status}:
        await tell_processes()
    await append(
        ctx,
        CampaignMoved(
            aggregate_id=row.id,
            version=row.version,
            status=row.status,
            source=source,
            action=action,
        ),
    )
