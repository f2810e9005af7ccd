"""Reading the shelves: staff see them, everybody else how many can be bought; never row by row."""

import pytest

from domain.identity.scopes import Scope
from domain.inventory import queries
from domain.inventory.models import Warehouse
from domain.inventory.set_alert_rule import set_alert_rule
from domain.inventory.states import StockAlertStatus
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.filters import All, Condition, Is
from domain.shared.ids import new_id
from domain.shared.paging import Window
from tests.shop import Shop
from tests.statements import count_statements


async def test_everybody_sees_how_many_can_be_bought(shop: Shop) -> None:
    tea, pot, cup = await shop.variant(), await shop.variant(), await shop.variant()
    north, closed = await shop.warehouse("north"), await shop.warehouse("closed")
    await shop.adjust(tea, 10)
    await shop.adjust(tea, 5, warehouse=north)
    await shop.adjust(tea, 99, warehouse=closed)
    await shop.adjust(pot, 1)
    await Warehouse.filter(id=closed.id).update(is_active=False)
    await shop.place((tea, 4), (pot, 1))

    async with count_statements() as statements:
        found = await queries.available_by_variant(shop.as_anonymous, [tea.id, pot.id, cup.id])

    assert found == {tea.id: 11, pot.id: 0, cup.id: 0}
    assert statements.count == 1


async def test_only_staff_who_may_read_stock_see_the_shelves(shop: Shop) -> None:
    level = await shop.adjust(await shop.variant(), 3)
    await set_alert_rule(shop.ctx, low=3)
    clerk = shop.as_staff(Scope.INVENTORY_READ)
    strangers = [
        shop.as_anonymous,
        shop.as_customer(await shop.customer()),
        shop.as_staff(Scope.ORDERS_READ),
    ]

    for visible in (
        queries.visible_levels,
        queries.visible_movements,
        queries.visible_alerts,
        queries.visible_alert_rules,
        queries.visible_warehouses,
    ):
        assert await visible(clerk).count() == 1
        assert [await visible(stranger).count() for stranger in strangers] == [0, 0, 0]
    for stranger in strangers:
        with pytest.raises(NotFound):
            await queries.get_level(stranger, level.id)
        assert await queries.levels_by_ids(stranger, [level.id]) == {}


async def test_an_unknown_level_or_warning_is_not_found(shop: Shop) -> None:
    for get in (queries.get_level, queries.get_alert):
        with pytest.raises(NotFound):
            await get(shop.ctx, new_id())


async def test_loaders_take_one_statement_for_any_number_of_rows(shop: Shop) -> None:
    variants = [await shop.variant() for _ in range(4)]
    levels = [await shop.adjust(variant, 3) for variant in variants]
    rule = await set_alert_rule(shop.ctx, low=3)
    alerts = await queries.visible_alerts(shop.ctx)
    unknown = new_id()

    async with count_statements() as statements:
        by_ids = await queries.levels_by_ids(shop.ctx, [level.id for level in levels])
        of_variants = await queries.levels_of_variants(
            shop.ctx, [*(variant.id for variant in variants), unknown]
        )
        of_levels = await queries.open_alerts_of_levels(shop.ctx, [level.id for level in levels])
        warnings = await queries.alerts_by_ids(shop.ctx, [alert.id for alert in alerts])
        rules = await queries.alert_rules_by_ids(shop.ctx, [rule.id])
        warehouses = await queries.warehouses_by_ids(shop.ctx, [shop.main.id, unknown])

    assert statements.count == 6
    assert set(by_ids) == {level.id for level in levels}
    assert of_variants[unknown] == []
    assert [of_variants[variant.id][0].id for variant in variants] == [one.id for one in levels]
    assert all(len(of_levels[level.id]) == 1 for level in levels)
    assert set(warnings) == {alert.id for alert in alerts}
    assert (set(rules), set(warehouses)) == ({rule.id}, {shop.main.id})


async def test_the_ledger_is_read_newest_first_page_by_page(shop: Shop) -> None:
    variant = await shop.variant()
    for units in (1, 2, 3):
        level = await shop.adjust(variant, units)
        shop.later(minutes=1)
    await shop.adjust(await shop.variant(), 9)

    first = await queries.movements_page(shop.ctx, Window(first=2), level_id=level.id)
    rest = await queries.movements_page(
        shop.ctx, Window(first=2, after=first.cursors[-1]), level_id=level.id
    )

    assert [row.on_hand_delta for row in [*first.rows, *rest.rows]] == [3, 2, 1]
    assert (first.has_next, rest.has_next) == (True, False)


async def test_warnings_are_listed_by_state_and_warehouse(shop: Shop) -> None:
    north = await shop.warehouse("north")
    variant = await shop.variant()
    await shop.adjust(variant, 3)
    await shop.adjust(variant, 3, warehouse=north)
    await set_alert_rule(shop.ctx, low=3)
    await shop.adjust(variant, 1)

    open_ones = Is("status", "one_of", [StockAlertStatus.OPEN])
    here = Is("warehouse", "eq", shop.main.id)

    async def listed(*conditions: Condition) -> int:
        condition = All(conditions)
        counted = await queries.count_alerts(shop.ctx, condition=condition)
        assert len((await queries.alerts_page(shop.ctx, Window(), condition=condition)).rows) == (
            counted
        )
        return counted

    assert await listed() == 2
    assert await listed(open_ones) == 1
    assert await listed(here) == 1
    assert await listed(here, open_ones) == 0
    with pytest.raises(InvalidInput):
        await queries.alerts_page(shop.ctx, Window(first=101))
