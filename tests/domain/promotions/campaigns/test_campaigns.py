"""The life of a campaign, from a plan to its end; and what there is to do beside."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.marketing.evaluate_campaign import evaluate_campaign
from domain.promotions.campaigns.approve_campaign import approve_campaign
from domain.promotions.campaigns.close_task import close_task
from domain.promotions.campaigns.create_campaign import create_campaign
from domain.promotions.campaigns.create_task import TaskRequest, create_task
from domain.promotions.campaigns.end_campaign import end_campaign
from domain.promotions.campaigns.errors import CampaignBudgetSpent, OwnCampaign
from domain.promotions.campaigns.models import Campaign, CampaignTask
from domain.promotions.campaigns.pause_campaign import pause_campaign
from domain.promotions.campaigns.plan import Plan
from domain.promotions.campaigns.start_campaign import start_campaign
from domain.promotions.campaigns.states import (
    CAMPAIGN,
    CAMPAIGN_TASK,
    CampaignStatus,
    CampaignTaskAction,
    CampaignTaskKind,
    CampaignTaskStatus,
)
from domain.promotions.campaigns.turn_campaigns import turn_campaigns
from domain.promotions.campaigns.update_campaign import update_campaign
from domain.promotions.campaigns.update_task import update_task
from domain.promotions.update_promotion import update_promotion
from domain.shared.context import Context
from domain.shared.errors import (
    InvalidInput,
    InvalidTransition,
    NotFound,
    NotPermitted,
    VersionConflict,
)
from domain.shared.ids import new_id
from domain.shared.money import Money, WrongCurrency
from domain.shared.states import StateMachine
from tests.shop import Shop

SPRING = Plan("Spring", "USD")
DAY = timedelta(days=1)
TABLES: list[tuple[StateMachine[Any, Any], str]] = [
    (
        CAMPAIGN,
        """
        draft     revise=draft approve=approved end=ended
        approved  revise=draft schedule=scheduled start=running end=ended
        scheduled revise=draft start=running end=ended
        running   pause=paused exhaust=paused end=ended
        paused    revise=draft start=running replenish=running end=ended
        ended     evaluate=evaluated
        evaluated
        """,
    ),
    (CAMPAIGN_TASK, "open complete=done cancel=canceled\n done\n canceled"),
]


@pytest.mark.parametrize(("machine", "table"), TABLES, ids=lambda each: getattr(each, "kind", ""))
def test_what_may_follow_what(machine: StateMachine[Any, Any], table: str) -> None:
    rows = {
        words[0]: dict(arrow.split("=") for arrow in words[1:])
        for line in table.strip().splitlines()
        if (words := line.split())
    }
    assert list(rows) == [state.value for state in machine.states]

    for state in machine.states:
        for action in {arrow.action for arrow in machine.moves}:
            expected = rows[state.value].get(action.value)
            if expected is None:
                with pytest.raises(InvalidTransition):
                    machine.target(state, action)
            else:
                assert machine.target(state, action).value == expected


async def rename(ctx: Context, campaign_id: Any) -> Campaign:
    return await update_campaign(ctx, campaign_id, name="Summer")


async def learn(ctx: Context, campaign_id: Any) -> Campaign:
    return await evaluate_campaign(ctx, campaign_id, lessons="Begin earlier.")


S = CampaignStatus
MOVES: dict[Callable[..., Awaitable[Campaign]], dict[CampaignStatus, CampaignStatus]] = {
    rename: {S.DRAFT: S.DRAFT, S.APPROVED: S.DRAFT, S.SCHEDULED: S.DRAFT, S.PAUSED: S.DRAFT},
    approve_campaign: {S.DRAFT: S.APPROVED, S.APPROVED: S.APPROVED},
    start_campaign: {S.APPROVED: S.RUNNING, S.SCHEDULED: S.SCHEDULED, S.PAUSED: S.RUNNING},
    pause_campaign: {S.RUNNING: S.PAUSED},
    end_campaign: dict.fromkeys([S.DRAFT, S.APPROVED, S.SCHEDULED, S.RUNNING, S.PAUSED], S.ENDED),
    learn: {S.ENDED: S.EVALUATED},
}


async def come_to(shop: Shop, status: CampaignStatus) -> Campaign:
    plan = {"starts_at": shop.now + DAY} if status is S.SCHEDULED else {}
    if status is not S.EVALUATED:
        return await shop.campaign(status, **plan)
    return await learn(shop.ctx, (await shop.campaign(S.ENDED)).id)


@pytest.mark.parametrize("verb", MOVES, ids=lambda verb: verb.__name__)
async def test_each_verb_moves_what_the_table_says_and_refuses_the_rest(
    shop: Shop, verb: Callable[..., Awaitable[Campaign]]
) -> None:
    for status in CampaignStatus:
        row = await come_to(shop, status)
        ctx = shop.as_manager if verb is approve_campaign else shop.ctx
        if status in MOVES[verb]:
            assert (await verb(ctx, row.id)).status is MOVES[verb][status]
        else:
            with pytest.raises(InvalidTransition):
                await verb(ctx, row.id)
            assert (await Campaign.get(id=row.id)).version == row.version


async def test_nobody_approves_what_they_planned_or_changed(shop: Shop) -> None:
    row = await create_campaign(shop.ctx, SPRING)
    with pytest.raises(OwnCampaign):
        await approve_campaign(shop.ctx, row.id)

    other = shop.as_staff("promotions:write", "promotions:approve")
    await update_campaign(other, row.id, uses_max=5)

    for author in (shop.ctx, other):
        with pytest.raises(OwnCampaign):
            await approve_campaign(author, row.id)
    row = await approve_campaign(shop.as_manager, row.id)
    assert row.approved_by == shop.as_manager.actor.key


async def test_an_approved_plan_that_changes_has_to_be_approved_again(shop: Shop) -> None:
    row = await shop.campaign(S.APPROVED)

    same = await update_campaign(shop.ctx, row.id, name=row.name)
    assert (same.status, same.version) == (S.APPROVED, row.version)
    other = await update_campaign(shop.ctx, row.id, budget=Money(5, "USD"))

    assert (other.status, other.approved_by, other.approved_at) == (S.DRAFT, None, None)


async def test_two_who_start_it_at_once_start_it_once(shop: Shop) -> None:
    row = await shop.campaign(S.APPROVED)

    tries = [start_campaign(shop.ctx, row.id) for _ in range(2)]
    done = await asyncio.gather(*tries, return_exceptions=True)

    assert {type(each) for each in done} == {Campaign, InvalidTransition}
    assert (await Campaign.get(id=row.id)).version == row.version + 1


async def test_decided_on_an_older_version_it_is_refused(shop: Shop) -> None:
    row = await shop.campaign()

    with pytest.raises(VersionConflict):
        await pause_campaign(shop.ctx, row.id, expected_version=row.version - 1)


async def test_it_begins_and_ends_as_it_was_planned(shop: Shop) -> None:
    begins, ends = shop.now + DAY, shop.now + 2 * DAY
    row = await shop.campaign(S.SCHEDULED, starts_at=begins, ends_at=ends)
    assert await turn_campaigns(shop.as_system) == 0
    again = await start_campaign(shop.ctx, row.id)  # the answer was lost
    assert again.version == row.version

    shop.now = begins
    assert await turn_campaigns(shop.as_system) == 1
    row = await Campaign.get(id=row.id)
    assert (row.status, row.started_at) == (S.RUNNING, begins)

    shop.now = ends + DAY
    both = await asyncio.gather(*[turn_campaigns(shop.as_system) for _ in range(2)])
    assert sum(both) == 1
    row = await Campaign.get(id=row.id)
    assert (row.status, row.ended_at) == (S.ENDED, ends)


async def test_what_is_over_or_has_nothing_left_is_not_started(shop: Shop) -> None:
    late = await shop.campaign(S.APPROVED, ends_at=shop.now + DAY)
    spent = await shop.campaign(S.PAUSED, uses_max=1)
    await Campaign.filter(id=spent.id).update(uses=1)

    shop.now += DAY
    with pytest.raises(InvalidInput):
        await start_campaign(shop.ctx, late.id)
    with pytest.raises(CampaignBudgetSpent):
        await start_campaign(shop.ctx, spent.id)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(SPRING, name=" "), ["name"]),
        (replace(SPRING, currency="XXX"), ["currency"]),
        (replace(SPRING, budget=Money(1, "EUR")), ["budget", "currencyCode"]),
        (replace(SPRING, budget=Money(0, "USD")), ["budget", "amount"]),
        (
            replace(SPRING, budget_per_customer=Money(-1, "USD")),
            ["budgetPerCustomer", "amount"],
        ),
        (replace(SPRING, uses_max=0), ["usesMax"]),
        (replace(SPRING, hold_out_basis_points=5_001), ["holdOutPercent"]),
        (replace(SPRING, goal="x" * 5_001), ["goal"]),
    ],
)
async def test_a_plan_that_makes_no_sense_is_refused_by_name(
    shop: Shop, wrong: Plan, field: list[str]
) -> None:
    with pytest.raises((InvalidInput, WrongCurrency)) as refused:
        await create_campaign(shop.ctx, wrong)

    assert refused.value.field == field
    assert await shop.count("campaign") == 0


async def test_once_it_has_begun_what_its_figures_rest_on_stays(shop: Shop) -> None:
    row = await shop.campaign(S.PAUSED, uses_max=5)
    await Campaign.filter(id=row.id).update(uses=3, spent_minor=300)

    for wrong in (
        {"hold_out_basis_points": 1_000},
        {"uses_max": None},
        {"uses_max": 2},
        {"uses_per_customer_max": 1},
        {"budget": Money(299, "USD")},
    ):
        with pytest.raises(InvalidInput):
            await update_campaign(shop.ctx, row.id, **wrong)
    row = await update_campaign(shop.ctx, row.id, uses_max=None, budget=Money(300, "USD"))

    assert (row.uses, row.spent_minor, row.budget_minor) == (3, 300, 300)


async def test_a_promotion_joins_no_campaign_that_is_over_or_not_there(shop: Shop) -> None:
    promotion = await shop.draft()
    over = await shop.campaign(S.ENDED)

    with pytest.raises(InvalidInput):
        await update_promotion(shop.ctx, promotion.id, campaign_id=over.id)
    with pytest.raises(NotFound):
        await shop.draft(campaign_id=new_id())


async def test_only_those_who_may_do_it_do(shop: Shop) -> None:
    row = await shop.plan()
    clerk, planner = shop.as_staff("promotions:read"), shop.as_staff("promotions:write")

    for verb in (rename, start_campaign, pause_campaign, end_campaign, learn):
        with pytest.raises(NotPermitted):
            await verb(clerk, row.id)
    with pytest.raises(NotPermitted):
        await create_campaign(clerk, SPRING)
    with pytest.raises(NotPermitted):
        await approve_campaign(planner, row.id)


async def test_a_task_has_an_owner_and_a_date_and_is_closed_once(shop: Shop) -> None:
    campaign, sun = await shop.plan(), await shop.colleague()
    task = await shop.task(campaign)

    task = await update_task(shop.ctx, task.id, owner_id=sun.id, due_at=shop.now + DAY)
    same = await update_task(shop.ctx, task.id, owner_id=sun.id)
    assert (task.owner_id, task.due_at, same.version) == (sun.id, shop.now + DAY, 2)
    tries = [close_task(shop.ctx, task.id, CampaignTaskAction.COMPLETE) for _ in range(2)]
    await asyncio.gather(*tries)

    task = await CampaignTask.get(id=task.id)
    assert (task.status, task.version) == (CampaignTaskStatus.DONE, 3)
    with pytest.raises(InvalidTransition):
        await close_task(shop.ctx, task.id, CampaignTaskAction.CANCEL)
    with pytest.raises(InvalidTransition):
        await update_task(shop.ctx, task.id, title="Too late")
    assert await shop.event_names("campaign_task") == [
        "promotions.campaign_task_created",
        "promotions.campaign_task_updated",
        "promotions.campaign_task_closed",
    ]


async def test_a_task_is_no_strangers_and_of_no_campaign_that_is_done_with(shop: Shop) -> None:
    campaign = await shop.plan()
    over = await come_to(shop, S.EVALUATED)

    with pytest.raises(NotFound):
        await shop.task(campaign, owner_id=new_id())
    with pytest.raises(InvalidTransition):
        await shop.task(over)
    request = TaskRequest(campaign.id, CampaignTaskKind.OTHER, "Nothing")
    with pytest.raises(NotPermitted):
        await create_task(shop.as_staff("promotions:read"), request)
