"""Machines, what they said, and what they were told."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.fulfillment.devices.states import InstructionKind, InstructionStatus
from domain.fulfillment.devices.vocabulary import DeviceEventKind, DeviceEventOutcome, DeviceKind
from domain.fulfillment.models import Fulfillment, FulfillmentOrder
from domain.shared.ids import new_id


class Device(Model):
    """A machine in one warehouse. `lanes` says where parcels go, by the code of their carrier. One
    that is retired stays for its history, and is never in service again.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    code = fields.CharField(max_length=64, unique=True)
    version = fields.IntField(default=0)
    name = fields.CharField(max_length=120, default="")
    kind = fields.CharEnumField(DeviceKind, max_length=16)
    warehouse: fields.ForeignKeyRelation["Warehouse"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Warehouse", related_name="devices", on_delete=fields.RESTRICT
    )
    warehouse_id: UUID
    lanes: dict[str, str] = fields.JSONField(default=dict)
    is_enabled = fields.BooleanField(default=True)
    retired_at: datetime | None = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "device"
        indexes = (("warehouse_id", "kind"), ("created_at", "id"))


class DeviceEvent(Model):
    """One thing that a machine said. (`device_id`, `external_id`) make sure it has its effect once.

    `details` are what it said, without the numbers of parcels: those are `fulfillment_id`. `code`
    and `message` say why it was refused, where it was.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "tradegraph.Device", related_name="events", on_delete=fields.CASCADE
    )
    device_id: UUID
    external_id = fields.CharField(max_length=64)
    kind = fields.CharEnumField(DeviceEventKind, max_length=32)
    outcome = fields.CharEnumField(DeviceEventOutcome, max_length=16)
    code = fields.CharField(max_length=40, null=True)
    message = fields.CharField(max_length=400, null=True)
    facts: dict[str, Any] | None = fields.JSONField(null=True)
    fingerprint = fields.CharField(max_length=64)
    fulfillment_order_id: UUID | None = fields.UUIDField(null=True)
    fulfillment_id: UUID | None = fields.UUIDField(null=True)
    instruction_id: UUID | None = fields.UUIDField(null=True)
    details: dict[str, Any] = fields.JSONField(default=dict)
    occurred_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "device_event"
        unique_together = (("device_id", "external_id"),)
        indexes = (
            ("device_id", "occurred_at", "id"),
            ("fulfillment_id", "occurred_at"),
            ("received_at",),
        )


class DeviceInstruction(Model):
    """One thing that a machine was told: to pick so many units of an item for some work, or to put
    a parcel on a lane. Until `expires_at` it counts on the machine.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "tradegraph.Device", related_name="instructions", on_delete=fields.CASCADE
    )
    device_id: UUID
    kind = fields.CharEnumField(InstructionKind, max_length=16)
    status = fields.CharEnumField(
        InstructionStatus, max_length=16, default=InstructionStatus.PENDING
    )
    fulfillment_order: fields.ForeignKeyRelation[FulfillmentOrder] = fields.ForeignKeyField(
        "tradegraph.FulfillmentOrder", related_name="instructions", on_delete=fields.CASCADE
    )
    fulfillment_order_id: UUID
    fulfillment: fields.ForeignKeyNullableRelation[Fulfillment] = fields.ForeignKeyField(
        "tradegraph.Fulfillment", related_name="instructions", null=True, on_delete=fields.CASCADE
    )
    fulfillment_id: UUID | None
    sku = fields.CharField(max_length=64, null=True)
    quantity: int | None = fields.IntField(null=True)
    lane = fields.CharField(max_length=64, null=True)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    settled_at: datetime | None = fields.DatetimeField(null=True)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "device_instruction"
        indexes = (
            ("device_id", "created_at", "id"),
            ("fulfillment_order_id",),
            ("fulfillment_id",),
        )
