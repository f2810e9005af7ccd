"""What channels call our goods, what they told us, what they count, and what they were told."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.channels.states import (
    ChannelFormat,
    ChannelKind,
    ChannelOrderStatus,
    MessageKind,
    RejectReason,
    ShortagePolicy,
)
from domain.shared.ids import new_id

GUARDS = [
    # What waits is found without walking what is done.
    "CREATE INDEX channel_order_received ON channel_order (received_at, id)"
    " WHERE status = 'received'",
    "CREATE INDEX channel_order_normalized ON channel_order (updated_at, id)"
    " WHERE status = 'normalized'",
    "CREATE INDEX channel_listing_due ON channel_listing (channel_id, due_at)"
    " WHERE due_at IS NOT NULL",
    # By one message alone does an order come into the books, and what is not there is not let go.
    "CREATE UNIQUE INDEX channel_order_once ON channel_order (channel_id, external_id)"
    " WHERE status = 'imported' AND kind = 'created'",
    "ALTER TABLE channel_order ADD CONSTRAINT channel_order_is_sealed"
    " CHECK (message IS NULL OR message LIKE 'v_.%')",
    "ALTER TABLE channel_order ADD CONSTRAINT channel_order_is_kept"
    " CHECK (message IS NOT NULL OR status IN ('imported', 'duplicate'))",
    "ALTER TABLE channel_order ADD CONSTRAINT channel_order_says_why"
    " CHECK ((status = 'rejected') = (reason IS NOT NULL))",
    "ALTER TABLE channel_order ADD CONSTRAINT channel_order_has_an_order"
    " CHECK (order_id IS NOT NULL OR status NOT IN ('imported', 'duplicate'))",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0033_order_edits")]

    initial = False

    operations = [
        ops.CreateModel(
            name="ChannelListing",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "channel",
                    fields.ForeignKeyField(
                        "tradegraph.SalesChannel",
                        source_field="channel_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="listings",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("external_sku", fields.CharField(max_length=120)),
                (
                    "variant",
                    fields.ForeignKeyField(
                        "tradegraph.ProductVariant",
                        source_field="variant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="listings",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("pushed_available", fields.IntField(null=True)),
                ("pushed_price_minor", fields.BigIntField(null=True)),
                ("pushed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("due_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "leased_until",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "channel_listing",
                "app": "tradegraph",
                "unique_together": (("channel_id", "external_sku"),),
                "indexes": [Index(fields=["variant_id"]), Index(fields=["channel_id", "due_at"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ChannelManifestEntry",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "channel",
                    fields.ForeignKeyField(
                        "tradegraph.SalesChannel",
                        source_field="channel_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="manifest",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("external_id", fields.CharField(max_length=64)),
                ("total_minor", fields.BigIntField()),
                ("placed_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("times", fields.IntField(default=1)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "channel_manifest_entry",
                "app": "tradegraph",
                "unique_together": (("channel_id", "external_id"),),
                "indexes": [Index(fields=["channel_id", "placed_at"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ChannelImport",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "channel",
                    fields.ForeignKeyField(
                        "tradegraph.SalesChannel",
                        source_field="channel_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="messages",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("source_id", fields.CharField(max_length=160)),
                ("external_id", fields.CharField(max_length=64)),
                ("kind", fields.CharEnumField(enum_type=MessageKind, max_length=16)),
                ("format", fields.CharEnumField(enum_type=ChannelFormat, max_length=16)),
                (
                    "status",
                    fields.CharEnumField(
                        default=ChannelOrderStatus.RECEIVED,
                        enum_type=ChannelOrderStatus,
                        max_length=16,
                    ),
                ),
                ("version", fields.IntField(default=1)),
                ("hash", fields.CharField(max_length=64)),
                ("message", fields.TextField(null=True, unique=False)),
                ("row_number", fields.IntField(null=True)),
                ("reason", fields.CharEnumField(null=True, enum_type=RejectReason, max_length=24)),
                ("reason_field", fields.CharField(null=True, max_length=120)),
                ("facts", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                (
                    "order",
                    fields.ForeignKeyField(
                        "tradegraph.Order",
                        source_field="order_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="channel_messages",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("currency", fields.CharField(null=True, max_length=3)),
                ("total_minor", fields.BigIntField(null=True)),
                ("placed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("said_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "channel_order",
                "app": "tradegraph",
                "unique_together": (("channel_id", "source_id"),),
                "indexes": [
                    Index(fields=["channel_id", "external_id"]),
                    Index(fields=["received_at", "id"]),
                    Index(fields=["status", "received_at", "id"]),
                    Index(fields=["order_id"]),
                ],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ChannelPush",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "channel",
                    fields.ForeignKeyField(
                        "tradegraph.SalesChannel",
                        source_field="channel_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="pushes",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("listings", fields.IntField()),
                ("accepted", fields.IntField()),
                ("failure", fields.CharField(null=True, max_length=120)),
                ("pushed_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "channel_push",
                "app": "tradegraph",
                "indexes": [Index(fields=["channel_id", "pushed_at"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="SalesChannel",
            name="columns",
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(
            model_name="SalesChannel",
            name="fed_seq",
            field=fields.BigIntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name="SalesChannel",
            name="format",
            field=fields.CharEnumField(
                default=ChannelFormat.GENERIC,
                db_default="generic",
                enum_type=ChannelFormat,
                max_length=16,
            ),
        ),
        ops.AddField(
            model_name="SalesChannel",
            name="kind",
            field=fields.CharEnumField(
                default=ChannelKind.OWN_SHOP,
                db_default="own_shop",
                enum_type=ChannelKind,
                max_length=16,
            ),
        ),
        ops.AddField(
            model_name="SalesChannel",
            name="secret_sealed",
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name="SalesChannel",
            name="shortage_policy",
            field=fields.CharEnumField(
                default=ShortagePolicy.REFUSE,
                db_default="refuse",
                enum_type=ShortagePolicy,
                max_length=16,
            ),
        ),
        ops.RunSQL(GUARDS),
    ]
