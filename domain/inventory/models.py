"""What lies where: warehouses, levels, the ledger behind them, promises, and warnings."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.inventory.states import (
    MovementKind,
    ReservationStatus,
    StockAlertKind,
    StockAlertStatus,
)
from domain.shared.ids import new_id


class Warehouse(Model):
    """A building with shelves. Lower `priority` ships first. Where it stands is in degrees, or
    nobody has said.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    code = fields.CharField(max_length=32, unique=True)
    name = fields.CharField(max_length=120)
    region = fields.CharField(max_length=80, default="")
    priority = fields.IntField(default=0)
    is_active = fields.BooleanField(default=True)
    latitude: float | None = fields.FloatField(null=True)
    longitude: float | None = fields.FloatField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "warehouse"


class InventoryLevel(Model):
    """How much of one variant lies in one warehouse: the projection of its ledger.

    `on_hand` is on the shelf; of that, `committed` belongs to confirmed orders and `reserved`
    is held for a while; `incoming` is on its way. Available is what is left.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    variant: fields.ForeignKeyRelation["ProductVariant"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.ProductVariant", related_name="levels", on_delete=fields.RESTRICT
    )
    variant_id: UUID
    warehouse: fields.ForeignKeyRelation[Warehouse] = fields.ForeignKeyField(
        "tradegraph.Warehouse", related_name="levels", on_delete=fields.RESTRICT
    )
    warehouse_id: UUID
    on_hand = fields.IntField(default=0)
    committed = fields.IntField(default=0)
    reserved = fields.IntField(default=0)
    incoming = fields.IntField(default=0)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "inventory_level"
        unique_together = (("variant_id", "warehouse_id"),)

    @property
    def available(self) -> int:
        """Units that can be promised now."""
        return self.on_hand - self.committed - self.reserved


class StockMovement(Model):
    """One line of the ledger: what changed, and the one thing that caused it. Never updated.

    Exactly one of `order_id`, `fulfillment_id`, `return_id` and `reason` says why.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    level: fields.ForeignKeyRelation[InventoryLevel] = fields.ForeignKeyField(
        "tradegraph.InventoryLevel", related_name="movements", on_delete=fields.RESTRICT
    )
    level_id: UUID
    kind = fields.CharEnumField(MovementKind, max_length=16)
    on_hand_delta = fields.IntField(default=0)
    committed_delta = fields.IntField(default=0)
    reserved_delta = fields.IntField(default=0)
    incoming_delta = fields.IntField(default=0)
    order_id: UUID | None = fields.UUIDField(null=True)
    fulfillment_id: UUID | None = fields.UUIDField(null=True)
    return_id: UUID | None = fields.UUIDField(null=True)
    reason = fields.CharField(max_length=200, null=True)
    actor = fields.CharField(max_length=64)
    level_version = fields.IntField()
    occurred_at = fields.DatetimeField()

    class Meta:
        table = "stock_movement"
        unique_together = (("level_id", "level_version"),)


class StockReservation(Model):
    """Units of one level promised to one order line. Of a bundle, each component has its own, and
    `units_each` of it are in one unit of the line, as it was made up when it was ordered.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    level: fields.ForeignKeyRelation[InventoryLevel] = fields.ForeignKeyField(
        "tradegraph.InventoryLevel", related_name="reservations", on_delete=fields.RESTRICT
    )
    level_id: UUID
    order_id = fields.UUIDField(db_index=True)
    order_line_id = fields.UUIDField()
    quantity = fields.IntField()
    units_each = fields.IntField(default=1, db_default=1)
    status = fields.CharEnumField(
        ReservationStatus, max_length=16, default=ReservationStatus.ACTIVE
    )
    expires_at: datetime | None = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "stock_reservation"
        unique_together = (("order_line_id", "level_id"),)


class StockAlertRule(Model):
    """When to warn about a level: available at or below `low`, on hand at or above `high`.

    A warning opened at a bound resolves only `hysteresis` units on its better side, so that
    one unit to and fro does not ring twice. Null variant or warehouse means all of them.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    variant: fields.ForeignKeyNullableRelation["ProductVariant"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.ProductVariant", related_name="alert_rules", null=True, on_delete=fields.CASCADE
    )
    variant_id: UUID | None
    warehouse: fields.ForeignKeyNullableRelation[Warehouse] = fields.ForeignKeyField(
        "tradegraph.Warehouse", related_name="alert_rules", null=True, on_delete=fields.CASCADE
    )
    warehouse_id: UUID | None
    low = fields.IntField(null=True)
    high = fields.IntField(null=True)
    hysteresis = fields.IntField(default=0)
    is_active = fields.BooleanField(default=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "stock_alert_rule"
        indexes = (("variant_id", "warehouse_id"),)


class StockAlert(Model):
    """One warning about one level by one rule, from its opening until it resolves by itself."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    rule: fields.ForeignKeyRelation[StockAlertRule] = fields.ForeignKeyField(
        "tradegraph.StockAlertRule", related_name="alerts", on_delete=fields.RESTRICT
    )
    rule_id: UUID
    level: fields.ForeignKeyRelation[InventoryLevel] = fields.ForeignKeyField(
        "tradegraph.InventoryLevel", related_name="alerts", on_delete=fields.RESTRICT
    )
    level_id: UUID
    kind = fields.CharEnumField(StockAlertKind, max_length=24)
    status = fields.CharEnumField(StockAlertStatus, max_length=16, default=StockAlertStatus.OPEN)
    threshold = fields.IntField()
    quantity = fields.IntField()
    opened_at = fields.DatetimeField()
    acknowledged_at: datetime | None = fields.DatetimeField(null=True)
    acknowledged_by = fields.CharField(max_length=64, null=True)
    resolved_at: datetime | None = fields.DatetimeField(null=True)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "stock_alert"
        indexes = (("status", "opened_at", "id"), ("level_id",))
