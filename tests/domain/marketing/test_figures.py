"""What a campaign brings about: counted while it runs, and compared when it is over."""

import asyncio
from datetime import timedelta
from math import isclose

import pytest

from domain.customers.models import Customer
from domain.marketing.evaluate_campaign import evaluate_campaign
from domain.marketing.evaluation import ENOUGH, Evaluation, Sales, Side, Uplift
from domain.marketing.figures import figures_of
from domain.marketing.tell_figures import tell_figures
from domain.orders.cancel_order import cancel_order
from domain.orders.confirm_order import confirm_order
from domain.orders.states import CancelReason
from domain.promotions.campaigns.end_campaign import end_campaign
from domain.promotions.campaigns.hold_out import is_held_out
from domain.promotions.campaigns.models import Campaign
from domain.promotions.campaigns.states import CampaignStatus
from domain.shared.errors import InvalidInput, NotPermitted
from domain.shared.models import EventRow
from tests.shop import Shop
from tests.statements import count_statements


async def test_figures_say_who_got_how_much_and_what_it_brought(shop: Shop) -> None:
    tea = await shop.variant(price_minor=1_000)
    await shop.stock(tea, 100)
    ann, bob = await shop.customer(), await shop.customer()
    await shop.place((tea, 1), customer=ann)  # before the campaign: Ann is not new
    shop.later(hours=1)
    campaign = await shop.campaign(budget_minor=5_000, uses_max=10)
    await shop.promotion_of(campaign)
    shop.later(hours=1)

    await shop.place((tea, 1), customer=ann)
    kept = await shop.place((tea, 2), customer=bob)
    await confirm_order(shop.ctx, kept.id)
    late = await shop.place((tea, 3), customer=bob)
    await confirm_order(shop.ctx, late.id)
    await cancel_order(shop.ctx, late.id, reason=CancelReason.OTHER)  # has had its part for good
    given_up = await shop.place((tea, 4))
    await cancel_order(shop.ctx, given_up.id, reason=CancelReason.CUSTOMER)

    found = (await figures_of([await Campaign.get(id=campaign.id)]))[campaign.id]
    assert (found.orders, found.redeemed_orders, found.kept_orders) == (3, 2, 2)
    assert (found.spent_minor, found.redeemed_minor) == (600, 500)
    assert (found.revenue_minor, found.average_minor) == (900 + 1_800, 1_350)
    assert (found.customers, found.new_customers) == (2, 1)
    assert (found.budget_left_minor, found.uses_left) == (4_400, 7)


async def test_they_are_read_for_many_at_once(shop: Shop) -> None:
    campaigns = [await shop.campaign() for _ in range(3)]

    async with count_statements() as sent:
        assert set(await figures_of(campaigns)) == {row.id for row in campaigns}

    assert sent.count == 2


async def test_what_changed_is_told_once_however_much_it_is_and_however_many_look(
    shop: Shop,
) -> None:
    tea = await shop.variant(price_minor=1_000)
    await shop.stock(tea, 100)
    campaign = await shop.campaign()
    await shop.promotion_of(campaign)
    assert await tell_figures(shop.as_system) == 0  # nothing to tell before the first order
    for _ in range(3):
        await shop.place((tea, 1))

    told = await asyncio.gather(*(tell_figures(shop.as_system) for _ in range(3)))
    assert sum(told) == 1
    assert await tell_figures(shop.as_system) == 0
    await shop.place((tea, 1))
    assert await tell_figures(shop.as_system) == 1

    facts = await EventRow.filter(aggregate_type="campaign_figures").order_by("id")
    assert [(fact.version, fact.payload["orders"]) for fact in facts] == [(1, 3), (2, 4)]
    assert facts[1].aggregate_id == campaign.id
    assert facts[1].payload["revenue_minor"] == 3_600
    with pytest.raises(NotPermitted):
        await tell_figures(shop.as_staff("orders:read"))


async def test_no_campaign_costs_one_look(shop: Shop) -> None:
    await shop.plan()

    async with count_statements() as sent:
        assert await tell_figures(shop.as_system) == 0

    assert sent.count == 1


async def test_it_is_compared_with_before_and_with_those_left_out(shop: Shop) -> None:
    tea = await shop.variant(price_minor=1_000)
    await shop.stock(tea, 1_000)
    people = [await shop.customer() for _ in range(8)]
    await Customer.all().update(created_at=shop.now - timedelta(days=30))
    await shop.place((tea, 5), customer=people[0])  # the day before
    shop.later(days=1)
    campaign = await shop.campaign(hold_out_basis_points=5_000)
    await shop.promotion_of(campaign)
    out = {one.id for one in people if is_held_out(campaign.id, one.id, 5_000)}
    shop.later(hours=1)
    for one in people[:6]:
        await shop.place((tea, 1), customer=one)
    await shop.place((tea, 1))  # somebody who did not sign in gets it, and is on no side
    shop.later(hours=23)
    await end_campaign(shop.ctx, campaign.id)

    row = await evaluate_campaign(shop.ctx, campaign.id, lessons="Begin earlier.")

    assert (row.status, row.lessons) == (CampaignStatus.EVALUATED, "Begin earlier.")
    found = Evaluation.read((await Campaign.get(id=row.id)).evaluation)
    treated = [one for one in people if one.id not in out]
    bought = sum(one in people[:6] for one in treated)
    assert found.before == Sales(1, 5_000)
    assert found.meanwhile == Sales(7, bought * 900 + 900 + (6 - bought) * 1_000)
    assert found.treated is not None
    assert found.held_out is not None
    assert (found.treated.customers, found.treated.buyers) == (len(treated), bought)
    assert found.treated.revenue_minor == bought * 900
    assert (found.held_out.customers, found.held_out.buyers) == (len(out), 6 - bought)
    assert found.held_out.revenue_minor == (6 - bought) * 1_000
    assert found.spent_minor == bought * 100 + 100
    assert found.uplift is None  # of so few nothing can be said


async def test_nothing_learned_is_no_evaluation(shop: Shop) -> None:
    row = await shop.campaign(CampaignStatus.ENDED)

    with pytest.raises(InvalidInput) as refused:
        await evaluate_campaign(shop.ctx, row.id, lessons=" ")

    assert refused.value.field == ["lessons"]


async def test_one_that_never_began_is_compared_with_nothing(shop: Shop) -> None:
    plan = await shop.plan(hold_out_basis_points=1_000)
    await end_campaign(shop.ctx, plan.id)

    row = await evaluate_campaign(shop.ctx, plan.id, lessons="Too late.")

    found = Evaluation.read(row.evaluation)
    assert (found.meanwhile, found.before, found.change, found.treated) == (
        Sales(),
        Sales(),
        None,
        None,
    )


def test_the_difference_of_two_means_and_its_error_by_hand() -> None:
    # Means 110 and 100; standard error sqrt(400 / 100 + 500 / 20) is too few, so 100 and 100:
    # sqrt(400 / 100 + 500 / 100) = 3, and 1.96 times that is 5.88.
    treated = Side(100, 50, 60, 11_000, 400.0)
    held_out = Side(100, 40, 45, 10_000, 500.0)

    found = Uplift.between(treated, held_out)

    assert found is not None
    assert found.minor == 10
    assert isclose(found.low, 10 - 5.879892)
    assert isclose(found.high, 10 + 5.879892)
    few = Side(ENOUGH - 1, 10, 10, 1_000, 1.0)
    assert Uplift.between(treated, few) is None
