"""Routes and rules, policies and backorders, as clients see them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import strawberry

from domain.catalog import queries as catalog
from domain.channels.queries import channels_by_ids
from domain.fulfillment.routing import keeping, models, queries, rules
from domain.fulfillment.routing.route import Considered, Step
from domain.fulfillment.routing.terms import terms_of
from domain.fulfillment.routing.vocabulary import (
    RoutingCause,
    RoutingOutcome,
    RoutingReason,
    RoutingRuleKind,
)
from domain.inventory import queries as inventory
from domain.inventory.backorders import models as backorders
from domain.inventory.backorders.states import BackorderKind, BackorderStatus, SellingPolicy
from domain.orders import queries as orders
from schema.catalog.types import ProductVariant
from schema.channels.types import SalesChannel
from schema.inventory.types import Warehouse
from schema.orders.types import OrderLine
from schema.routing import words as words
from schema.shared.context import Info
from schema.shared.fields import Backed, Node, column
from schema.shared.money import Money


@strawberry.type(description="What a parcel from a warehouse costs, for a CHEAPEST rule.")
class RoutingCost:
    """A rate."""

    cost: strawberry.Private[rules.Cost]
    currency: strawberry.Private[str]

    @strawberry.field(description="From where.")
    async def warehouse(self, info: Info) -> Warehouse | None:
        key = self.cost.warehouse_id
        return Warehouse.maybe(await info.context.one(inventory.warehouses_by_ids, key))

    @strawberry.field(description="To which country; anywhere if empty.")
    def country(self) -> str:
        return self.cost.country

    @strawberry.field(description="To which region of it, by its plain name; all of it if empty.")
    def region(self) -> str:
        return self.cost.region

    @strawberry.field(description="How much.")
    def amount(self) -> Money:
        return Money.of(self.cost.minor, self.currency)


@strawberry.type(description="A rule by which warehouses are put in order.")
class RoutingRule(Node, Backed[models.RoutingRule]):
    """A rule."""

    name: str = column("What people call it, unique.")
    kind: RoutingRuleKind = column("By what.")
    position: int = column("Its place: those before it decide first.")
    is_active: bool = column("Whether orders are routed by it.")
    version: int = column("Raised by one with every change.")

    @strawberry.field(description="The channel whose orders it is for; none means all.")
    async def channel(self, info: Info) -> SalesChannel | None:
        return SalesChannel.maybe(await info.context.one(channels_by_ids, self.row.channel_id))

    @strawberry.field(description="The warehouses of a PREFERRED rule, the first first.")
    async def warehouses(self, info: Info) -> list[Warehouse]:
        found = [
            await info.context.one(inventory.warehouses_by_ids, key)
            for key in terms_of(self.row.terms).warehouses
        ]
        return Warehouse.each([row for row in found if row is not None])

    @strawberry.field(description="The costs of a CHEAPEST rule.")
    def costs(self) -> list[RoutingCost]:
        terms = terms_of(self.row.terms)
        return [RoutingCost(cost=cost, currency=terms.currency or "") for cost in terms.costs]


@strawberry.type(description="So many units of an order line in a route.")
class RoutingUnits:
    """Units."""

    key: strawberry.Private[UUID]
    quantity: int = strawberry.field(description="Units.")

    @strawberry.field(description="Of what: the SKU that the line of the order has.")
    async def sku(self, info: Info) -> str:
        line = await info.context.one(orders.lines_by_ids, self.key)
        return line.sku if line else ""


def _units(found: Mapping[UUID, int]) -> list[RoutingUnits]:
    return [RoutingUnits(key=key, quantity=units) for key, units in sorted(found.items())]


@strawberry.type(description="What one rule said of one warehouse.")
class RoutingVerdict:
    """A verdict."""

    kind: RoutingRuleKind = strawberry.field(description="By what the rule puts in order.")
    reason: RoutingReason = strawberry.field(description="What it said.")
    value: float | None = strawberry.field(
        description="How much: see the reason for what it counts."
    )


@strawberry.type(description="One warehouse in one step of a route, and what became of it.")
class RoutingConsidered:
    """A warehouse that was looked at."""

    code: str = strawberry.field(description="The short name it had.")
    outcome: RoutingOutcome = strawberry.field(description="What became of it.")
    lost_by: RoutingRuleKind | None = strawberry.field(
        description="The first rule that put the chosen one before it; none if no rule saw a"
        " difference, or it was chosen."
    )
    verdicts: list[RoutingVerdict] = strawberry.field(
        description="What each rule said, in their order; empty where none was asked."
    )

    @classmethod
    def of(cls, one: Considered, kinds: list[RoutingRuleKind]) -> "RoutingConsidered":
        """As the wire shows it."""
        return cls(
            code=one.code,
            outcome=one.outcome,
            lost_by=None if one.lost_by is None else kinds[one.lost_by],
            verdicts=[
                RoutingVerdict(kind=kind, reason=verdict.reason, value=verdict.value)
                for kind, verdict in zip(kinds, one.verdicts, strict=False)
            ],
        )


@strawberry.type(
    description="One step of a route: the warehouse that came first, and what it sends."
)
class RoutingStep:
    """A step."""

    key: strawberry.Private[UUID]
    units: list[RoutingUnits] = strawberry.field(description="What it sends.")
    considered: list[RoutingConsidered] = strawberry.field(
        description="Every warehouse that was looked at, the chosen first."
    )

    @strawberry.field(description="The warehouse.")
    async def warehouse(self, info: Info) -> Warehouse | None:
        return Warehouse.maybe(await info.context.one(inventory.warehouses_by_ids, self.key))

    @classmethod
    def of(cls, step: Step, kinds: list[RoutingRuleKind]) -> "RoutingStep":
        """As the wire shows it."""
        return cls(
            key=step.warehouse_id,
            units=_units(step.units),
            considered=[RoutingConsidered.of(one, kinds) for one in step.considered],
        )


@strawberry.type(description="A rule as it was when a route was decided.")
class RoutingRuleThen:
    """A rule then."""

    key: strawberry.Private[UUID | None]
    kind: RoutingRuleKind = strawberry.field(description="By what.")

    @strawberry.field(
        description="The rule as it is now; none if it was removed, or is the one that applies"
        " where nobody made any."
    )
    async def rule(self, info: Info) -> RoutingRule | None:
        return RoutingRule.maybe(await info.context.one(queries.rules_by_ids, self.key))


@strawberry.type(description="A route and why: kept as it was decided.")
class RoutingExplanation(Backed[keeping.Explanation]):
    """An explanation."""

    cause: RoutingCause = column("Why it was decided.")
    decided_at: datetime = column("When.")

    @strawberry.field(description="The rules, in their order.")
    def rules(self) -> list[RoutingRuleThen]:
        return [RoutingRuleThen(key=rule.id, kind=rule.kind) for rule in self.row.rules]

    @strawberry.field(description="Who sends what, in their order.")
    def steps(self) -> list[RoutingStep]:
        kinds = [rule.kind for rule in self.row.rules]
        return [RoutingStep.of(step, kinds) for step in self.row.steps]

    @strawberry.field(description="What nobody can send.")
    def missing(self) -> list[RoutingUnits]:
        return _units(self.row.missing)


@strawberry.type(description="How a variant is sold beyond its stock.")
class StockPolicy(Node, Backed[backorders.StockPolicy]):
    """A policy."""

    policy: SellingPolicy = column("Whether it is, and how.")
    units_max: int = column("How many units may wait at a time.")
    available_from: datetime | None = column("The day a preorder ends, and is sent from.")
    waiting: int = column("How many units were sold by it and are not there.")
    version: int = column("Raised by one with every change.")

    @strawberry.field(description="The variant.")
    async def variant(self, info: Info) -> ProductVariant | None:
        return ProductVariant.maybe(
            await info.context.one(catalog.variants_by_ids, self.row.variant_id)
        )


@strawberry.type(description="Units of an order line that are not there yet.")
class Backorder(Node, Backed[backorders.Backorder]):
    """Somebody waits."""

    kind: BackorderKind = column("Why.")
    status: BackorderStatus = column("What became of them.")
    quantity: int = column("Units that were not there.")
    waiting: int = column("Units that are not there still.")
    available_from: datetime | None = column("The day a preorder is sent from.")
    queued_at: datetime = column("When the order was placed: by that the queue goes.")
    closed_at: datetime | None = column("When the last of them came, or nobody waited any more.")

    @strawberry.field(description="The line of the order, if you may see it.")
    async def order_line(self, info: Info) -> OrderLine | None:
        return OrderLine.maybe(await info.context.one(orders.lines_by_ids, self.row.order_line_id))

    @strawberry.field(description="What is waited for.")
    async def variant(self, info: Info) -> ProductVariant | None:
        return ProductVariant.maybe(
            await info.context.one(catalog.variants_by_ids, self.row.variant_id)
        )
