"""Updating a campaign: another plan, which has to be approved anew."""

from dataclasses import fields, replace
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
from domain.shared.money import AMOUNT_MINOR_MAX
from domain.shared.outbox import append
from domain.shared.states import expect_version

# What the comparison and the counting rest on, once the campaign has begun.
SETTLED = {"currency": "currency", "hold_out_basis_points": "holdOutPercent"}


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
        plan = replace(_plan(row), **given).checked(ctx.now)
        changes = {
            name: value for name, value in plan.columns().items() if value != getattr(row, name)
        }
        if not changes:
            return row
        _check(row, plan, changes)
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


def _plan(row: Campaign) -> Plan:
    return Plan(**{field.name: getattr(row, field.name) for field in fields(Plan)})


def _check(row: Campaign, plan: Plan, changes: dict[str, Any]) -> None:
    if plan.uses_max is not None:
        inputs.count(plan.uses_max, "usesMax", lowest=max(1, row.uses))
    if plan.budget_minor is not None:
        inputs.count(
            plan.budget_minor, "budget", lowest=max(1, row.spent_minor), highest=AMOUNT_MINOR_MAX
        )
    if row.started_at is None:
        return
    for column, field in SETTLED.items():
        if column in changes:
            raise InvalidInput("This stays once a campaign has begun.", field)
    counted = (row.is_counted, row.is_counted_for_customer)
    for name, is_limit, was in (
        ("budget", plan.budget_minor is not None or plan.uses_max is not None, counted[0]),
        (
            "budgetPerCustomer",
            plan.budget_per_customer_minor is not None or plan.uses_per_customer_max is not None,
            counted[1],
        ),
    ):
        if is_limit is not was:
            raise InvalidInput("Whether there is a limit stays once a campaign has begun.", name)
