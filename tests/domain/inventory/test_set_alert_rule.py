"""Setting rules: one for each variant and warehouse, looked at right away."""

import asyncio

import pytest

from domain.identity.scopes import Scope
from domain.inventory.models import StockAlert, StockAlertRule
from domain.inventory.set_alert_rule import set_alert_rule
from domain.inventory.states import StockAlertStatus
from domain.shared.errors import InvalidInput, NotFound, NotPermitted
from domain.shared.ids import new_id
from tests.shop import Shop


async def test_setting_a_rule_again_replaces_its_bounds(shop: Shop) -> None:
    variant = await shop.variant()
    first = await set_alert_rule(shop.ctx, variant_id=variant.id, low=5)

    second = await set_alert_rule(shop.ctx, variant_id=variant.id, high=90, hysteresis=2)

    kept = await StockAlertRule.get()
    assert kept.id == first.id == second.id
    assert (kept.low, kept.high, kept.hysteresis) == (None, 90, 2)


async def test_the_rule_for_everything_is_one_rule_too(shop: Shop) -> None:
    await asyncio.gather(*(set_alert_rule(shop.ctx, low=low) for low in range(1, 6)))

    assert await shop.count("stock_alert_rule") == 1


async def test_a_rule_looks_at_the_shelves_right_away(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.adjust(variant, 3)

    await set_alert_rule(shop.ctx, low=3)

    assert (await StockAlert.get()).quantity == 3
    assert await shop.event_names("stock_alert") == ["inventory.stock_alert_opened"]


@pytest.mark.parametrize(
    "change", [{"low": 2}, {"high": 9}, {"low": 5, "is_active": False}], ids=str
)
async def test_a_warning_resolves_when_its_rule_no_longer_holds(
    shop: Shop, change: dict[str, int]
) -> None:
    variant = await shop.variant()
    await shop.adjust(variant, 3)
    await set_alert_rule(shop.ctx, variant_id=variant.id, low=5)

    await set_alert_rule(shop.ctx, variant_id=variant.id, **change)

    assert (await StockAlert.get()).status is StockAlertStatus.RESOLVED


async def test_a_rule_at_rest_warns_nobody(shop: Shop) -> None:
    variant = await shop.variant()
    await set_alert_rule(shop.ctx, variant_id=variant.id, low=5, is_active=False)

    await shop.adjust(variant, 3)

    assert await shop.count("stock_alert") == 0


@pytest.mark.parametrize(
    ("bounds", "field"),
    [
        ({}, "low"),
        ({"low": -1}, "low"),
        ({"high": 0}, "high"),
        ({"low": 5, "high": 5}, "high"),
        ({"low": 2**40}, "low"),
        ({"low": 5, "hysteresis": -1}, "hysteresis"),
    ],
    ids=str,
)
async def test_nonsense_is_refused(shop: Shop, bounds: dict[str, int], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await set_alert_rule(shop.ctx, **bounds)

    assert refusal.value.field == [field]
    assert await shop.count("stock_alert_rule") == 0


@pytest.mark.parametrize("unknown", ["variant_id", "warehouse_id"])
async def test_a_rule_is_about_something_that_exists(shop: Shop, unknown: str) -> None:
    with pytest.raises(NotFound):
        await set_alert_rule(shop.ctx, **{unknown: new_id()}, low=5)

    assert await shop.count("stock_alert_rule") == 0


async def test_only_those_who_may_write_inventory_set_rules(shop: Shop) -> None:
    with pytest.raises(NotPermitted):
        await set_alert_rule(shop.as_staff(Scope.INVENTORY_ADJUST), low=5)

    assert await shop.count("stock_alert_rule") == 0
