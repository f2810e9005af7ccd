"""Changing rules of routing and policies, and work that goes elsewhere."""

from datetime import datetime

import strawberry

from domain.fulfillment.errors import TooManyUnits
from domain.fulfillment.move_fulfillment_order import move_fulfillment_order
from domain.fulfillment.open_scheduled import open_work_now
from domain.fulfillment.routing.remove_rule import remove_rule
from domain.fulfillment.routing.reorder_rules import reorder_rules
from domain.fulfillment.routing.rules import Cost
from domain.fulfillment.routing.terms import Terms
from domain.fulfillment.routing.upsert_rule import upsert_rule
from domain.fulfillment.routing.vocabulary import RoutingRuleKind
from domain.inventory.backorders.set_policy import set_policy
from domain.inventory.backorders.states import SellingPolicy
from domain.inventory.errors import InsufficientStock, NotAllocated
from domain.inventory.place_warehouse import place_warehouse
from domain.orders.errors import UnitsDoNotAddUp
from domain.processes.report_shortage import report_shortage
from domain.shared import inputs
from domain.shared.errors import InvalidInput
from domain.shared.money import WrongCurrency
from schema.fulfillment.mutations import (
    FulfillmentLineInput,
    FulfillmentOrderPayload,
    units_of,
)
from schema.fulfillment.types import FulfillmentOrder
from schema.inventory.mutations import WarehousePayload
from schema.inventory.types import Warehouse
from schema.routing.types import RoutingRule, StockPolicy
from schema.shared.context import Info
from schema.shared.ids import key_of, maybe_key
from schema.shared.money import MoneyInput
from schema.shared.mutations import (
    KEY_DESCRIPTION,
    Input,
    Payload,
    changed,
    expected_version,
    mutation,
    optional,
)


@strawberry.input(description="What a parcel from a warehouse costs.")
class RoutingCostInput:
    """A rate. The most exact one counts."""

    warehouse_id: strawberry.ID = strawberry.field(description="From where.")
    amount: MoneyInput = strawberry.field(
        description="How much; all costs of a rule are in one currency."
    )
    country: str = optional("To which country, two capital letters; anywhere if empty.", default="")
    region: str = optional("To which region of it; all of it if empty.", default="")


@strawberry.input(description="A rule of routing to make or to change.")
class RoutingRuleUpsertInput:
    """A rule."""

    name: str = strawberry.field(description="What people call it, unique.")
    kind: RoutingRuleKind = strawberry.field(description="By what.")
    id: strawberry.ID | None = optional("Which to change; without, the one of this name, or a new.")
    channel: str | None = optional("The code of the channel it is for; all if none.")
    warehouse_ids: list[strawberry.ID] = optional(
        "The warehouses of a PREFERRED rule, the first first.", default=()
    )
    costs: list[RoutingCostInput] = optional("The costs of a CHEAPEST rule.", default=())
    is_active: bool = optional("Whether orders are routed by it.", default=True)
    expected_version: int | None = expected_version()


@strawberry.type(description="The rule as it is now.")
class RoutingRulePayload(Payload):
    """What came of it."""

    rule: RoutingRule | None = changed("The rule.")


@strawberry.input(description="A rule of routing to remove.")
class RoutingRuleRemoveInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which rule.")
    expected_version: int | None = expected_version()


@strawberry.input(description="All rules of routing in a new order.")
class RoutingRuleReorderInput:
    """The order."""

    ids: list[strawberry.ID] = strawberry.field(description="Every rule, the first first.")


@strawberry.type(description="All rules of routing.")
class RoutingTable:
    """The rules."""

    rules: list[RoutingRule] = strawberry.field(description="In their order.")


@strawberry.type(description="The rules as they are now.")
class RoutingTablePayload(Payload):
    """What came of it."""

    routing: RoutingTable | None = changed("All rules.")


@strawberry.input(description="Work that another warehouse shall do.")
class FulfillmentOrderMoveInput:
    """Which, and where."""

    id: strawberry.ID = strawberry.field(description="Which work.")
    warehouse_id: strawberry.ID = strawberry.field(description="The other warehouse.")
    expected_version: int | None = expected_version()


@strawberry.input(description="Scheduled work to open before its day.")
class FulfillmentOrderOpenInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which work.")
    expected_version: int | None = expected_version()


@strawberry.input(description="Units of some work that are not on the shelf.")
class FulfillmentOrderReportShortageInput:
    """Which, and what is missing."""

    id: strawberry.ID = strawberry.field(description="Which work.")
    lines: list[FulfillmentLineInput] = strawberry.field(
        description="What is missing, 1 to 250 lines."
    )
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)
    expected_version: int | None = expected_version()


@strawberry.type(description="What becomes of what some work lacks.")
class FulfillmentShortage:
    """Instead."""

    new_fulfillment_orders: list[FulfillmentOrder] = strawberry.field(
        description="The work that others were given instead."
    )
    units_waiting: int = strawberry.field(description="Units that nobody has: they are waited for.")


@strawberry.type(description="The work, and what becomes of what it lacks.")
class ShortagePayload(Payload):
    """What came of it."""

    fulfillment_order: FulfillmentOrder | None = changed("The work, with what was found.")
    shortage: FulfillmentShortage | None = changed("What becomes of the rest.")


@strawberry.input(description="How a variant shall be sold beyond its stock.")
class StockPolicySetInput:
    """A policy."""

    variant_id: strawberry.ID = strawberry.field(description="Which variant.")
    policy: SellingPolicy = strawberry.field(description="Whether it is, and how.")
    units_max: int = optional("How many units may wait at a time; none for DENY.", default=0)
    available_from: datetime | None = optional("The day a PREORDER ends and is sent from.")
    expected_version: int | None = expected_version()


@strawberry.type(description="The policy as it is now.")
class StockPolicyPayload(Payload):
    """What came of it."""

    policy: StockPolicy | None = changed("The policy.")


@strawberry.input(description="Where a warehouse stands.")
class WarehousePlaceSetInput:
    """A point on the map."""

    id: strawberry.ID = strawberry.field(description="Which warehouse.")
    latitude: float = strawberry.field(description="Degrees north; south is below zero.")
    longitude: float = strawberry.field(description="Degrees east; west is below zero.")


def _terms(input: RoutingRuleUpsertInput) -> Terms:
    costs = inputs.items(input.costs, "costs")
    read = [cost.amount.read("costs", str(place), "amount") for place, cost in enumerate(costs)]
    if len({amount.currency for amount in read}) > 1:
        raise InvalidInput("All costs of a rule are in one currency.", "costs")
    return Terms(
        [key_of("Warehouse", one) for one in inputs.items(input.warehouse_ids, "warehouseIds")],
        [
            Cost(key_of("Warehouse", cost.warehouse_id), amount.minor, cost.country, cost.region)
            for cost, amount in zip(costs, read, strict=True)
        ],
        read[0].currency if read else None,
    )


@strawberry.type(description="Changing how orders are routed, and what is sold beyond its stock.")
class RoutingMutations:
    """Rules, policies, and work that goes elsewhere."""

    @mutation(
        "Make a rule of routing, or change one. Orders are routed by it from the next confirmation"
        " on. Needs fulfillment:write.",
        WrongCurrency,
    )
    async def routing_rule_upsert(
        self, info: Info, input: Input[RoutingRuleUpsertInput]
    ) -> RoutingRulePayload:
        rule = await upsert_rule(
            info.context.domain,
            maybe_key("RoutingRule", input.id),
            name=input.name,
            kind=input.kind,
            channel=input.channel,
            terms=_terms(input),
            is_active=input.is_active,
            expected_version=input.expected_version,
        )
        return RoutingRulePayload(rule=RoutingRule.of(rule))

    @mutation("Route by a rule no more; what was decided by it stays. Needs fulfillment:write.")
    async def routing_rule_remove(
        self, info: Info, input: Input[RoutingRuleRemoveInput]
    ) -> RoutingRulePayload:
        removed = await remove_rule(
            info.context.domain,
            key_of("RoutingRule", input.id),
            expected_version=input.expected_version,
        )
        return RoutingRulePayload(rule=RoutingRule.of(removed))

    @mutation("Put the rules of routing in another order. Needs fulfillment:write.")
    async def routing_rule_reorder(
        self, info: Info, input: Input[RoutingRuleReorderInput]
    ) -> RoutingTablePayload:
        listed = [key_of("RoutingRule", one) for one in inputs.items(input.ids, "ids")]
        rules = await reorder_rules(info.context.domain, listed)
        return RoutingTablePayload(routing=RoutingTable(rules=RoutingRule.each(rules)))

    @mutation(
        "Let another warehouse do work that nobody has begun: its units are set apart there. Needs"
        " fulfillment:write.",
        InsufficientStock,
        NotAllocated,
    )
    async def fulfillment_order_move(
        self, info: Info, input: Input[FulfillmentOrderMoveInput]
    ) -> FulfillmentOrderPayload:
        work = await move_fulfillment_order(
            info.context.domain,
            key_of("FulfillmentOrder", input.id),
            warehouse_id=key_of("Warehouse", input.warehouse_id),
            expected_version=input.expected_version,
        )
        return FulfillmentOrderPayload(fulfillment_order=FulfillmentOrder.of(work))

    @mutation("Open scheduled work before its day. Needs fulfillment:write.")
    async def fulfillment_order_open(
        self, info: Info, input: Input[FulfillmentOrderOpenInput]
    ) -> FulfillmentOrderPayload:
        work = await open_work_now(
            info.context.domain,
            key_of("FulfillmentOrder", input.id),
            expected_version=input.expected_version,
        )
        return FulfillmentOrderPayload(fulfillment_order=FulfillmentOrder.of(work))

    @mutation(
        "Say that units of work under way are not on the shelf: they leave the stock, others send"
        " as many by the rules of routing, and what nobody has is waited for. Needs"
        " fulfillment:write.",
        NotAllocated,
        TooManyUnits,
        UnitsDoNotAddUp,
    )
    async def fulfillment_order_report_shortage(
        self, info: Info, input: Input[FulfillmentOrderReportShortageInput]
    ) -> ShortagePayload:
        found = await report_shortage(
            info.context.domain,
            key_of("FulfillmentOrder", input.id),
            missing=units_of(input.lines),
            idempotency_key=input.idempotency_key,
            expected_version=input.expected_version,
        )
        return ShortagePayload(
            fulfillment_order=FulfillmentOrder.of(found.work),
            shortage=FulfillmentShortage(
                new_fulfillment_orders=FulfillmentOrder.each(found.opened),
                units_waiting=found.units_waiting,
            ),
        )

    @mutation(
        "Say whether a variant is sold beyond its stock, and how far. What was sold so stays sold."
        " Needs inventory:write."
    )
    async def stock_policy_set(
        self, info: Info, input: Input[StockPolicySetInput]
    ) -> StockPolicyPayload:
        row = await set_policy(
            info.context.domain,
            key_of("ProductVariant", input.variant_id),
            policy=input.policy,
            units_max=input.units_max,
            available_from=input.available_from,
            expected_version=input.expected_version,
        )
        return StockPolicyPayload(policy=StockPolicy.of(row))

    @mutation(
        "Say where a warehouse stands, so that the nearest can be found. Needs inventory:write."
    )
    async def warehouse_place_set(
        self, info: Info, input: Input[WarehousePlaceSetInput]
    ) -> WarehousePayload:
        warehouse = await place_warehouse(
            info.context.domain,
            key_of("Warehouse", input.id),
            latitude=input.latitude,
            longitude=input.longitude,
        )
        return WarehousePayload(warehouse=Warehouse.of(warehouse))
