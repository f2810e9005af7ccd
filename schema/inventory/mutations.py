"""Changing what lies where."""

import strawberry

from domain.inventory.acknowledge_alert import acknowledge_alert
from domain.inventory.create_warehouse import create_warehouse
from domain.inventory.errors import InsufficientStock
from domain.inventory.set_alert_rule import set_alert_rule
from domain.processes.adjust_stock import adjust_stock
from domain.shared.errors import AlreadyTaken
from schema.inventory.types import InventoryLevel, StockAlert, StockAlertRule, Warehouse
from schema.shared.context import Info
from schema.shared.ids import key_of, maybe_key
from schema.shared.mutations import (
    KEY_DESCRIPTION,
    Input,
    Payload,
    changed,
    expected_version,
    mutation,
    optional,
)


@strawberry.input(description="A warehouse to add.")
class WarehouseCreateInput:
    """A new warehouse."""

    code: str = strawberry.field(description="The short name, unique.")
    name: str = strawberry.field(description="The name.")
    region: str = optional("The region it stands in.", default="")
    priority: int = optional("Lower ships first.", default=0)


@strawberry.type(description="The warehouse as it is now.")
class WarehousePayload(Payload):
    """What came of it."""

    warehouse: Warehouse | None = changed("The warehouse.")


@strawberry.input(description="A correction of what lies on a shelf.")
class InventoryAdjustInput:
    """A count or a correction."""

    variant_id: strawberry.ID = strawberry.field(description="Of what.")
    warehouse_id: strawberry.ID = strawberry.field(description="Where.")
    delta: int = strawberry.field(description="Units more, or less if below zero.")
    reason: str = strawberry.field(description="Why, in words.")
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)
    change_from_quantity: int | None = optional(
        "Refuse if not just so many units are on hand before."
    )


@strawberry.type(description="The level as it is now.")
class InventoryLevelPayload(Payload):
    """What came of it."""

    level: InventoryLevel | None = changed("The level.")


@strawberry.input(description="When to warn; replaces the rule for the same variant and warehouse.")
class StockAlertRuleUpsertInput:
    """A rule. At least one bound."""

    variant_id: strawberry.ID | None = optional("Of what; none means all.")
    warehouse_id: strawberry.ID | None = optional("Where; none means everywhere.")
    low: int | None = optional("Warn when available is this or less.")
    high: int | None = optional("Warn when on hand is this or more.")
    hysteresis: int = optional(
        "How many units on the better side of the bound end the warning.", default=0
    )
    is_active: bool = optional("Whether it warns at all.", default=True)


@strawberry.type(description="The rule as it is now.")
class StockAlertRulePayload(Payload):
    """What came of it."""

    rule: StockAlertRule | None = changed("The rule.")


@strawberry.input(description="A stock warning that somebody sees to.")
class StockAlertAcknowledgeInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which warning.")
    expected_version: int | None = expected_version()


@strawberry.type(description="The warning as it is now.")
class StockAlertPayload(Payload):
    """What came of it."""

    alert: StockAlert | None = changed("The warning.")


@strawberry.type(description="Changing what lies where.")
class InventoryMutations:
    """Warehouses, levels, rules, warnings."""

    @mutation("Add a warehouse. Needs inventory:write.", AlreadyTaken)
    async def warehouse_create(
        self, info: Info, input: Input[WarehouseCreateInput]
    ) -> WarehousePayload:
        warehouse = await create_warehouse(
            info.context.domain,
            code=input.code,
            name=input.name,
            region=input.region,
            priority=input.priority,
        )
        return WarehousePayload(warehouse=Warehouse.of(warehouse))

    @mutation(
        "Correct what lies on a shelf. What comes in is given to those that wait for it in the same"
        " breath. Needs inventory:adjust.",
        InsufficientStock,
    )
    async def inventory_adjust(
        self, info: Info, input: Input[InventoryAdjustInput]
    ) -> InventoryLevelPayload:
        level = await adjust_stock(
            info.context.domain,
            variant_id=key_of("ProductVariant", input.variant_id),
            warehouse_id=key_of("Warehouse", input.warehouse_id),
            delta=input.delta,
            reason=input.reason,
            idempotency_key=input.idempotency_key,
            expected_on_hand=input.change_from_quantity,
        )
        return InventoryLevelPayload(level=InventoryLevel.of(level))

    @mutation("Say when to warn about levels. Needs inventory:write.")
    async def stock_alert_rule_upsert(
        self, info: Info, input: Input[StockAlertRuleUpsertInput]
    ) -> StockAlertRulePayload:
        rule = await set_alert_rule(
            info.context.domain,
            variant_id=maybe_key("ProductVariant", input.variant_id),
            warehouse_id=maybe_key("Warehouse", input.warehouse_id),
            low=input.low,
            high=input.high,
            hysteresis=input.hysteresis,
            is_active=input.is_active,
        )
        return StockAlertRulePayload(rule=StockAlertRule.of(rule))

    @mutation("See to a stock warning. Needs inventory:adjust or inventory:write.")
    async def stock_alert_acknowledge(
        self, info: Info, input: Input[StockAlertAcknowledgeInput]
    ) -> StockAlertPayload:
        alert = await acknowledge_alert(
            info.context.domain,
            key_of("StockAlert", input.id),
            expected_version=input.expected_version,
        )
        return StockAlertPayload(alert=StockAlert.of(alert))
