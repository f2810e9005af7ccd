"""Changing campaigns and their tasks."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

import strawberry

from domain.marketing.evaluate_campaign import evaluate_campaign
from domain.promotions.campaigns import models
from domain.promotions.campaigns.approve_campaign import approve_campaign
from domain.promotions.campaigns.close_task import close_task
from domain.promotions.campaigns.create_campaign import create_campaign
from domain.promotions.campaigns.create_task import TaskRequest, create_task
from domain.promotions.campaigns.end_campaign import end_campaign
from domain.promotions.campaigns.errors import CampaignBudgetSpent, OwnCampaign
from domain.promotions.campaigns.pause_campaign import pause_campaign
from domain.promotions.campaigns.plan import Plan
from domain.promotions.campaigns.start_campaign import start_campaign
from domain.promotions.campaigns.update_campaign import update_campaign
from domain.promotions.campaigns.update_task import update_task
from domain.shared.money import Money, WrongCurrency
from schema.campaigns.types import Campaign, CampaignTask
from schema.campaigns.words import CampaignTaskAction, CampaignTaskKind
from schema.promotions.inputs import basis_points
from schema.shared.context import Info
from schema.shared.ids import key_of, maybe_key
from schema.shared.money import MoneyInput
from schema.shared.mutations import (
    KEY_DESCRIPTION,
    Input,
    Payload,
    changed,
    expected_version,
    given,
    mutation,
    omissible,
    optional,
)
from schema.shared.scalars import CurrencyCode

BUDGET = "What all orders together can get"
USES = "How many orders can have it"
BUDGET_EACH = "What the orders of one customer can get"
USES_EACH = "How many orders of one customer can have it"
HOLD_OUT = "Which percentage of the customers is left out to compare with, up to 50"


@strawberry.input(description="A campaign to plan, as a draft.")
class CampaignCreateInput:
    """A new campaign."""

    name: str = strawberry.field(description="What it is called, up to 120 characters.")
    currency: CurrencyCode = strawberry.field(
        description="The money it is planned in; only carts in it get anything."
    )
    goal: str = optional("What it is to bring about, up to 5,000 characters.", default="")
    budget: MoneyInput | None = optional(f"{BUDGET}; no limit if left out.")
    uses_max: int | None = optional(f"{USES}; no limit if left out.")
    budget_per_customer: MoneyInput | None = optional(f"{BUDGET_EACH}; no limit if left out.")
    uses_per_customer_max: int | None = optional(f"{USES_EACH}; no limit if left out.")
    hold_out_percent: Decimal = optional(f"{HOLD_OUT}.", default=Decimal(0))
    starts_at: datetime | None = optional("From when on; as soon as it is started if left out.")
    ends_at: datetime | None = optional("Until when; until somebody ends it if left out.")
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.input(description="What to change of a plan; what is left out stays.")
class CampaignUpdateInput:
    """Which, and what is new."""

    id: strawberry.ID = strawberry.field(description="Which campaign.")
    name: str | None = optional("What it is called.")
    goal: str | None = optional("What it is to bring about.")
    budget: MoneyInput | None = omissible(f"{BUDGET}; null for no limit.")
    uses_max: int | None = omissible(f"{USES}; null for no limit.")
    budget_per_customer: MoneyInput | None = omissible(f"{BUDGET_EACH}; null for no limit.")
    uses_per_customer_max: int | None = omissible(f"{USES_EACH}; null for no limit.")
    hold_out_percent: Decimal | None = optional(f"{HOLD_OUT}.")
    starts_at: datetime | None = omissible("From when on; null for as soon as it is started.")
    ends_at: datetime | None = omissible("Until when; null for until somebody ends it.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A plan that may be done.")
class CampaignApproveInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which campaign.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A campaign to put in force.")
class CampaignStartInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which campaign.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A campaign to stop for a while.")
class CampaignPauseInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which campaign.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A campaign to end for good.")
class CampaignEndInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which campaign.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A campaign that has ended, and what was learned from it.")
class CampaignEvaluateInput:
    """Which, and what."""

    id: strawberry.ID = strawberry.field(description="Which campaign.")
    lessons: str = strawberry.field(
        description="What to do again, and what not; up to 10,000 characters."
    )
    expected_version: int | None = expected_version()


@strawberry.type(description="The campaign as it is now.")
class CampaignPayload(Payload):
    """What came of it."""

    campaign: Campaign | None = changed("The campaign.")


@strawberry.input(description="Something to do for a campaign.")
class CampaignTaskCreateInput:
    """A new task."""

    campaign_id: strawberry.ID = strawberry.field(description="For which campaign.")
    kind: CampaignTaskKind = strawberry.field(description="What kind of thing it is.")
    title: str = strawberry.field(description="What is to be done, up to 200 characters.")
    details: str = optional("More words about it, up to 5,000 characters.", default="")
    owner_id: strawberry.ID | None = optional("Which colleague sees to it.")
    due_at: datetime | None = optional("Until when.")
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.input(description="What to change of a task; what is left out stays.")
class CampaignTaskUpdateInput:
    """Which, and what is new."""

    id: strawberry.ID = strawberry.field(description="Which task.")
    title: str | None = optional("What is to be done.")
    details: str | None = optional("More words about it.")
    owner_id: strawberry.ID | None = omissible("Which colleague sees to it; null for nobody.")
    due_at: datetime | None = omissible("Until when; null for no date.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A task that is done.")
class CampaignTaskCompleteInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which task.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A task that need not be done any more.")
class CampaignTaskCancelInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which task.")
    expected_version: int | None = expected_version()


@strawberry.type(description="The task as it is now.")
class CampaignTaskPayload(Payload):
    """What came of it."""

    campaign_task: CampaignTask | None = changed("The task.")


@strawberry.type(description="Changing campaigns.")
class CampaignMutations:
    """Plan, approve, start, pause, end, evaluate; and what there is to do."""

    @mutation("Plan a campaign, as a draft. Needs promotions:write.", WrongCurrency)
    async def campaign_create(
        self, info: Info, input: Input[CampaignCreateInput]
    ) -> CampaignPayload:
        plan = Plan(
            input.name,
            input.currency,
            input.goal,
            maybe_money(input.budget, "budget"),
            input.uses_max,
            maybe_money(input.budget_per_customer, "budgetPerCustomer"),
            input.uses_per_customer_max,
            basis_points(input.hold_out_percent, "holdOutPercent"),
            input.starts_at,
            input.ends_at,
        )
        row = await create_campaign(
            info.context.domain, plan, idempotency_key=input.idempotency_key
        )
        return CampaignPayload(campaign=Campaign.of(row))

    @mutation(
        "Change the plan of a campaign. It is a draft again, and has to be approved; one that is"
        " running is paused first. Needs promotions:write.",
        WrongCurrency,
    )
    async def campaign_update(
        self, info: Info, input: Input[CampaignUpdateInput]
    ) -> CampaignPayload:
        row = await update_campaign(
            info.context.domain,
            key_of("Campaign", input.id),
            expected_version=input.expected_version,
            **_changes(input),
        )
        return CampaignPayload(campaign=Campaign.of(row))

    @mutation(
        "Approve a plan that others wrote. Repeating it is harmless. Needs promotions:approve.",
        OwnCampaign,
    )
    async def campaign_approve(
        self, info: Info, input: Input[CampaignApproveInput]
    ) -> CampaignPayload:
        return await _move(info, input, approve_campaign)

    @mutation(
        "Put the promotions of a campaign in force: now, or when its start has come. Needs"
        " promotions:write.",
        CampaignBudgetSpent,
    )
    async def campaign_start(self, info: Info, input: Input[CampaignStartInput]) -> CampaignPayload:
        return await _move(info, input, start_campaign)

    @mutation("Stop a campaign for a while. Needs promotions:write.")
    async def campaign_pause(self, info: Info, input: Input[CampaignPauseInput]) -> CampaignPayload:
        return await _move(info, input, pause_campaign)

    @mutation("End a campaign for good. Needs promotions:write.")
    async def campaign_end(self, info: Info, input: Input[CampaignEndInput]) -> CampaignPayload:
        return await _move(info, input, end_campaign)

    @mutation(
        "Say what came of a campaign that has ended, once: the shop before and meanwhile, customers"
        " with and without it, and what was learned. Needs promotions:write."
    )
    async def campaign_evaluate(
        self, info: Info, input: Input[CampaignEvaluateInput]
    ) -> CampaignPayload:
        row = await evaluate_campaign(
            info.context.domain,
            key_of("Campaign", input.id),
            lessons=input.lessons,
            expected_version=input.expected_version,
        )
        return CampaignPayload(campaign=Campaign.of(row))

    @mutation("Write down what there is to do for a campaign. Needs promotions:write.")
    async def campaign_task_create(
        self, info: Info, input: Input[CampaignTaskCreateInput]
    ) -> CampaignTaskPayload:
        request = TaskRequest(
            key_of("Campaign", input.campaign_id),
            input.kind,
            input.title,
            input.details,
            maybe_key("StaffMember", input.owner_id),
            input.due_at,
        )
        row = await create_task(info.context.domain, request, idempotency_key=input.idempotency_key)
        return CampaignTaskPayload(campaign_task=CampaignTask.of(row))

    @mutation("Change what there is to do, whose it is, or until when. Needs promotions:write.")
    async def campaign_task_update(
        self, info: Info, input: Input[CampaignTaskUpdateInput]
    ) -> CampaignTaskPayload:
        changes: dict[str, Any] = {
            name: value
            for name in ("title", "details")
            if (value := getattr(input, name)) is not None
        }
        changes |= given(input, "owner_id", "due_at")
        if "owner_id" in changes:
            changes["owner_id"] = maybe_key("StaffMember", input.owner_id)
        row = await update_task(
            info.context.domain,
            key_of("CampaignTask", input.id),
            expected_version=input.expected_version,
            **changes,
        )
        return CampaignTaskPayload(campaign_task=CampaignTask.of(row))

    @mutation("Say that a task is done. Repeating it is harmless. Needs promotions:write.")
    async def campaign_task_complete(
        self, info: Info, input: Input[CampaignTaskCompleteInput]
    ) -> CampaignTaskPayload:
        return await _close(info, input, CampaignTaskAction.COMPLETE)

    @mutation(
        "Say that a task need not be done any more. Repeating it is harmless. Needs"
        " promotions:write."
    )
    async def campaign_task_cancel(
        self, info: Info, input: Input[CampaignTaskCancelInput]
    ) -> CampaignTaskPayload:
        return await _close(info, input, CampaignTaskAction.CANCEL)


class Named(Protocol):
    """An input that names one thing, and its version."""

    id: strawberry.ID
    expected_version: int | None


async def _move(
    info: Info, input: Named, verb: Callable[..., Awaitable[models.Campaign]]
) -> CampaignPayload:
    key = key_of("Campaign", input.id)
    row = await verb(info.context.domain, key, expected_version=input.expected_version)
    return CampaignPayload(campaign=Campaign.of(row))


async def _close(info: Info, input: Named, action: CampaignTaskAction) -> CampaignTaskPayload:
    row = await close_task(
        info.context.domain,
        key_of("CampaignTask", input.id),
        action,
        expected_version=input.expected_version,
    )
    return CampaignTaskPayload(campaign_task=CampaignTask.of(row))


def maybe_money(given: MoneyInput | None, field: str) -> Money | None:
    """An amount as the domain has it, where there is one."""
    return None if given is None else given.read(field)


def _changes(input: CampaignUpdateInput) -> dict[str, Any]:
    changes: dict[str, Any] = {
        name: value for name in ("name", "goal") if (value := getattr(input, name)) is not None
    }
    changes |= given(input, "uses_max", "uses_per_customer_max", "starts_at", "ends_at")
    for name, field in (("budget", "budget"), ("budget_per_customer", "budgetPerCustomer")):
        if name in given(input, name):
            changes[name] = maybe_money(getattr(input, name), field)
    if input.hold_out_percent is not None:
        changes["hold_out_basis_points"] = basis_points(input.hold_out_percent, "holdOutPercent")
    return changes
