"""Following what lies where."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated
from uuid import UUID

import strawberry

from domain.catalog import queries as catalog
from domain.identity.scopes import Scope
from domain.inventory import models as stock
from domain.inventory import queries
from domain.inventory.states import StockAlertStatus
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.filters import All, Is
from domain.shared.paging import PAGE_SIZE_MAX, Window
from realtime import topics
from realtime.messages import StoredEvent
from realtime.past import WhenSlow
from schema.inventory.types import InventoryLevel, StockAlert
from schema.shared.context import Batch, GraphContext, Info
from schema.shared.filters import IDFilter, conditions, read
from schema.shared.history import Event
from schema.shared.ids import key_of, missing
from schema.shared.streams import After, Base, Initial, StreamItem, follow

UNRESOLVED = [StockAlertStatus.OPEN, StockAlertStatus.ACKNOWLEDGED]


@strawberry.input(description="Which stock warnings to follow. All conditions must hold.")
class StockAlertFeedWhere:
    """Conditions on warnings."""

    warehouse: IDFilter | None = conditions("Where.")
    variant: IDFilter | None = conditions("Of what.")


KINDS = {"warehouse": "Warehouse", "variant": "ProductVariant"}


@strawberry.type(description="News of a stock warning.")
class StockAlertUpdate(StreamItem):
    """An item of the feed."""

    alert: StockAlert | None = strawberry.field(
        description="The warning as it is now; none in a gap without open warnings.", default=None
    )
    event: Event | None = strawberry.field(description="What happened to it.", default=None)
    aggregate_version: int = strawberry.field(
        description="The warning's version that this item tells of; 0 if it tells of none.",
        default=0,
    )


@strawberry.type(description="News of what lies in one place.")
class InventoryLevelUpdate(StreamItem):
    """An item of the feed."""

    level: InventoryLevel | None = strawberry.field(
        description="The level as it is now; none in a gap: read the levels anew.", default=None
    )
    event: Event | None = strawberry.field(description="What happened to it.", default=None)
    aggregate_version: int = strawberry.field(
        description="The level's version that this item tells of; 0 if it tells of none.",
        default=0,
    )


async def _known(
    context: GraphContext,
    kind: str,
    values: list[strawberry.ID] | None,
    batch: Batch[object],
    field: str,
) -> set[UUID] | None:
    """The keys of things that are all there; None where none are named.

    Raises:
        NotFound: one of them is not.
        InvalidInput: too many.
    """
    if values is None:
        return None
    keys = {key_of(kind, value, field) for value in inputs.items(values, field)}
    if set(await batch(context.domain, list(keys))) != keys:
        raise missing(kind, field)
    return keys


@strawberry.type(description="Following what lies where.")
class InventorySubscriptions:
    """Warnings and levels. Both need inventory:read."""

    @strawberry.subscription(
        description="Stock warnings as they open, are seen to, and resolve. Needs inventory:read."
        " With initial, and in a gap, all that have not resolved come first, at most 100."
    )
    async def stock_alert_feed(
        self,
        info: Info,
        where: Annotated[
            StockAlertFeedWhere | None, strawberry.argument(description="Which.")
        ] = None,
        after: After = None,
        initial: Initial = False,
    ) -> AsyncIterator[StockAlertUpdate]:
        context = info.context
        context.domain.require(Scope.INVENTORY_READ)
        wanted = read(context.domain, where, KINDS) or All([])

        async def now(base: Base) -> Sequence[StockAlertUpdate]:
            context.domain.require(Scope.INVENTORY_READ)
            which = All([wanted, Is("status", "one_of", UNRESOLVED)])
            page = await queries.alerts_page(
                context.domain, Window(first=PAGE_SIZE_MAX), condition=which
            )
            items = [
                StockAlertUpdate(
                    **base, subject=row.id, alert=StockAlert.of(row), aggregate_version=row.version
                )
                for row in page.rows
            ]
            return items if items or base["gap"] is None else [StockAlertUpdate(**base)]

        async def fitting(ctx: Context, keys: Sequence[UUID]) -> dict[UUID, stock.StockAlert]:
            which = All([wanted, Is("id", "one_of", list(keys))])
            page = await queries.alerts_page(ctx, Window(first=len(keys)), condition=which)
            return {row.id: row for row in page.rows}

        async def news(event: StoredEvent, base: Base) -> StockAlertUpdate | None:
            context.domain.require(Scope.INVENTORY_READ)
            row = await context.one(fitting, event.aggregate_id)
            if row is None:
                return None
            return StockAlertUpdate(
                **base,
                alert=StockAlert.of(row),
                event=Event.of(event),
                aggregate_version=event.version,
            )

        async for item in follow(
            context,
            [topics.stock_alerts()],
            after=after,
            initial=initial,
            on_event=news,
            on_now=now,
            when_slow=WhenSlow.REPLAY,
        ):
            yield item

    @strawberry.subscription(
        description="Levels as they change, of some variants or warehouses if you name them."
        " Needs inventory:read. After a gap, read the levels anew."
    )
    async def inventory_level_updated(
        self,
        info: Info,
        variant_ids: Annotated[
            list[strawberry.ID] | None, strawberry.argument(description="Of what; none means all.")
        ] = None,
        warehouse_ids: Annotated[
            list[strawberry.ID] | None,
            strawberry.argument(description="Where; none means everywhere."),
        ] = None,
        after: After = None,
    ) -> AsyncIterator[InventoryLevelUpdate]:
        context = info.context
        context.domain.require(Scope.INVENTORY_READ)
        variants = await _known(
            context, "ProductVariant", variant_ids, catalog.variants_by_ids, "variantIds"
        )
        warehouses = await _known(
            context, "Warehouse", warehouse_ids, queries.warehouses_by_ids, "warehouseIds"
        )

        async def now(base: Base) -> Sequence[InventoryLevelUpdate]:
            context.domain.require(Scope.INVENTORY_READ)
            return [] if base["gap"] is None else [InventoryLevelUpdate(**base)]

        async def news(event: StoredEvent, base: Base) -> InventoryLevelUpdate | None:
            context.domain.require(Scope.INVENTORY_READ)
            level = await context.one_now(queries.levels_by_ids, event.aggregate_id)
            if (
                level is None
                or (variants is not None and level.variant_id not in variants)
                or (warehouses is not None and level.warehouse_id not in warehouses)
            ):
                return None
            return InventoryLevelUpdate(
                **base,
                level=InventoryLevel.of(level),
                event=Event.of(event),
                aggregate_version=event.version,
            )

        async for item in follow(
            context,
            [topics.inventory_levels()],
            after=after,
            initial=False,
            on_event=news,
            on_now=now,
            when_slow=WhenSlow.COALESCE,
        ):
            yield item
