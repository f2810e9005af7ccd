"""Updating a campaign: another plan, which has to be approved anew."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.promotions.campaigns.events import CampaignRevised
from domain.promotions.campaigns.models import Campaign
from domain.promotions.campaigns.moving import lock_campaign
from domain.promotions.campaigns.plan import Plan
from domain.promotions.campaigns.states import CAMPAIGN, CampaignAction
from domain.promotions.writing import hold_promotions
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import InvalidInput
from domain.shared.outbox import append
from domain.shared.states import expect_version

LIMITS = {
    "budget": ("budget_minor", "uses_max"),
    "budgetPerCustomer": ("budget_per_customer_minor", "uses_per_customer_max"),
}


async def update_campaign(
    ctx: Context, campaign_id: UUID, *, expected_version: int | None = None, **given: Any
) -> Campaign:
    """Change what is given, by the names that `Plan` has; what is left out stays.

    Whatever changes, it is a draft again, and has to be approved; one that is running is paused
    first. Where nothing changes, nothing is told.

    Raises:
        NotPermitted: the actor may not change promotions.
        NotFound: no such campaign.
        VersionConflict: it changed since `expected_version`.
        InvalidTransition: it is running, or over.
        InvalidInput, WrongCurrency: it would make no sense like this.
    """
    ctx.require(Scope.PROMOTIONS_WRITE)
    async with in_transaction():
        await hold_promotions()
        row = await lock_campaign(campaign_id)
        expect_version(row, CAMPAIGN.kind, expected_version)
        CAMPAIGN.target(row.status, CampaignAction.REVISE)
        plan = replace(Plan.of(row), **given).checked(ctx.now)
        changes = {
            name: value for name, value in plan.columns().items() if value != getattr(row, name)
        }
        if not changes:
            return row
        _check(row, changes)
        source = await CAMPAIGN.move(
            row,
            CampaignAction.REVISE,
            at=ctx.now,
            authors=sorted({*row.authors, ctx.actor.key}),
            approved_by=None,
            approved_at=None,
            pause_reason=None,
            **changes,
        )
        await append(
            ctx,
            CampaignRevised(
                aggregate_id=row.id,
                version=row.version,
                status=row.status,
                source=source,
                changed=sorted(changes),
            ),
        )
        return row


def _check(row: Campaign, changes: dict[str, Any]) -> None:
    """Refuse what takes away what orders have, or unsettles what the figures rest on."""
    uses, budget = changes.get("uses_max"), changes.get("budget_minor")
    if uses is not None:
        inputs.count(uses, "usesMax", lowest=max(1, row.uses))
    if budget is not None and budget < row.spent_minor:
        raise InvalidInput("More than that is spent already.", "budget", "amount")
    if row.started_at is None:
        return
    if "hold_out_basis_points" in changes:
        raise InvalidInput("This stays once a campaign has begun.", "holdOutPercent")
    # What was not counted from the beginning would be counted wrong.
    for field, columns in LIMITS.items():
        before = any(getattr(row, name) is not None for name in columns)
        after = any(changes.get(name, getattr(row, name)) is not None for name in columns)
        if before is not after:
            raise InvalidInput("Whether there is a limit stays once a campaign has begun.", field)
