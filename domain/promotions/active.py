"""The promotions in force, compiled: kept by each process, and used only while they are so."""

import asyncio
from asyncio import AbstractEventLoop
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID
from weakref import WeakKeyDictionary

from domain.promotions.campaigns.models import Campaign
from domain.promotions.campaigns.states import CampaignStatus
from domain.promotions.cart import Promotion
from domain.promotions.codec import promotion_of
from domain.promotions.compiled import PromotionSet
from domain.promotions.models import PromotionRow
from domain.promotions.states import PromotionStatus
from domain.promotions.terms import ChannelIn, NthOrder
from domain.shared import sql

# Orders hold this together, whoever changes promotions alone; in the order of coming, so that no
# stream of orders keeps a change waiting for ever (as locks of rows would).
NAME = "hashtextextended('promotions', 0)"
HOLD_SHARED = f"SELECT pg_advisory_xact_lock_shared({NAME})"
HOLD_ALONE = f"SELECT pg_advisory_xact_lock({NAME})"
NOW = "SELECT revision FROM promotion_revision"
# Of `asked`: what was known of promotions when it came is still so. One row, read by its page.
STILL = f"(asked.promotions IS NULL OR asked.promotions = ({NOW}))"


@dataclass(frozen=True, slots=True)
class Active:
    """The active promotions as of a revision, whatever their windows; of campaigns, those of which
    are running.
    """

    revision: UUID
    promotions: PromotionSet
    rows: Mapping[UUID, PromotionRow]
    campaigns: Mapping[UUID, Campaign] = field(default_factory=dict)

    def campaign_of(self, promotion_id: UUID) -> Campaign | None:
        """The campaign that a promotion belongs to, if it does."""
        campaign_id = self.rows[promotion_id].campaign_id
        return None if campaign_id is None else self.campaigns[campaign_id]

    def promotions_of(self, campaign_id: UUID) -> Sequence[UUID]:
        """The promotions of a campaign."""
        return [row.id for row in self.rows.values() if row.campaign_id == campaign_id]

    def may_apply(self, now: datetime, channel: str) -> bool:
        """Whether an order of this moment and channel might get something without a coupon."""
        return any(
            not each.needs_coupon
            and (each.starts_at is None or each.starts_at <= now)
            and (each.ends_at is None or now < each.ends_at)
            and all(
                channel in condition.codes
                for condition in each.conditions
                if isinstance(condition, ChannelIn)
            )
            for each in self.promotions.promotions
        )

    @property
    def ask_for_orders(self) -> bool:
        """Whether anything depends on how many orders the customer has placed."""
        return any(
            isinstance(condition, NthOrder)
            for each in self.promotions.promotions
            for condition in each.conditions
        )


_known: WeakKeyDictionary[AbstractEventLoop, Active] = WeakKeyDictionary()


async def known_promotions() -> Active:
    """What this process knows; it may have changed since, so whoever acts on it asks `STILL`."""
    return _known.get(asyncio.get_running_loop()) or await current_promotions()


async def current_promotions(*, held: bool = False) -> Active:
    """What is in force now; held, nothing of it changes until the caller's transaction ends."""
    if held:
        await sql.execute(HOLD_SHARED)
    revision = await sql.value(NOW)
    loop = asyncio.get_running_loop()
    known = _known.get(loop)
    if known is None or known.revision != revision:
        rows = await PromotionRow.filter(status=PromotionStatus.ACTIVE)
        wanted = {row.campaign_id for row in rows if row.campaign_id is not None}
        running = Campaign.filter(id__in=wanted, status=CampaignStatus.RUNNING)
        campaigns = {row.id: row for row in await running} if wanted else {}
        rows = [row for row in rows if row.campaign_id is None or row.campaign_id in campaigns]
        known = _known[loop] = Active(
            revision,
            PromotionSet(_promotion(row, campaigns) for row in rows),
            {row.id: row for row in rows},
            campaigns,
        )
    return known


def _promotion(row: PromotionRow, campaigns: Mapping[UUID, Campaign]) -> Promotion:
    """A promotion as it is evaluated; one of a campaign ends with it, to the instant."""
    promotion = promotion_of(row)
    until = campaigns[row.campaign_id].ends_at if row.campaign_id else None
    if until is None or (promotion.ends_at is not None and promotion.ends_at <= until):
        return promotion
    return replace(promotion, ends_at=until)
