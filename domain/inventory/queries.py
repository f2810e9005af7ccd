"""Reading the shelves. Staff see them; everybody else sees only how many can be bought."""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from tortoise.models import Model
from tortoise.queryset import QuerySet

from domain.identity.scopes import Scope
from domain.inventory.bundles import MAKEABLE_OF
from domain.inventory.models import (
    InventoryLevel,
    StockAlert,
    StockAlertRule,
    StockMovement,
    Warehouse,
)
from domain.inventory.states import StockAlertStatus
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.filters import Column, Condition, to_q
from domain.shared.paging import Order, Page, Window, counts, instant, page, pages

AVAILABLE = f"""
SELECT variant.id, CASE WHEN variant.is_bundle
    THEN {MAKEABLE_OF.format(bundle="variant.id")}
    ELSE COALESCE((SELECT sum(level.on_hand - level.committed - level.reserved)
        FROM inventory_level level JOIN warehouse ON warehouse.id = level.warehouse_id
            AND warehouse.is_active
        WHERE level.variant_id = variant.id), 0) END AS units
FROM product_variant AS variant WHERE variant.id = ANY($1::uuid[])
"""
M = TypeVar("M", bound=Model)

NEWEST_MOVEMENTS = Order("occurredAt", "occurred_at", descending=True, value=instant)
NEWEST_ALERTS = Order("openedAt", "opened_at", descending=True, value=instant)
NEWEST_LEVELS = Order("updatedAt", "updated_at", descending=True, value=instant)
WAREHOUSES_BY_CODE = Order("code", "code")


def _staff_only(ctx: Context, rows: "QuerySet[M]") -> "QuerySet[M]":
    """The one predicate of this context."""
    return rows if ctx.allows(Scope.INVENTORY_READ) else rows.filter(pk__in=[])


def visible_warehouses(ctx: Context) -> QuerySet[Warehouse]:
    """The warehouses this actor may see."""
    return _staff_only(ctx, Warehouse.all())


def visible_levels(ctx: Context) -> QuerySet[InventoryLevel]:
    """The levels this actor may see."""
    return _staff_only(ctx, InventoryLevel.all())


def visible_movements(ctx: Context) -> QuerySet[StockMovement]:
    """The lines of the ledger this actor may see."""
    return _staff_only(ctx, StockMovement.all())


def visible_alert_rules(ctx: Context) -> QuerySet[StockAlertRule]:
    """The rules this actor may see."""
    return _staff_only(ctx, StockAlertRule.all())


def visible_alerts(ctx: Context) -> QuerySet[StockAlert]:
    """The warnings this actor may see."""
    return _staff_only(ctx, StockAlert.all())


async def available_by_variant(ctx: Context, variant_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many units of each variant can be bought now, of a bundle as many as there is all for.
    For everybody."""
    rows = await sql.rows(AVAILABLE, list(variant_ids))
    found = {row["id"]: int(row["units"]) for row in rows}
    return {variant_id: found.get(variant_id, 0) for variant_id in variant_ids}


async def get_level(ctx: Context, level_id: UUID) -> InventoryLevel:
    """One level.

    Raises:
        NotFound: the actor can see none with this id.
    """
    level = await visible_levels(ctx).get_or_none(id=level_id)
    if level is None:
        raise NotFound("inventory level", level_id)
    return level


async def get_alert(ctx: Context, alert_id: UUID) -> StockAlert:
    """One warning, with its level.

    Raises:
        NotFound: the actor can see none with this id.
    """
    alert = await visible_alerts(ctx).select_related("level").get_or_none(id=alert_id)
    if alert is None:
        raise NotFound("stock alert", alert_id)
    return alert


async def warehouses_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, Warehouse]:
    """Warehouses by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_warehouses(ctx).filter(id__in=list(ids))}


async def levels_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, InventoryLevel]:
    """Levels by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_levels(ctx).filter(id__in=list(ids))}


async def alerts_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, StockAlert]:
    """Warnings by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_alerts(ctx).filter(id__in=list(ids))}


async def alert_rules_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, StockAlertRule]:
    """Rules by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_alert_rules(ctx).filter(id__in=list(ids))}


async def levels_of_variants(
    ctx: Context, variant_ids: Collection[UUID]
) -> dict[UUID, list[InventoryLevel]]:
    """Each variant's levels, the preferred warehouse first."""
    found: dict[UUID, list[InventoryLevel]] = {variant_id: [] for variant_id in variant_ids}
    levels = visible_levels(ctx).filter(variant_id__in=list(variant_ids))
    for level in await levels.order_by("warehouse__priority", "id"):
        found[level.variant_id].append(level)
    return found


async def open_alerts_of_levels(
    ctx: Context, level_ids: Collection[UUID]
) -> dict[UUID, list[StockAlert]]:
    """Each level's warnings that have not resolved, oldest first."""
    found: dict[UUID, list[StockAlert]] = {level_id: [] for level_id in level_ids}
    alerts = visible_alerts(ctx).filter(level_id__in=list(level_ids))
    for alert in await alerts.exclude(status=StockAlertStatus.RESOLVED).order_by("opened_at", "id"):
        found[alert.level_id].append(alert)
    return found


async def movements_page(
    ctx: Context, window: Window, *, level_id: UUID | None = None, order: Order = NEWEST_MOVEMENTS
) -> Page[StockMovement]:
    """The ledger, or one level's part of it, newest first."""
    rows = visible_movements(ctx)
    return await page(rows.filter(level_id=level_id) if level_id else rows, window, order)


# What the fields of a condition on warnings mean, and on levels.
ALERT_COLUMNS: Mapping[str, Column] = {
    "id": "id",
    "status": "status",
    "kind": "kind",
    "warehouse": "level__warehouse_id",
    "variant": "level__variant_id",
    "opened_at": "opened_at",
}
LEVEL_COLUMNS: Mapping[str, Column] = {
    "id": "id",
    "warehouse": "warehouse_id",
    "variant": "variant_id",
    "on_hand": "on_hand",
    "updated_at": "updated_at",
}


def alerts_matching(ctx: Context, condition: Condition | None) -> QuerySet[StockAlert]:
    """Warnings that meet a condition."""
    return visible_alerts(ctx).filter(to_q(condition, ALERT_COLUMNS))


def levels_matching(ctx: Context, condition: Condition | None) -> QuerySet[InventoryLevel]:
    """Levels that meet a condition."""
    return visible_levels(ctx).filter(to_q(condition, LEVEL_COLUMNS))


async def alerts_page(
    ctx: Context,
    window: Window,
    *,
    condition: Condition | None = None,
    order: Order = NEWEST_ALERTS,
) -> Page[StockAlert]:
    """Warnings that meet a condition, newest first."""
    return await page(alerts_matching(ctx, condition), window, order)


async def count_alerts(ctx: Context, *, condition: Condition | None = None) -> int:
    """How many warnings meet a condition."""
    return await alerts_matching(ctx, condition).count()


async def levels_page(
    ctx: Context,
    window: Window,
    *,
    condition: Condition | None = None,
    order: Order = NEWEST_LEVELS,
) -> Page[InventoryLevel]:
    """Levels that meet a condition, the last changed first."""
    return await page(levels_matching(ctx, condition), window, order)


async def count_levels(ctx: Context, *, condition: Condition | None = None) -> int:
    """How many levels meet a condition."""
    return await levels_matching(ctx, condition).count()


async def warehouses_page(ctx: Context, window: Window) -> Page[Warehouse]:
    """Warehouses by code."""
    return await page(visible_warehouses(ctx), window, WAREHOUSES_BY_CODE)


async def count_warehouses(ctx: Context) -> int:
    """How many warehouses there are."""
    return await visible_warehouses(ctx).count()


async def pages_of_movements(
    ctx: Context, level_ids: Sequence[UUID], window: Window, order: Order
) -> dict[UUID, Page[StockMovement]]:
    """The same page of each level's ledger."""
    return await pages(visible_movements(ctx), "level_id", level_ids, window, order)


async def counts_of_movements(ctx: Context, level_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many lines each level's ledger has."""
    return await counts(visible_movements(ctx), "level_id", level_ids)


async def movements_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, StockMovement]:
    """Movements by id."""
    return {row.id: row for row in await visible_movements(ctx).filter(id__in=list(ids))}
