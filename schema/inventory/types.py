"""What lies where, as clients see it."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.catalog import queries as catalog
from domain.fulfillment import queries as fulfillment
from domain.inventory import models, queries
from domain.inventory.allocation import Shortage
from domain.inventory.errors import InsufficientStock
from domain.inventory.states import MovementKind, StockAlertKind, StockAlertStatus
from domain.orders import queries as orders
from domain.returns import queries as returns
from schema.catalog.types import ProductVariant
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
from schema.shared.enums import describe
from schema.shared.errors import Refusals, UserError, common
from schema.shared.fields import Backed, Node, column, row_key, show
from schema.shared.scalars import EventCursor

if TYPE_CHECKING:
    from schema.fulfillment.types import Fulfillment
    from schema.orders.types import Order
    from schema.returns.types import Return

describe(
    MovementKind,
    "Why a level changed.",
    RECEIVED="Goods came in.",
    RESERVED="An order was placed.",
    ALLOCATED="The order was confirmed: what was reserved is committed.",
    RELEASED="The order was cancelled or ran out of time.",
    SHIPPED="A parcel left.",
    RETURNED="A customer sent it back, and it can be sold again.",
    ADJUSTED="Somebody counted or corrected.",
)
describe(
    StockAlertKind,
    "What a stock warning is about.",
    BELOW_REORDER_POINT="Available fell to the low bound or below.",
    ABOVE_MAX_STOCK="On hand rose to the high bound or above.",
)
describe(
    StockAlertStatus,
    "The life of a stock warning.",
    OPEN="Nobody has seen to it.",
    ACKNOWLEDGED="Somebody sees to it.",
    RESOLVED="The level has recovered.",
)


@strawberry.type(description="A building with shelves.")
class Warehouse(Node, Backed[models.Warehouse]):
    """A warehouse."""

    code: str = column("The short name, unique.")
    name: str = column("The name.")
    region: str = column("The region it stands in.")
    priority: int = column("Lower ships first.")
    is_active: bool = column("Whether it ships at all.")
    latitude: float | None = column("Where it stands: degrees north, if anybody has said.")
    longitude: float | None = column("Where it stands: degrees east, if anybody has said.")


@strawberry.type(description="One line of the ledger behind a level. Never changed afterwards.")
class StockMovement(Node, Backed[models.StockMovement]):
    """A movement."""

    kind: MovementKind = column("Why the level changed.")
    on_hand_delta: int = column("Change of units on the shelf.")
    committed_delta: int = column("Change of units that belong to confirmed orders.")
    reserved_delta: int = column("Change of units held for a while.")
    incoming_delta: int = column("Change of units on their way.")
    reason: str | None = column("Why, in words, where a person did it.")
    level_version: int = column("The level's version that this movement made.")
    occurred_at: datetime = column("When.")

    @strawberry.field(description="The order that caused it, if one did that you may see.")
    async def order(
        self, info: Info
    ) -> Annotated["Order", strawberry.lazy("schema.orders.types")] | None:
        found = await info.context.one(orders.orders_by_ids, self.row.order_id)
        return show("Order", found)  # type: ignore[no-any-return]  # a type by its name

    @strawberry.field(description="The parcel that caused it, if one did that you may see.")
    async def fulfillment(
        self, info: Info
    ) -> Annotated["Fulfillment", strawberry.lazy("schema.fulfillment.types")] | None:
        found = await info.context.one(fulfillment.fulfillments_by_ids, self.row.fulfillment_id)
        return show("Fulfillment", found)  # type: ignore[no-any-return]  # a type by its name

    @strawberry.field(
        name="return", description="The return that caused it, if one did that you may see."
    )
    async def return_(
        self, info: Info
    ) -> Annotated["Return", strawberry.lazy("schema.returns.types")] | None:
        found = await info.context.one(returns.returns_by_ids, self.row.return_id)
        return show("Return", found)  # type: ignore[no-any-return]  # a type by its name


@strawberry.type(description="How much of one variant lies in one warehouse.")
class InventoryLevel(Node, Backed[models.InventoryLevel]):
    """A level."""

    on_hand: int = column("Units on the shelf.")
    committed: int = column("Of those, units that belong to confirmed orders.")
    reserved: int = column("Of those, units held for a while for orders not yet confirmed.")
    incoming: int = column("Units on their way.")
    available: int = column("Units that can be promised now: on hand less committed and reserved.")
    version: int = column("Raised by one with every movement.")
    updated_at: datetime = column("When it last changed.")

    @strawberry.field(description="Follow this level from here: hand it to a subscription.")
    def event_cursor(self, info: Info) -> EventCursor:
        return EventCursor(info.context.cursor)

    @strawberry.field(description="What lies there.")
    async def variant(self, info: Info) -> ProductVariant | None:
        return ProductVariant.maybe(
            await info.context.one(catalog.variants_by_ids, self.row.variant_id)
        )

    @strawberry.field(description="Where it lies.")
    async def warehouse(self, info: Info) -> Warehouse | None:
        return Warehouse.maybe(
            await info.context.one(queries.warehouses_by_ids, self.row.warehouse_id)
        )

    @strawberry.field(description="The warnings about it that have not resolved.")
    async def alerts(self, info: Info) -> list["StockAlert"]:
        return StockAlert.each(
            await info.context.many(queries.open_alerts_of_levels, row_key(self))
        )

    @strawberry.field(description="The ledger behind it, newest first.")
    async def movements(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[StockMovement]:
        key, part = row_key(self), window(first, after, last, before)
        page = await info.context.page(
            queries.pages_of_movements, key, part, queries.NEWEST_MOVEMENTS
        )
        return connect(
            page, StockMovement.of, lambda: info.context.count(queries.counts_of_movements, key)
        )


@strawberry.type(description="When to warn about levels.")
class StockAlertRule(Node, Backed[models.StockAlertRule]):
    """A rule."""

    low: int | None = column("Warn when available is this or less.")
    high: int | None = column("Warn when on hand is this or more.")
    hysteresis: int = column("How many units on the better side of the bound end the warning.")
    is_active: bool = column("Whether it warns at all.")

    @strawberry.field(description="The variant it is about; none means all.")
    async def variant(self, info: Info) -> ProductVariant | None:
        return ProductVariant.maybe(
            await info.context.one(catalog.variants_by_ids, self.row.variant_id)
        )

    @strawberry.field(description="The warehouse it is about; none means all.")
    async def warehouse(self, info: Info) -> Warehouse | None:
        return Warehouse.maybe(
            await info.context.one(queries.warehouses_by_ids, self.row.warehouse_id)
        )


@strawberry.type(description="A warning about one level, until it resolves by itself.")
class StockAlert(Node, Backed[models.StockAlert]):
    """A warning."""

    kind: StockAlertKind = column("What it is about.")
    status: StockAlertStatus = column("Whether anybody sees to it.")
    threshold: int = column("The bound that was crossed.")
    quantity: int = column("The units there were at the crossing.")
    opened_at: datetime = column("When it opened.")
    acknowledged_at: datetime | None = column("When somebody took it on.")
    resolved_at: datetime | None = column("When the level recovered.")
    version: int = column("Raised by one with every change.")

    @strawberry.field(description="Follow this warning from here: hand it to a subscription.")
    def event_cursor(self, info: Info) -> EventCursor:
        return EventCursor(info.context.cursor)

    @strawberry.field(description="The level it is about, as it is now.")
    async def level(self, info: Info) -> InventoryLevel | None:
        return InventoryLevel.maybe(
            await info.context.one(queries.levels_by_ids, self.row.level_id)
        )

    @strawberry.field(description="The rule that warns.")
    async def rule(self, info: Info) -> StockAlertRule | None:
        return StockAlertRule.maybe(
            await info.context.one(queries.alert_rules_by_ids, self.row.rule_id)
        )


@strawberry.type(description="One variant that there is too little of.")
class StockShortage(Backed[Shortage]):
    """How far demand and stock are apart."""

    requested: int = column("Units asked for, over all lines.")
    available: int = column("Units that can be promised.")

    @strawberry.field(description="What there is too little of.")
    async def variant(self, info: Info) -> ProductVariant | None:
        return ProductVariant.maybe(
            await info.context.one(catalog.variants_by_ids, self.row.variant_id)
        )


@strawberry.type(description="Not as many units are available. Nothing was reserved.")
class InsufficientStockError(UserError):
    """The refusal that keeps a shop honest."""

    shortages: list[StockShortage] = strawberry.field(description="What there is too little of.")


Refusals.add(
    InsufficientStock,
    lambda e, loc: InsufficientStockError(
        **common(e, loc), shortages=StockShortage.each(list(e.shortages))
    ),
)
