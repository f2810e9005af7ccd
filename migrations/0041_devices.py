"""Machines of a warehouse: which there are, what they said, what they were told."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.fulfillment.devices.states import InstructionKind, InstructionStatus
from domain.fulfillment.devices.vocabulary import DeviceEventKind, DeviceEventOutcome, DeviceKind
from domain.shared.ids import new_id

GUARDS = [
    "ALTER TABLE device ADD CONSTRAINT device_retired_is_off"
    " CHECK (retired_at IS NULL OR NOT is_enabled)",
    "ALTER TABLE device_event ADD CONSTRAINT device_event_says_why"
    " CHECK ((outcome = 'refused') = (code IS NOT NULL) AND (code IS NULL) = (message IS NULL))",
    "ALTER TABLE device_instruction ADD CONSTRAINT device_instruction_says_what"
    " CHECK (CASE kind WHEN 'pick' THEN sku IS NOT NULL AND quantity > 0"
    " ELSE fulfillment_id IS NOT NULL AND lane IS NOT NULL END)",
    "ALTER TABLE device_instruction ADD CONSTRAINT device_instruction_says_when"
    " CHECK ((status = 'pending') = (settled_at IS NULL))",
    # What is due is found without walking what is done.
    "CREATE INDEX device_instruction_due ON device_instruction (expires_at)"
    " WHERE status = 'pending'",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0040_claims")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Device",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("code", fields.CharField(unique=True, max_length=64)),
                ("version", fields.IntField(default=0)),
                ("name", fields.CharField(default="", max_length=120)),
                ("kind", fields.CharEnumField(enum_type=DeviceKind, max_length=16)),
                (
                    "warehouse",
                    fields.ForeignKeyField(
                        "tradegraph.Warehouse",
                        source_field="warehouse_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="devices",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("lanes", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("is_enabled", fields.BooleanField(default=True)),
                ("retired_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "device",
                "app": "tradegraph",
                "indexes": [
                    Index(fields=["warehouse_id", "kind"]),
                    Index(fields=["created_at", "id"]),
                ],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="DeviceEvent",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "device",
                    fields.ForeignKeyField(
                        "tradegraph.Device",
                        source_field="device_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="events",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("external_id", fields.CharField(max_length=64)),
                ("kind", fields.CharEnumField(enum_type=DeviceEventKind, max_length=32)),
                ("outcome", fields.CharEnumField(enum_type=DeviceEventOutcome, max_length=16)),
                ("code", fields.CharField(null=True, max_length=40)),
                ("message", fields.CharField(null=True, max_length=400)),
                ("facts", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ("fingerprint", fields.CharField(max_length=64)),
                ("fulfillment_order_id", fields.UUIDField(null=True)),
                ("fulfillment_id", fields.UUIDField(null=True)),
                ("instruction_id", fields.UUIDField(null=True)),
                ("details", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("occurred_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "device_event",
                "app": "tradegraph",
                "unique_together": (("device_id", "external_id"),),
                "indexes": [
                    Index(fields=["device_id", "occurred_at", "id"]),
                    Index(fields=["fulfillment_id", "occurred_at"]),
                    Index(fields=["received_at"]),
                ],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="DeviceInstruction",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                (
                    "device",
                    fields.ForeignKeyField(
                        "tradegraph.Device",
                        source_field="device_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="instructions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("kind", fields.CharEnumField(enum_type=InstructionKind, max_length=16)),
                (
                    "status",
                    fields.CharEnumField(
                        default=InstructionStatus.PENDING,
                        enum_type=InstructionStatus,
                        max_length=16,
                    ),
                ),
                (
                    "fulfillment_order",
                    fields.ForeignKeyField(
                        "tradegraph.FulfillmentOrder",
                        source_field="fulfillment_order_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="instructions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "fulfillment",
                    fields.ForeignKeyField(
                        "tradegraph.Fulfillment",
                        source_field="fulfillment_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="instructions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("sku", fields.CharField(null=True, max_length=64)),
                ("quantity", fields.IntField(null=True)),
                ("lane", fields.CharField(null=True, max_length=64)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("settled_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "device_instruction",
                "app": "tradegraph",
                "indexes": [
                    Index(fields=["device_id", "created_at", "id"]),
                    Index(fields=["fulfillment_order_id"]),
                    Index(fields=["fulfillment_id"]),
                ],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.RunSQL(GUARDS),
    ]
