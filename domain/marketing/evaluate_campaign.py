"""Evaluating a campaign: what came of it is counted once and for all, and what was learned kept."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.marketing.evaluation import evaluation_of
from domain.marketing.figures import figures_of
from domain.promotions.campaigns.models import Campaign
from domain.promotions.campaigns.moving import lock_campaign, move_campaign
from domain.promotions.campaigns.states import CAMPAIGN, CampaignAction
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.states import expect_version

LESSONS_LENGTH_MAX = 10_000  # characters


async def evaluate_campaign(
    ctx: Context, campaign_id: UUID, *, lessons: str, expected_version: int | None = None
) -> Campaign:
    """Compare the shop before and during a campaign, and customers with and without it; keep what
    was found, and what is to be learned from it.

    Raises:
        NotPermitted: the actor may not change promotions.
        NotFound: no such campaign.
        InvalidInput: nothing was learned, or too much.
        VersionConflict: it changed since `expected_version`.
        InvalidTransition: it has not ended, or was evaluated.
    """
    ctx.require(Scope.PROMOTIONS_WRITE)
    lessons = inputs.text(lessons, "lessons", longest=LESSONS_LENGTH_MAX)
    async with in_transaction():
        row = await lock_campaign(campaign_id)
        expect_version(row, CAMPAIGN.kind, expected_version)
        CAMPAIGN.target(row.status, CampaignAction.EVALUATE)
        figures = (await figures_of([row]))[row.id]
        evaluation = await evaluation_of(row, figures.spent_minor)
        await move_campaign(
            ctx,
            row,
            CampaignAction.EVALUATE,
            evaluation=evaluation.written(),
            lessons=lessons,
            evaluated_at=ctx.now,
        )
        return row
