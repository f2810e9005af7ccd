"""From shelf to doorstep: warehouse work, parcels, carriers and what they report."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.fulfillment.states import (
    FulfillmentOrderStatus,
    FulfillmentProgress,
    FulfillmentStatus,
    TrackingStatus,
)
from domain.shared.ids import new_id


class Carrier(Model):
    """Who drives. `tracking_url` holds `{waybill}` where the number goes.

    `waybills_issued` counts the numbers we gave to its parcels: the next one is one more.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    code = fields.CharField(max_length=32, unique=True)
    name = fields.CharField(max_length=120)
    tracking_url = fields.CharField(max_length=300, default="")
    waybills_issued = fields.BigIntField(default=0)

    class Meta:
        table = "carrier"


class FulfillmentOrder(Model):
    """What one warehouse shall pick, pack and send for one order; not before `scheduled_for`.

    Work that was begun together has one `wave_id`.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    order: fields.ForeignKeyRelation["Order"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Order", related_name="fulfillment_orders", on_delete=fields.RESTRICT
    )
    order_id: UUID
    warehouse: fields.ForeignKeyRelation["Warehouse"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Warehouse", related_name="fulfillment_orders", on_delete=fields.RESTRICT
    )
    warehouse_id: UUID
    status = fields.CharEnumField(
        FulfillmentOrderStatus, max_length=16, default=FulfillmentOrderStatus.OPEN
    )
    held_from: FulfillmentOrderStatus | None = fields.CharEnumField(  # type: ignore[assignment]  # the stubs know no nullable enum
        FulfillmentOrderStatus, max_length=16, null=True
    )
    progress: FulfillmentProgress | None = fields.CharEnumField(  # type: ignore[assignment]  # the stubs know no nullable enum
        FulfillmentProgress, max_length=16, null=True
    )
    scheduled_for: datetime | None = fields.DatetimeField(null=True)
    wave_id: UUID | None = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()
    picking_started_at: datetime | None = fields.DatetimeField(null=True)
    picked_at: datetime | None = fields.DatetimeField(null=True)
    packed_at: datetime | None = fields.DatetimeField(null=True)
    closed_at: datetime | None = fields.DatetimeField(null=True)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "fulfillment_order"
        indexes = (
            ("order_id",),
            ("warehouse_id", "status", "created_at", "id"),
            ("created_at", "id"),
        )


class FulfillmentOrderLine(Model):
    """So many units of an order line from this warehouse.

    `picked_units` and `packed_units` are those a scanner saw; none where nobody scans.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    fulfillment_order: fields.ForeignKeyRelation[FulfillmentOrder] = fields.ForeignKeyField(
        "tradegraph.FulfillmentOrder", related_name="lines", on_delete=fields.CASCADE
    )
    fulfillment_order_id: UUID
    order_line: fields.ForeignKeyRelation["OrderLine"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.OrderLine", related_name="fulfillment_order_lines", on_delete=fields.RESTRICT
    )
    order_line_id: UUID
    quantity = fields.IntField()
    picked_units = fields.IntField(default=0, db_default=0)
    packed_units = fields.IntField(default=0, db_default=0)

    class Meta:
        table = "fulfillment_order_line"
        unique_together = (("fulfillment_order_id", "order_line_id"),)


class Fulfillment(Model):
    """One parcel: the merchant's status, the carrier's status, a waybill number."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    fulfillment_order: fields.ForeignKeyRelation[FulfillmentOrder] = fields.ForeignKeyField(
        "tradegraph.FulfillmentOrder", related_name="fulfillments", on_delete=fields.RESTRICT
    )
    fulfillment_order_id: UUID
    order: fields.ForeignKeyRelation["Order"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Order", related_name="fulfillments", on_delete=fields.RESTRICT
    )
    order_id: UUID
    status = fields.CharEnumField(
        FulfillmentStatus, max_length=16, default=FulfillmentStatus.PENDING
    )
    tracking_status = fields.CharEnumField(
        TrackingStatus, max_length=24, default=TrackingStatus.UNKNOWN
    )
    tracking_substatus = fields.CharField(max_length=64, null=True)
    tracking_at: datetime | None = fields.DatetimeField(null=True)
    carrier: fields.ForeignKeyNullableRelation[Carrier] = fields.ForeignKeyField(
        "tradegraph.Carrier", related_name="fulfillments", null=True, on_delete=fields.RESTRICT
    )
    carrier_id: UUID | None
    waybill_number = fields.CharField(max_length=64, null=True)
    created_at = fields.DatetimeField()
    shipped_at: datetime | None = fields.DatetimeField(null=True)
    delivered_at: datetime | None = fields.DatetimeField(null=True)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "fulfillment"
        unique_together = (("carrier_id", "waybill_number"),)
        indexes = (("order_id",), ("created_at", "id"), ("status", "created_at", "id"))


class FulfillmentLine(Model):
    """So many units of an order line in this parcel."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    fulfillment: fields.ForeignKeyRelation[Fulfillment] = fields.ForeignKeyField(
        "tradegraph.Fulfillment", related_name="lines", on_delete=fields.CASCADE
    )
    fulfillment_id: UUID
    order_line: fields.ForeignKeyRelation["OrderLine"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.OrderLine", related_name="fulfillment_lines", on_delete=fields.RESTRICT
    )
    order_line_id: UUID
    quantity = fields.IntField()

    class Meta:
        table = "fulfillment_line"
        unique_together = (("fulfillment_id", "order_line_id"),)


class TrackingEvent(Model):
    """One piece of news from a carrier, mapped and raw. Late news moves nothing back."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    fulfillment: fields.ForeignKeyRelation[Fulfillment] = fields.ForeignKeyField(
        "tradegraph.Fulfillment", related_name="tracking_events", on_delete=fields.CASCADE
    )
    fulfillment_id: UUID
    status = fields.CharEnumField(TrackingStatus, max_length=24)
    substatus = fields.CharField(max_length=64, null=True)
    location = fields.CharField(max_length=200, default="")
    description = fields.CharField(max_length=500, default="")
    carrier_code = fields.CharField(max_length=64, default="")
    source = fields.CharField(max_length=32)
    occurred_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "tracking_event"
        unique_together = (("fulfillment_id", "carrier_code", "occurred_at", "location"),)
