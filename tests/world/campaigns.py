"""Campaigns for tests, by the verbs: Ada plans, and Mo approves."""

from typing import Any

from domain.promotions.campaigns.approve_campaign import approve_campaign
from domain.promotions.campaigns.create_campaign import create_campaign
from domain.promotions.campaigns.create_task import TaskRequest, create_task
from domain.promotions.campaigns.end_campaign import end_campaign
from domain.promotions.campaigns.models import Campaign, CampaignTask
from domain.promotions.campaigns.pause_campaign import pause_campaign
from domain.promotions.campaigns.plan import Plan
from domain.promotions.campaigns.start_campaign import start_campaign
from domain.promotions.campaigns.states import CampaignStatus, CampaignTaskKind
from domain.promotions.models import PromotionRow
from domain.promotions.terms import Effect
from domain.shared.context import Actor, ActorKind, Context
from domain.shared.ids import new_id
from domain.shared.money import Money
from tests.world.promotions import PromotionsWorld

MANAGER = Actor(ActorKind.STAFF, new_id(), "Mo", frozenset({"promotions:approve"}))


class CampaignsWorld(PromotionsWorld):
    """Campaigns, as far as a test needs them."""

    def as_(self, actor: Actor) -> Context:
        raise NotImplementedError

    @property
    def as_manager(self) -> Context:
        """Whoever approves what others planned."""
        return self.as_(MANAGER)

    async def plan(
        self,
        name: str = "Spring",
        currency: str = "USD",
        *,
        by: Context | None = None,
        **plan: Any,
    ) -> Campaign:
        """A campaign that nobody has approved."""
        for limit in ("budget", "budget_per_customer"):
            if (minor := plan.pop(f"{limit}_minor", None)) is not None:
                plan[limit] = Money(minor, currency)
        return await create_campaign(by or self.ctx, Plan(name, currency, **plan))

    async def campaign(
        self, status: CampaignStatus = CampaignStatus.RUNNING, **plan: Any
    ) -> Campaign:
        """A campaign that has come so far; one to be scheduled needs a start to wait for."""
        row = await self.plan(**plan)
        steps = STEPS[status]
        for step in steps:
            ctx = self.as_manager if step is approve_campaign else self.ctx
            row = await step(ctx, row.id)
        return row

    async def promotion_of(
        self, campaign: Campaign, *effects: Effect, **details: Any
    ) -> PromotionRow:
        """An active promotion of a campaign; 10 % off everything unless said."""
        return await self.promotion(*effects, campaign_id=campaign.id, **details)

    async def task(self, campaign: Campaign, **more: Any) -> CampaignTask:
        """Something to do for a campaign."""
        request = TaskRequest(campaign.id, CampaignTaskKind.ADVERTISING, "Book the banner", **more)
        return await create_task(self.ctx, request)


STEPS: dict[CampaignStatus, list[Any]] = {
    CampaignStatus.DRAFT: [],
    CampaignStatus.APPROVED: [approve_campaign],
    CampaignStatus.SCHEDULED: [approve_campaign, start_campaign],
    CampaignStatus.RUNNING: [approve_campaign, start_campaign],
    CampaignStatus.PAUSED: [approve_campaign, start_campaign, pause_campaign],
    CampaignStatus.ENDED: [approve_campaign, start_campaign, end_campaign],
}
