"""What all products sold is read in one statement, and proposals come of it."""

from datetime import timedelta

import pytest

from domain.catalog.lifecycle.models import LifecycleSuggestion
from domain.catalog.models import Product, ProductVariant
from domain.catalog.states import LifecycleAction, LifecycleStage
from domain.orders.models import Order
from domain.orders.states import OrderStatus
from domain.processes.suggest_lifecycles import read_figures, suggest_lifecycles
from domain.shared.errors import NotPermitted
from tests.shop import Shop


async def sold(shop: Shop, variant: ProductVariant, days_ago: float, units: int) -> Order:
    """So many units, so long ago."""
    order = await shop.place((variant, units))
    await Order.filter(id=order.id).update(placed_at=shop.now - timedelta(days=days_ago))
    return order


async def test_units_slope_stock_and_age_are_those_of_the_books(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 100)
    await Product.filter(id=variant.product_id).update(
        lifecycle_stage=LifecycleStage.MATURITY, published_at=shop.now - timedelta(days=200)
    )
    for days_ago, units in ((0.5, 5), (27.5, 2), (30, 4), (57, 9)):
        await sold(shop, variant, days_ago, units)
    given_up = await sold(shop, variant, 3, 7)
    await Order.filter(id=given_up.id).update(status=OrderStatus.CANCELED)

    [found] = (await read_figures(shop.as_system)).values()

    # Days 27 and 0 of 28: (5 · 13.5 − 2 · 13.5) / 1,827.
    assert (found.units, found.units_before) == (7, 4)
    assert found.slope == pytest.approx(40.5 / 1_827)
    assert (found.available, found.age_days) == (100 - 27, 200)
    assert found.stage is LifecycleStage.MATURITY
    assert found.days_of_cover == 73 * 28 // 7


async def test_a_product_that_sells_less_and_less_is_proposed_for_its_decline(shop: Shop) -> None:
    variant, calm = await shop.variant(), await shop.variant()
    await shop.stock(variant, 1_000)
    await shop.stock(calm, 10)
    await Product.all().update(lifecycle_stage=LifecycleStage.MATURITY)
    for days_ago, units in ((50, 30), (40, 30), (26, 15), (18, 5), (4, 1)):
        await sold(shop, variant, days_ago, units)

    opened = [await suggest_lifecycles(shop.as_system) for _ in range(2)]

    assert opened == [1, 0]
    suggestion = await LifecycleSuggestion.get()
    assert suggestion.product_id == variant.product_id
    assert suggestion.action is LifecycleAction.DECLINE
    assert suggestion.evidence["units"] == 21


async def test_drafts_and_what_is_over_are_left_out(shop: Shop) -> None:
    await shop.product(published=False)
    over = await shop.product()
    await Product.filter(id=over.id).update(lifecycle_stage=LifecycleStage.DISCONTINUED)

    assert await read_figures(shop.as_system) == {}
    with pytest.raises(NotPermitted):
        await suggest_lifecycles(shop.as_staff("catalog:read"))
