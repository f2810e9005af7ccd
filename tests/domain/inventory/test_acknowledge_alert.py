"""Acknowledging a warning: once, by somebody who works with stock, while it lasts."""

import asyncio

import pytest

from domain.identity.scopes import Scope
from domain.inventory.acknowledge_alert import acknowledge_alert
from domain.inventory.models import StockAlert
from domain.inventory.set_alert_rule import set_alert_rule
from domain.inventory.states import StockAlertStatus
from domain.shared.errors import InvalidTransition, NotFound, NotPermitted, VersionConflict
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests.shop import Shop


async def open_alert(shop: Shop) -> StockAlert:
    variant = await shop.variant()
    await shop.adjust(variant, 3)
    await set_alert_rule(shop.ctx, variant_id=variant.id, low=3)
    return await StockAlert.get()


async def test_acknowledging_says_who_and_when(shop: Shop) -> None:
    alert = await open_alert(shop)
    shop.later(minutes=5)

    seen = await acknowledge_alert(shop.ctx, alert.id)

    assert seen.status is StockAlertStatus.ACKNOWLEDGED
    assert (seen.acknowledged_at, seen.acknowledged_by) == (shop.now, shop.admin.key)
    event = await EventRow.get(type="inventory.stock_alert_acknowledged")
    assert event.version == seen.version == 2
    assert (event.payload["source"], event.payload["action"]) == ("open", "acknowledge")


async def test_acknowledging_twice_tells_the_world_once(shop: Shop) -> None:
    alert = await open_alert(shop)
    await acknowledge_alert(shop.ctx, alert.id)

    again = await acknowledge_alert(shop.ctx, alert.id, expected_version=1)

    assert again.version == 2
    assert await shop.event_names("stock_alert") == [
        "inventory.stock_alert_opened",
        "inventory.stock_alert_acknowledged",
    ]


async def test_two_at_once_tell_the_world_once(shop: Shop) -> None:
    alert = await open_alert(shop)

    answers = await asyncio.gather(
        *(acknowledge_alert(shop.ctx, alert.id) for _ in range(6)), return_exceptions=True
    )

    assert {type(answer) for answer in answers} <= {StockAlert, VersionConflict}
    assert await EventRow.filter(type="inventory.stock_alert_acknowledged").count() == 1


async def test_a_warning_that_resolved_needs_nobody(shop: Shop) -> None:
    alert = await open_alert(shop)
    await set_alert_rule(shop.ctx, variant_id=(await alert.level).variant_id, low=1)

    with pytest.raises(InvalidTransition) as refusal:
        await acknowledge_alert(shop.ctx, alert.id)

    assert (refusal.value.source, refusal.value.allowed) == ("resolved", [])
    assert await EventRow.filter(type="inventory.stock_alert_acknowledged").count() == 0


async def test_a_stale_version_is_refused(shop: Shop) -> None:
    alert = await open_alert(shop)

    with pytest.raises(VersionConflict):
        await acknowledge_alert(shop.ctx, alert.id, expected_version=7)

    assert (await StockAlert.get()).status is StockAlertStatus.OPEN


@pytest.mark.parametrize("scope", [Scope.INVENTORY_ADJUST, Scope.INVENTORY_WRITE])
async def test_either_kind_of_stock_keeper_may(shop: Shop, scope: Scope) -> None:
    alert = await open_alert(shop)

    seen = await acknowledge_alert(shop.as_staff(Scope.INVENTORY_READ, scope), alert.id)

    assert seen.status is StockAlertStatus.ACKNOWLEDGED


async def test_looking_is_not_acknowledging(shop: Shop) -> None:
    alert = await open_alert(shop)

    with pytest.raises(NotPermitted):
        await acknowledge_alert(shop.as_staff(Scope.INVENTORY_READ), alert.id)

    assert (await StockAlert.get()).status is StockAlertStatus.OPEN


async def test_an_unknown_warning_is_not_found(shop: Shop) -> None:
    with pytest.raises(NotFound):
        await acknowledge_alert(shop.ctx, new_id())
