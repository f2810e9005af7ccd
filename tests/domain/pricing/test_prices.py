"""Prices in a shop: their history, lists, plans, rules and odd ones, each thing done once."""

import asyncio
from contextvars import Context
from datetime import timedelta
from decimal import Decimal

import pytest
from tortoise.transactions import in_transaction

from domain.catalog.models import PriceChange, VariantPrice
from domain.catalog.states import PriceCause
from domain.customers.states import GroupKind
from domain.identity.scopes import Scope
from domain.orders.models import OrderLine
from domain.orders.place_order import place_order
from domain.pricing.answer_proposal import answer_proposal
from domain.pricing.apply_scheduled_prices import apply_scheduled_prices
from domain.pricing.cancel_scheduled_price import cancel_scheduled_price
from domain.pricing.errors import OwnProposal
from domain.pricing.listed import lowest_prices, margins_in, prices_at
from domain.pricing.models import (
    CompetitorPrice,
    PriceAnomaly,
    PriceDecision,
    PriceList,
    PriceProposal,
    PricingRule,
    ScheduledPrice,
)
from domain.pricing.price_variant import price_variant
from domain.pricing.schedule_price import schedule_price
from domain.pricing.set_list_prices import ListPrice, set_list_prices
from domain.pricing.set_pricing_rule import RuleTerms, set_pricing_rule
from domain.pricing.states import (
    AnomalyKind,
    AnomalyStatus,
    PriceListStatus,
    ProposalAction,
    ProposalStatus,
    ScheduledPriceStatus,
)
from domain.pricing.turn_price_lists import turn_price_lists
from domain.processes.receive_webhook import receive_webhook
from domain.processes.reprice import preview_rule, reprice
from domain.shared.errors import InvalidTransition, NotFound, NotPermitted, VersionConflict
from domain.shared.money import Money
from tests.shop import Shop


async def set_to(shop: Shop, variant: object, minor: int) -> None:
    await price_variant(shop.ctx, variant.id, Money(minor, "USD"))  # type: ignore[attr-defined]


async def test_a_later_plan_waits_for_an_earlier_one_in_other_hands(shop: Shop) -> None:
    variant = await shop.variant(price_minor=1000)
    earlier = await shop.scheduled(variant, 990, hours=1)
    await shop.scheduled(variant, 980, hours=2)
    shop.later(hours=3)

    async with in_transaction():
        await ScheduledPrice.select_for_update().get(id=earlier.id)
        meanwhile = asyncio.create_task(apply_scheduled_prices(shop.as_system), context=Context())
        assert await meanwhile == 0, "else the earlier price would be set last"
    assert await apply_scheduled_prices(shop.as_system) == 2
    assert (await VariantPrice.get(variant_id=variant.id)).amount_minor == 980


async def test_every_change_of_a_price_is_written_with_its_cause(shop: Shop) -> None:
    variant = await shop.variant(price_minor=None)

    await set_to(shop, variant, 1250)
    await set_to(shop, variant, 1250)
    shop.later(days=1)
    await set_to(shop, variant, 1150)

    changes = await PriceChange.all().order_by("changed_at", "id")
    assert [(row.before_minor, row.amount_minor, row.cause) for row in changes] == [
        (None, 1250, PriceCause.MANUAL),
        (1250, 1150, PriceCause.MANUAL),
    ]
    assert {row.actor for row in changes} == {shop.admin.key}


async def test_the_lowest_price_is_that_of_thirty_days_before_the_reduction(shop: Shop) -> None:
    variant = await shop.variant(price_minor=1000)

    async def lowest() -> int:
        found = await lowest_prices(shop.ctx, [variant.id])
        return found[variant.id][0].amount_minor

    assert await lowest() == 1000
    await set_to(shop, variant, 900)
    shop.later(days=29)
    await set_to(shop, variant, 1300)
    assert await lowest() == 900  # it cost that until a moment ago
    shop.later(days=2)
    await set_to(shop, variant, 1100)
    assert await lowest() == 900
    shop.later(days=29)
    await set_to(shop, variant, 1050)
    assert await lowest() == 1100  # what was before lies further back
    shop.later(days=31)
    assert await lowest() == 1050


async def test_the_query_says_what_an_order_is_charged(shop: Shop) -> None:
    variant, friend, other = await shop.variant(), await shop.customer(), await shop.customer()
    await shop.adjust(variant, 100)
    group = await shop.group(friend)
    await shop.price_list((variant, 1, 1200), (variant, 5, 1000), channel_id=shop.web.id)
    await shop.price_list((variant, 1, 1100), group_id=group.id, priority=1)
    later = shop.now + timedelta(days=1)
    await shop.price_list(
        (variant, 1, 1),
        status=PriceListStatus.SCHEDULED,
        starts_at=later,
        priority=9,
    )

    charged = {}
    for name, customer in (("friend", friend), ("other", other)):
        for units in (1, 5):
            ctx = shop.as_customer(customer)
            order = await place_order(ctx, shop.request((variant, units)), idempotency_key=None)
            line = await OrderLine.get(order_id=order.id)
            [said] = (await prices_at("web", units)(ctx, [variant.id]))[variant.id]
            assert said.amount_minor == line.unit_price_minor
            charged[name, units] = line.unit_price_minor

    assert charged == {
        ("friend", 1): 1100,
        ("friend", 5): 1100,
        ("other", 1): 1200,
        ("other", 5): 1000,
    }
    [as_such] = (await prices_at(None, None)(shop.ctx, [variant.id]))[variant.id]
    assert as_such.amount_minor == 1250
    shop.now = later
    [then] = (await prices_at("web", 1)(shop.ctx, [variant.id]))[variant.id]
    assert then.amount_minor == 1


async def test_a_list_makes_no_price(shop: Shop) -> None:
    variant = await shop.variant(price_minor=None)
    await shop.price_list((variant, 1, 1200))

    assert await prices_at("web", 1)(shop.ctx, [variant.id]) == {}


async def test_lists_begin_and_end_by_the_clock_once(shop: Shop) -> None:
    variant = await shop.variant()
    row = await shop.price_list(
        (variant, 1, 1100),
        status=PriceListStatus.SCHEDULED,
        starts_at=shop.now + timedelta(hours=1),
        ends_at=shop.now + timedelta(hours=2),
    )
    assert await turn_price_lists(shop.as_system) == 0
    seen = []
    for _ in range(2):
        shop.later(hours=1)
        await asyncio.gather(turn_price_lists(shop.as_system), turn_price_lists(shop.as_system))
        seen.append((await PriceList.get(id=row.id)).status)

    assert seen == [PriceListStatus.ACTIVE, PriceListStatus.INACTIVE]
    assert (await shop.event_names("price_list")).count("pricing.price_list_moved") == 3


async def test_prices_of_a_list_are_written_all_or_none_and_repeated_in_silence(
    shop: Shop,
) -> None:
    variant = await shop.variant()
    row = await shop.price_list()
    prices = [ListPrice(variant.id, Money(900, "USD"), 3)]

    first = await set_list_prices(shop.ctx, row.id, prices)
    again = await set_list_prices(shop.ctx, row.id, prices)
    assert again.version == first.version
    with pytest.raises(NotFound):
        await set_list_prices(
            shop.ctx, row.id, [ListPrice(variant.id, Money(1, "USD")), ListPrice(row.id, None)]
        )
    assert await shop.count("price_list_entry") == 1
    with pytest.raises(VersionConflict):
        await set_list_prices(shop.ctx, row.id, prices, expected_version=1)
    await set_list_prices(shop.ctx, row.id, [ListPrice(variant.id, None, 3)])
    assert await shop.count("price_list_entry") == 0


async def test_a_planned_price_is_set_exactly_once(shop: Shop) -> None:
    variant = await shop.variant()
    row = await shop.scheduled(variant, 990, hours=1)
    assert await apply_scheduled_prices(shop.as_system) == 0
    shop.later(hours=1)

    done = await asyncio.gather(*(apply_scheduled_prices(shop.as_system) for _ in range(4)))

    assert sorted(done) == [0, 0, 0, 1]
    change = await PriceChange.get()
    assert (change.amount_minor, change.cause, change.reference_id) == (
        990,
        PriceCause.SCHEDULE,
        row.id,
    )
    assert (await ScheduledPrice.get(id=row.id)).status is ScheduledPriceStatus.APPLIED
    with pytest.raises(InvalidTransition):
        await cancel_scheduled_price(shop.ctx, row.id)


async def test_a_plan_that_is_refused_fails_alone(shop: Shop) -> None:
    odd, fine = await shop.variant(price_minor=1200), await shop.variant(price_minor=1200)
    plans = [await shop.scheduled(odd, 990, hours=1), await shop.scheduled(odd, 980, hours=2)]
    good = await shop.scheduled(fine, 970, hours=3)
    given_up = ScheduledPrice.filter(id__in=[each.id for each in plans])
    await given_up.update(currency="XXX")
    shop.later(hours=4)

    assert await apply_scheduled_prices(shop.as_system) == 3
    assert await apply_scheduled_prices(shop.as_system) == 0

    failed = ScheduledPriceStatus.FAILED
    assert await given_up.values_list("status", flat=True) == [failed, failed]
    assert (await ScheduledPrice.get(id=good.id)).status is ScheduledPriceStatus.APPLIED
    assert (await shop.event_names("scheduled_price"))[-3:] == ["pricing.scheduled_price_moved"] * 3
    assert await VariantPrice.filter(variant_id=odd.id).values_list("amount_minor", flat=True) == [
        1200
    ]


async def test_a_plan_that_is_repeated_is_one_plan(shop: Shop) -> None:
    variant = await shop.variant()
    at = shop.now + timedelta(days=1)

    rows = [
        await schedule_price(shop.ctx, variant.id, Money(9, "USD"), at, idempotency_key="k")
        for _ in range(2)
    ]

    assert rows[0].id == rows[1].id
    assert await shop.count("scheduled_price") == 1
    with pytest.raises(NotPermitted):
        await schedule_price(shop.as_staff(Scope.CATALOG_WRITE), variant.id, Money(9, "USD"), at)


async def test_a_margin_is_for_whoever_may_know_it(shop: Shop) -> None:
    variant = await shop.variant(price_minor=1000)
    await shop.cost(variant, 900)
    shop.later(hours=1)
    await shop.cost(variant, 750)

    assert await margins_in("USD")(shop.ctx, [variant.id]) == {variant.id: Decimal("0.2500")}
    assert await margins_in("USD")(shop.as_staff(Scope.CATALOG_READ), [variant.id]) == {}


async def test_a_rule_is_applied_once_by_whoever_takes_it(shop: Shop) -> None:
    variant, lonely = await shop.variant(), await shop.variant()
    for one in (variant, lonely):
        await shop.cost(one)
    await shop.seen(variant)
    rule = await shop.rule(variant, lonely)

    previewed = {
        one.variant_id: one.decision for one in await preview_rule(shop.ctx, rule.id, limit=10)
    }
    assert previewed[variant.id].price == 1178
    assert await shop.count("price_decision") == 0
    await asyncio.gather(*(reprice(shop.as_system) for _ in range(3)))

    assert (await VariantPrice.get(variant_id=variant.id)).amount_minor == 1178
    decisions = {row.variant_id: row for row in await PriceDecision.all()}
    assert len(decisions) == await shop.count("price_decision") == 2
    assert decisions[lonely.id].steps == [{"code": "no_market", "price": 1250}]
    change = await PriceChange.get()
    assert (change.cause, change.reference_id) == (PriceCause.RULE, decisions[variant.id].id)
    shop.later(minutes=16)
    assert await reprice(shop.as_system) == 1  # that it is as it is; the lonely one is known
    shop.later(minutes=16)
    assert await reprice(shop.as_system) == 0


async def test_a_large_move_waits_for_somebody_and_is_answered_once(shop: Shop) -> None:
    variant = await shop.variant()
    row = await shop.proposal(variant)
    assert (await VariantPrice.get()).amount_minor == 1250

    answers = await asyncio.gather(
        answer_proposal(shop.ctx, row.id, ProposalAction.APPROVE),
        answer_proposal(shop.ctx, row.id, ProposalAction.REJECT),
        return_exceptions=True,
    )

    assert sum(isinstance(answer, PriceProposal) for answer in answers) == 1
    is_approved = (await PriceProposal.get()).status is ProposalStatus.APPROVED
    assert (await VariantPrice.get()).amount_minor == (1178 if is_approved else 1250)


async def test_whoever_wrote_the_rule_does_not_approve_what_it_proposes(shop: Shop) -> None:
    row = await shop.proposal(await shop.variant())
    rule = await PricingRule.get()
    helped = RuleTerms(
        name=rule.name,
        currency="USD",
        strategy=rule.strategy,
        strategy_bp=200,
        margin_bp=rule.margin_bp,
        daily_move_bp=rule.daily_move_bp,
        approval_above_bp=0,
        variant_ids=[row.variant_id],
    )
    await set_pricing_rule(shop.ctx, helped, rule_id=rule.id)
    before = await shop.rows()

    with pytest.raises(OwnProposal):
        await answer_proposal(shop.ctx, row.id, ProposalAction.APPROVE)

    assert await shop.rows() == before
    assert (await VariantPrice.get()).amount_minor == 1250
    other = shop.as_staff("catalog:read", "catalog:write", "pricing:read", "pricing:write")
    await answer_proposal(other, row.id, ProposalAction.APPROVE)
    assert (await VariantPrice.get()).amount_minor == 1178


async def test_whoever_wrote_the_rule_may_reject_what_it_proposes(shop: Shop) -> None:
    row = await shop.proposal(await shop.variant())
    await PricingRule.all().update(authors=[shop.admin.key])

    row = await answer_proposal(shop.ctx, row.id, ProposalAction.REJECT)

    assert row.status is ProposalStatus.REJECTED


async def test_an_odd_price_is_shown_and_closes_when_it_is_put_right(shop: Shop) -> None:
    variant = await shop.variant()

    await set_to(shop, variant, 125)
    await set_to(shop, variant, 125)
    anomaly = await PriceAnomaly.get()
    assert (anomaly.kind, anomaly.expected_minor) == (AnomalyKind.LOST_DECIMAL, 1250)
    await set_to(shop, variant, 1250)

    assert (await PriceAnomaly.get()).status is AnomalyStatus.RESOLVED
    assert await shop.event_names("price_anomaly") == [
        "pricing.price_anomaly_opened",
        "pricing.price_anomaly_closed",
    ]


async def test_a_cost_above_the_price_is_shown(shop: Shop) -> None:
    variant = await shop.variant()

    await shop.cost(variant, 1300)

    assert (await PriceAnomaly.get()).kind is AnomalyKind.BELOW_COST


async def test_what_others_ask_comes_by_webhook_and_is_noted_once(shop: Shop) -> None:
    variant = await shop.variant(sku="TEA-1")
    data = {
        "sku": "TEA-1",
        "competitor": "Corner shop",
        "amount": "11.90",
        "currencyCode": "USD",
        "observedAt": shop.now.isoformat(),
    }
    message = {"type": "competitor.price_observed", "data": data}

    for key in ("m-1", "m-1", "m-2"):
        await receive_webhook("market", key, message, now=shop.now, request_id="r")

    seen = await CompetitorPrice.get()
    assert (seen.variant_id, seen.amount_minor, seen.source) == (variant.id, 1190, "webhook")


async def test_who_joins_a_tier_leaves_the_other(shop: Shop) -> None:
    friend = await shop.customer()
    silver = await shop.group(friend, kind=GroupKind.TIER)
    circle = await shop.group(friend)
    gold = await shop.group(friend, kind=GroupKind.TIER)

    rows = await shop.rows()
    assert rows["customer_group_member"] == 2
    assert await gold.members.all().count() == await circle.members.all().count() == 1  # type: ignore[attr-defined]
    assert await silver.members.all().count() == 0  # type: ignore[attr-defined]
