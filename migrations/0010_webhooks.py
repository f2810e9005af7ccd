"""Endpoints of other systems, what is to be delivered to them, and every attempt."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.shared.ids import new_id
from domain.webhooks.states import AttemptError, DeliveryState, WebhookStatus

GUARDS = [
    "ALTER TABLE webhook_delivery ADD CONSTRAINT webhook_delivery_pending_has_a_time"
    " CHECK ((state = 'pending') = (next_attempt_at IS NOT NULL)"
    " AND (state = 'pending') = (ended_at IS NULL))",
    "ALTER TABLE webhook_delivery ADD CONSTRAINT webhook_delivery_attempts"
    " CHECK (attempts >= 0 AND attempts <= attempts_max)",
    # What is due; what must be attempted before what; what is under way; what is old.
    "CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, next_attempt_at, seq)"
    " WHERE state = 'pending'",
    "CREATE INDEX webhook_delivery_untried ON webhook_delivery"
    " (webhook_id, subject_type, subject_id, seq) WHERE attempts = 0 AND state = 'pending'",
    "CREATE INDEX webhook_delivery_leased ON webhook_delivery (webhook_id, lease_until)"
    " WHERE lease_until IS NOT NULL",
    "CREATE INDEX webhook_delivery_ended ON webhook_delivery (ended_at) WHERE ended_at IS NOT NULL",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0009_audit")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Webhook",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                ("url", fields.CharField(max_length=2000)),
                ("description", fields.CharField(default="", max_length=200)),
                ("event_types", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                (
                    "status",
                    fields.CharEnumField(
                        default=WebhookStatus.ACTIVE,
                        description="ACTIVE: active\nPAUSED: paused\nDISABLED: disabled",
                        enum_type=WebhookStatus,
                        max_length=16,
                    ),
                ),
                ("secret_sealed", fields.TextField(unique=False)),
                ("previous_secret_sealed", fields.TextField(null=True, unique=False)),
                (
                    "previous_secret_until",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("cursor_seq", fields.BigIntField(default=0)),
                ("failures", fields.IntField(default=0)),
                ("openings", fields.IntField(default=0)),
                ("open_until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "webhook",
                "app": "tradegraph",
                "indexes": [Index(fields=["created_at", "id"])],
                "pk_attr": "id",
                "table_description": "An endpoint of another system. Facts up to the number `cursor_seq` have become deliveries.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="WebhookDelivery",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "webhook",
                    fields.ForeignKeyField(
                        "tradegraph.Webhook",
                        source_field="webhook_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="deliveries",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("seq", fields.BigIntField(null=True)),
                ("event_type", fields.CharField(max_length=64)),
                ("subject_type", fields.CharField(max_length=32)),
                ("subject_id", fields.UUIDField()),
                ("body", fields.TextField(unique=False)),
                (
                    "state",
                    fields.CharEnumField(
                        default=DeliveryState.PENDING,
                        description="PENDING: pending\nDELIVERED: delivered\nDEAD: dead",
                        enum_type=DeliveryState,
                        max_length=16,
                    ),
                ),
                ("attempts", fields.IntField(default=0)),
                ("attempts_max", fields.IntField(default=20)),
                (
                    "next_attempt_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("lease_id", fields.UUIDField(null=True)),
                (
                    "lease_until",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("occurred_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "webhook_delivery",
                "app": "tradegraph",
                "unique_together": (("webhook_id", "seq"),),
                "indexes": [
                    Index(fields=["webhook_id", "created_at", "id"]),
                    Index(fields=["webhook_id", "state", "created_at", "id"]),
                ],
                "pk_attr": "id",
                "table_description": "One fact on its way to one endpoint: the same id and the same bytes at each attempt.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="WebhookAttempt",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "delivery",
                    fields.ForeignKeyField(
                        "tradegraph.WebhookDelivery",
                        source_field="delivery_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="tries",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("number", fields.IntField()),
                ("started_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("duration_ms", fields.IntField()),
                ("status_code", fields.IntField(null=True)),
                (
                    "error",
                    fields.CharEnumField(
                        null=True,
                        description="ADDRESS_REFUSED: address_refused\nNAME_NOT_RESOLVED: name_not_resolved\nCONNECTION_FAILED: connection_failed\nTLS_FAILED: tls_failed\nTIMED_OUT: timed_out\nCONNECTION_LOST: connection_lost\nREDIRECTED: redirected\nREJECTED: rejected\nSECRET_UNREADABLE: secret_unreadable",
                        enum_type=AttemptError,
                        max_length=32,
                    ),
                ),
                ("response", fields.TextField(default="", unique=False)),
            ],
            options={
                "table": "webhook_attempt",
                "app": "tradegraph",
                "indexes": [Index(fields=["delivery_id", "started_at", "id"])],
                "pk_attr": "id",
                "table_description": "One attempt at a delivery. What was answered is kept without secrets, and only its beginning.",
            },
            bases=["Model"],
        ),
        ops.RunSQL(GUARDS),
    ]
