"""How what lies where is read: a table for each type."""

from collections.abc import Mapping

from domain.inventory import queries
from domain.inventory.states import StockAlertStatus
from domain.shared.context import Context
from schema.engine.mapping import (
    Args,
    Expression,
    Listed,
    Many,
    One,
    Pages,
    Read,
    Root,
    Rows,
)
from schema.inventory.queries import KINDS
from schema.shared.filters import read
from schema.shared.reads import CURSOR

AVAILABLE = Expression(
    '({row}."on_hand" - {row}."committed" - {row}."reserved")',
    columns=("on_hand", "committed", "reserved"),
    attribute="available",
)

READS = (
    Read("Warehouse", queries.visible_warehouses, {}),
    Read(
        "InventoryLevel",
        queries.visible_levels,
        {
            "available": AVAILABLE,
            "eventCursor": CURSOR,
            "variant": One("ProductVariant", key="variant_id"),
            "warehouse": One("Warehouse", key="warehouse_id"),
            "alerts": Many(
                "StockAlert",
                by="level_id",
                order=("opened_at", "id"),
                where=f"{{row}}.\"status\" <> '{StockAlertStatus.RESOLVED}'",
                columns=("status",),
            ),
            "movements": Pages("StockMovement", by="level_id", order=queries.NEWEST_MOVEMENTS),
        },
    ),
    Read(
        "StockMovement",
        queries.visible_movements,
        {
            "order": One("Order", key="order_id"),
            "fulfillment": One("Fulfillment", key="fulfillment_id"),
            "return": One("Return", key="return_id"),
        },
    ),
    Read(
        "StockAlertRule",
        queries.visible_alert_rules,
        {
            "variant": One("ProductVariant", key="variant_id"),
            "warehouse": One("Warehouse", key="warehouse_id"),
        },
    ),
    Read(
        "StockAlert",
        queries.visible_alerts,
        {
            "eventCursor": CURSOR,
            "level": One("InventoryLevel", key="level_id"),
            "rule": One("StockAlertRule", key="rule_id"),
        },
    ),
)


async def _levels(ctx: Context, args: Args) -> Rows:
    which = read(ctx, args.get("where"), KINDS | {"id": "InventoryLevel"})
    return queries.levels_matching(ctx, which)


async def _alerts(ctx: Context, args: Args) -> Rows:
    return queries.alerts_matching(ctx, read(ctx, args.get("where"), KINDS))


ROOTS: Mapping[str, Root] = {
    "warehouses": Listed("Warehouse", lambda args: queries.WAREHOUSES_BY_CODE),
    "inventoryLevels": Listed(
        "InventoryLevel", lambda args: queries.NEWEST_LEVELS, narrowed=("where",), rows=_levels
    ),
    "stockAlerts": Listed(
        "StockAlert", lambda args: queries.NEWEST_ALERTS, narrowed=("where",), rows=_alerts
    ),
}
