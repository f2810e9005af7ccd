"""A rule that is stopped or rewritten while it is being applied sets no price any more."""

import asyncio
from contextvars import copy_context
from dataclasses import replace
from typing import Any

import pytest
from tortoise.transactions import in_transaction

from domain.catalog.models import ProductVariant, VariantPrice
from domain.pricing.apply_rule import apply_rule
from domain.pricing.models import PricingRule
from domain.pricing.set_pricing_rule import RuleTerms, set_pricing_rule
from domain.pricing.states import DownwardMode, Strategy
from domain.processes.reprice import signals_of
from tests.shop import Shop


async def taken(shop: Shop) -> tuple[ProductVariant, PricingRule]:
    """A rule that somebody has taken, and would set 11.78 by."""
    variant = await shop.variant()
    await shop.cost(variant)
    await shop.seen(variant)
    return variant, await shop.rule(variant, name="Follow")


async def rewrite(shop: Shop, variant: ProductVariant, **given: Any) -> PricingRule:
    terms = RuleTerms(
        name="Follow",
        currency="USD",
        strategy=Strategy.UNDERCUT_COMPETITOR,
        strategy_bp=100,
        margin_bp=1_000,
        daily_move_bp=2_000,
        approval_above_bp=1_500,
        variant_ids=[variant.id],
    )
    return await set_pricing_rule(shop.ctx, replace(terms, **given))


@pytest.mark.parametrize(
    "change",
    [{"is_active": False}, {"margin_bp": 9_000}, {"downward": DownwardMode.PROMOTE}],
    ids=lambda change: next(iter(change)),
)
async def test_what_it_said_before_sets_no_price(shop: Shop, change: dict[str, Any]) -> None:
    variant, rule = await taken(shop)
    ((_, signals),) = await signals_of(shop.as_system, [variant.id], "USD")
    await rewrite(shop, variant, **change)

    assert await apply_rule(shop.as_system, rule, variant.id, signals) is None

    assert (await VariantPrice.get()).amount_minor == 1250
    assert await shop.count("price_decision") == 0


async def test_whoever_stops_it_waits_for_the_price_that_is_being_set(shop: Shop) -> None:
    variant, rule = await taken(shop)
    ((_, signals),) = await signals_of(shop.as_system, [variant.id], "USD")
    outside = copy_context()  # of no transaction
    async with in_transaction():
        assert await apply_rule(shop.as_system, rule, variant.id, signals)
        stopping = outside.run(asyncio.create_task, rewrite(shop, variant, is_active=False))
        await asyncio.wait({stopping}, timeout=0.2)
        assert not stopping.done()

    assert not (await stopping).is_active
    assert (await VariantPrice.get()).amount_minor == 1178
