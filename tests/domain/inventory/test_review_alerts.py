"""Warnings: they open on crossing a bound, once, and resolve by themselves beyond it."""

import asyncio

import pytest

from domain.inventory.acknowledge_alert import acknowledge_alert
from domain.inventory.models import InventoryLevel, StockAlert
from domain.inventory.review_alerts import review_alerts
from domain.inventory.set_alert_rule import set_alert_rule
from domain.inventory.states import StockAlertKind, StockAlertStatus
from domain.shared.models import EventRow
from tests.shop import Shop

LOW = StockAlertKind.BELOW_REORDER_POINT
HIGH = StockAlertKind.ABOVE_MAX_STOCK


async def statuses() -> list[StockAlertStatus]:
    return [alert.status for alert in await StockAlert.all().order_by("opened_at", "id")]


async def test_a_warning_opens_when_available_falls_to_low(shop: Shop) -> None:
    variant = await shop.variant()
    level = await shop.adjust(variant, 10)
    rule = await set_alert_rule(shop.ctx, variant_id=variant.id, low=5)

    await shop.place((variant, 4))
    assert await StockAlert.all().count() == 0
    await shop.place((variant, 1))

    alert = await StockAlert.get()
    assert (alert.rule_id, alert.level_id, alert.kind) == (rule.id, level.id, LOW)
    assert (alert.threshold, alert.quantity, alert.version) == (5, 5, 1)
    assert (alert.status, alert.opened_at) == (StockAlertStatus.OPEN, shop.now)
    event = await EventRow.get(aggregate_type="stock_alert")
    assert (event.type, event.aggregate_id, event.version) == (
        "inventory.stock_alert_opened",
        alert.id,
        1,
    )
    assert event.payload["level_id"] == str(level.id)
    assert event.payload["warehouse_id"] == str(shop.main.id)


async def test_falling_further_does_not_warn_again(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.adjust(variant, 10)
    await set_alert_rule(shop.ctx, variant_id=variant.id, low=5)

    for _ in range(3):
        await shop.place((variant, 3))

    assert await shop.event_names("stock_alert") == ["inventory.stock_alert_opened"]


async def test_an_acknowledged_warning_is_not_opened_again(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.adjust(variant, 5)
    await set_alert_rule(shop.ctx, variant_id=variant.id, low=5)
    await acknowledge_alert(shop.ctx, (await StockAlert.get()).id)

    await shop.place((variant, 1))

    assert await statuses() == [StockAlertStatus.ACKNOWLEDGED]


async def test_a_unit_to_and_fro_does_not_ring_twice(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.adjust(variant, 6)
    await set_alert_rule(shop.ctx, variant_id=variant.id, low=5, hysteresis=3)

    for delta in (-1, 1, -1, 1, 1):  # 5, 6, 5, 6, 7: never as far as 8
        await shop.adjust(variant, delta)

    assert await shop.event_names("stock_alert") == ["inventory.stock_alert_opened"]
    assert await statuses() == [StockAlertStatus.OPEN]


@pytest.mark.parametrize(("hysteresis", "recovered_at"), [(0, 6), (1, 6), (3, 8)])
async def test_a_warning_resolves_by_itself_beyond_the_bound(
    shop: Shop, hysteresis: int, recovered_at: int
) -> None:
    variant = await shop.variant()
    await shop.adjust(variant, 5)
    await set_alert_rule(shop.ctx, variant_id=variant.id, low=5, hysteresis=hysteresis)

    await shop.adjust(variant, recovered_at - 5)

    alert = await StockAlert.get()
    assert (alert.status, alert.resolved_at) == (StockAlertStatus.RESOLVED, shop.now)
    resolved = await EventRow.get(type="inventory.stock_alert_resolved")
    assert resolved.version == alert.version == 2
    assert (resolved.payload["source"], resolved.payload["status"]) == ("open", "resolved")
    assert (resolved.payload["action"], resolved.payload["quantity"]) == ("resolve", recovered_at)


async def test_an_acknowledged_warning_resolves_too(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.adjust(variant, 5)
    await set_alert_rule(shop.ctx, variant_id=variant.id, low=5)
    await acknowledge_alert(shop.ctx, (await StockAlert.get()).id)

    await shop.adjust(variant, 1)

    resolved = await EventRow.get(type="inventory.stock_alert_resolved")
    assert (resolved.version, resolved.payload["source"]) == (3, "acknowledged")


async def test_what_resolved_opens_anew_at_the_next_crossing(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.adjust(variant, 5)
    await set_alert_rule(shop.ctx, variant_id=variant.id, low=5)

    await shop.adjust(variant, 1)
    shop.later(hours=1)
    await shop.adjust(variant, -1)

    assert await statuses() == [StockAlertStatus.RESOLVED, StockAlertStatus.OPEN]


async def test_too_much_on_hand_warns_too_and_resolves_below(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.adjust(variant, 9)
    await set_alert_rule(shop.ctx, variant_id=variant.id, high=10, hysteresis=2)

    opened = await shop.adjust(variant, 1)
    await shop.adjust(variant, -1)
    assert [(alert.kind, alert.level_id) for alert in await StockAlert.all()] == [(HIGH, opened.id)]
    assert await statuses() == [StockAlertStatus.OPEN]
    await shop.adjust(variant, -1)

    assert await statuses() == [StockAlertStatus.RESOLVED]


async def test_promised_units_still_crowd_the_shelf(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.adjust(variant, 10)
    await shop.place((variant, 10))

    await set_alert_rule(shop.ctx, variant_id=variant.id, low=2, high=10)

    assert {alert.kind: alert.quantity for alert in await StockAlert.all()} == {HIGH: 10, LOW: 0}


async def test_a_rule_for_everything_watches_each_shelf_and_a_narrow_one_its_own(
    shop: Shop,
) -> None:
    north = await shop.warehouse("north")
    tea, pot = await shop.variant(), await shop.variant()
    shelves = {
        "tea": await shop.adjust(tea, 10),
        "tea in the north": await shop.adjust(tea, 10, warehouse=north),
        "pot": await shop.adjust(pot, 10),
    }
    rules = {
        "all": await set_alert_rule(shop.ctx, low=1),
        "tea": await set_alert_rule(shop.ctx, variant_id=tea.id, low=2),
        "north": await set_alert_rule(shop.ctx, warehouse_id=north.id, low=3),
        "tea in the north": await set_alert_rule(
            shop.ctx, variant_id=tea.id, warehouse_id=north.id, low=4
        ),
    }

    await shop.adjust(tea, -9)
    await shop.adjust(tea, -9, warehouse=north)
    await shop.adjust(pot, -9)

    names = {rule.id: name for name, rule in rules.items()}
    places = {level.id: name for name, level in shelves.items()}
    assert {(names[one.rule_id], places[one.level_id]) for one in await StockAlert.all()} == {
        ("all", "tea"),
        ("all", "pot"),
        ("all", "tea in the north"),
        ("tea", "tea"),
        ("tea", "tea in the north"),
        ("north", "tea in the north"),
        ("tea in the north", "tea in the north"),
    }


async def test_two_crossings_at_once_open_one_warning(shop: Shop) -> None:
    variant = await shop.variant()
    level = await shop.adjust(variant, 10)
    await set_alert_rule(shop.ctx, variant_id=variant.id, low=5)

    await asyncio.gather(*(shop.adjust(variant, -1) for _ in range(8)))

    assert await shop.event_names("stock_alert") == ["inventory.stock_alert_opened"]
    assert (await InventoryLevel.get(id=level.id)).available == 2


async def test_two_reviews_at_once_open_one_warning(shop: Shop) -> None:
    variant = await shop.variant()
    await set_alert_rule(shop.ctx, variant_id=variant.id, low=5)
    level = await shop.stock(variant, 5)

    await asyncio.gather(*(review_alerts(shop.ctx, [level.id]) for _ in range(8)))

    assert await shop.count("stock_alert") == 1
    assert await shop.event_names("stock_alert") == ["inventory.stock_alert_opened"]


async def test_an_order_that_is_refused_warns_nobody(shop: Shop) -> None:
    variant, scarce = await shop.variant(), await shop.variant()
    await shop.adjust(variant, 10)
    await set_alert_rule(shop.ctx, variant_id=variant.id, low=9)

    with pytest.raises(Exception, match="available"):
        await shop.place((variant, 5), (scarce, 1))

    assert await shop.count("stock_alert") == 0
    assert await shop.event_names("stock_alert") == []
