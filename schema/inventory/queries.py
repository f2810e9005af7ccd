"""Reading what lies where."""

from typing import Annotated

import strawberry

from domain.inventory import queries
from domain.inventory.states import StockAlertKind, StockAlertStatus
from schema.inventory.types import InventoryLevel, StockAlert, Warehouse
from schema.shared.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    connect,
    window,
)
from schema.shared.context import Info
from schema.shared.filters import (
    DateTimeFilter,
    EnumFilter,
    IDFilter,
    IntFilter,
    conditions,
    read,
    where_input,
)

KINDS = {
    "id": "StockAlert",
    "variant": "ProductVariant",
    "warehouse": "Warehouse",
}


@where_input("Which stock warnings. All conditions must hold.")
class StockAlertWhere:
    """Conditions on warnings."""

    id: IDFilter | None = conditions("The id.")
    status: EnumFilter[StockAlertStatus] | None = conditions("Whether anybody sees to it.")
    kind: EnumFilter[StockAlertKind] | None = conditions("What it is about.")
    warehouse: IDFilter | None = conditions("Where.")
    variant: IDFilter | None = conditions("Of what.")
    opened_at: DateTimeFilter | None = conditions("When it opened.")


@where_input("Which inventory levels. All conditions must hold.")
class InventoryLevelWhere:
    """Conditions on levels."""

    id: IDFilter | None = conditions("The id.")
    warehouse: IDFilter | None = conditions("Where.")
    variant: IDFilter | None = conditions("Of what.")
    on_hand: IntFilter | None = conditions("Units on the shelf.")
    updated_at: DateTimeFilter | None = conditions("When it last changed.")


@strawberry.type(description="Reading what lies where.")
class InventoryQueries:
    """Warehouses, levels, warnings. All need inventory:read; empty without it."""

    @strawberry.field(description="Warehouses by code. Empty without inventory:read.")
    async def warehouses(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Warehouse]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await queries.warehouses_page(ctx, part)
        return connect(page, Warehouse.of, lambda: queries.count_warehouses(ctx))

    @strawberry.field(
        description="Inventory levels, the last changed first. Empty without inventory:read."
    )
    async def inventory_levels(
        self,
        info: Info,
        where: Annotated[
            InventoryLevelWhere | None, strawberry.argument(description="Which.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[InventoryLevel]:
        ctx, part = info.context.domain, window(first, after, last, before)
        which = read(ctx, where, KINDS | {"id": "InventoryLevel"})
        page = await queries.levels_page(ctx, part, condition=which)
        return connect(page, InventoryLevel.of, lambda: queries.count_levels(ctx, condition=which))

    @strawberry.field(description="Stock warnings, newest first. Empty without inventory:read.")
    async def stock_alerts(
        self,
        info: Info,
        where: Annotated[StockAlertWhere | None, strawberry.argument(description="Which.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[StockAlert]:
        ctx, part = info.context.domain, window(first, after, last, before)
        which = read(ctx, where, KINDS)
        page = await queries.alerts_page(ctx, part, condition=which)
        return connect(page, StockAlert.of, lambda: queries.count_alerts(ctx, condition=which))
