"""What verbs that change promotions have in common: one at a time, and told to all processes."""

from typing import Any
from uuid import UUID

from domain.promotions.active import HOLD_ALONE
from domain.promotions.campaigns.models import Campaign
from domain.promotions.campaigns.states import CAMPAIGN, CampaignAction
from domain.promotions.models import PromotionRow
from domain.promotions.states import PromotionStatus
from domain.shared import sql
from domain.shared.errors import InvalidInput, NotFound

CHANGE = "UPDATE promotion_revision SET revision = gen_random_uuid()"


async def hold_promotions() -> None:
    """Wait until no order is being placed with promotions and nobody else changes any; until the
    transaction ends, nobody does. Comes before any row of a promotion is locked.
    """
    await sql.execute(HOLD_ALONE)


async def tell_processes() -> None:
    """Have no process use the set of promotions that it knows, once this transaction is through."""
    await sql.execute(CHANGE)


async def lock_promotion(promotion_id: UUID) -> PromotionRow:
    """One promotion, held until the transaction ends.

    Raises:
        NotFound: none by this id.
    """
    row = await PromotionRow.filter(id=promotion_id).select_for_update(no_key=True).first()
    if row is None:
        raise NotFound("promotion", promotion_id)
    return row


async def check_group(own: UUID | None, group: str | None, priority: int) -> None:
    """Refuse another priority than the group has: a group acts at one moment.

    Raises:
        InvalidInput: promotions of this group have another.
    """
    if group is None:
        return
    others = PromotionRow.filter(exclusion_group=group).exclude(status=PromotionStatus.ENDED)
    known: Any = await others.exclude(id=own).first() if own else await others.first()
    if known is not None and known.priority != priority:
        raise InvalidInput(
            f"The exclusion group {group} has the priority {known.priority}.", "priority"
        )


async def check_campaign(campaign_id: UUID | None) -> None:
    """Refuse a campaign that is not there, or is over.

    Raises:
        NotFound: none by this id.
        InvalidInput: it has ended.
    """
    if campaign_id is None:
        return
    campaign = await Campaign.get_or_none(id=campaign_id)
    if campaign is None:
        raise NotFound("campaign", campaign_id)
    if not CAMPAIGN.allows(campaign.status, CampaignAction.END):
        raise InvalidInput("This campaign is over.", "campaignId")
