"""Rules of routing and what was decided by them; what is sold beyond its stock, and who waits."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.fulfillment.routing.vocabulary import RoutingCause, RoutingRuleKind
from domain.fulfillment.states import FulfillmentOrderStatus
from domain.inventory.backorders.states import BackorderKind, BackorderStatus, SellingPolicy
from domain.shared.ids import new_id

GUARDS = [
    "ALTER TABLE stock_policy ADD CONSTRAINT stock_policy_within_bounds"
    " CHECK (waiting >= 0 AND units_max >= 0"
    " AND (policy = 'preorder') = (available_from IS NOT NULL))",
    "ALTER TABLE backorder ADD CONSTRAINT backorder_adds_up"
    " CHECK (quantity > 0 AND waiting BETWEEN 0 AND quantity"
    " AND (status = 'filled') = (waiting = 0)"
    " AND (status = 'waiting') = (closed_at IS NULL))",
    "ALTER TABLE backorder_part ADD CONSTRAINT backorder_part_of_something CHECK (units_each > 0)",
    # Who waits, the first first: of a variant, and of all.
    "CREATE INDEX backorder_waiting_for ON backorder (variant_id, queued_at, id)"
    " WHERE status = 'waiting'",
    "CREATE INDEX backorder_waiting ON backorder (queued_at, id) WHERE status = 'waiting'",
    "ALTER TABLE fulfillment_order ADD CONSTRAINT fulfillment_order_has_a_day"
    " CHECK (status <> 'scheduled' OR scheduled_for IS NOT NULL)",
    "CREATE INDEX fulfillment_order_scheduled ON fulfillment_order (scheduled_for, id)"
    " WHERE status = 'scheduled'",
    "ALTER TABLE warehouse ADD CONSTRAINT warehouse_on_earth"
    " CHECK ((latitude IS NULL) = (longitude IS NULL)"
    " AND latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180)",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0030_drafts_and_notes")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Backorder",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("order_line_id", fields.UUIDField(db_index=True)),
                (
                    "variant",
                    fields.ForeignKeyField(
                        "tradegraph.ProductVariant",
                        source_field="variant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="backorders",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", fields.CharEnumField(enum_type=BackorderKind, max_length=16)),
                (
                    "status",
                    fields.CharEnumField(
                        default=BackorderStatus.WAITING, enum_type=BackorderStatus, max_length=16
                    ),
                ),
                ("quantity", fields.IntField()),
                ("waiting", fields.IntField()),
                (
                    "available_from",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("queued_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "backorder",
                "app": "tradegraph",
                "indexes": [Index(fields=["status", "queued_at", "id"])],
                "pk_attr": "id",
                "table_description": "So many units of an order line that somebody waits for, since `queued_at` (the order's time).",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="BackorderPart",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "backorder",
                    fields.ForeignKeyField(
                        "tradegraph.Backorder",
                        source_field="backorder_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="parts",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "variant",
                    fields.ForeignKeyField(
                        "tradegraph.ProductVariant",
                        source_field="variant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="backorder_parts",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("units_each", fields.IntField(default=1)),
            ],
            options={
                "table": "backorder_part",
                "app": "tradegraph",
                "unique_together": (("backorder_id", "variant_id"),),
                "indexes": [Index(fields=["variant_id"])],
                "pk_attr": "id",
                "table_description": "So many units of a variant in each unit waited for: of what is no bundle, itself once.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RoutingDecision",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "order",
                    fields.ForeignKeyField(
                        "tradegraph.Order",
                        source_field="order_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="routing_decisions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("cause", fields.CharEnumField(enum_type=RoutingCause, max_length=16)),
                ("content", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("decided_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "routing_decision",
                "app": "tradegraph",
                "indexes": [Index(fields=["order_id", "decided_at", "id"])],
                "pk_attr": "id",
                "table_description": "What was decided for an order, as it was decided: `content` is what `keeping` has.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RoutingRule",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                ("name", fields.CharField(max_length=120, unique=True)),
                ("kind", fields.CharEnumField(enum_type=RoutingRuleKind, max_length=16)),
                (
                    "channel",
                    fields.ForeignKeyField(
                        "tradegraph.SalesChannel",
                        source_field="channel_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="routing_rules",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.IntField()),
                ("is_active", fields.BooleanField(default=True)),
                ("terms", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "routing_rule",
                "app": "tradegraph",
                "indexes": [Index(fields=["position", "id"])],
                "pk_attr": "id",
                "table_description": "One rule: those of lower `position` come first. Without a channel it is for all of them.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="StockPolicy",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                (
                    "variant",
                    fields.OneToOneField(
                        "tradegraph.ProductVariant",
                        source_field="variant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="stock_policy",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "policy",
                    fields.CharEnumField(
                        default=SellingPolicy.DENY, enum_type=SellingPolicy, max_length=16
                    ),
                ),
                ("units_max", fields.IntField(default=0)),
                (
                    "available_from",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("waiting", fields.IntField(default=0)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "stock_policy",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "How a variant is sold beyond its stock; one that has none is not.",
            },
            bases=["Model"],
        ),
        ops.AlterField(
            model_name="FulfillmentOrder",
            name="held_from",
            field=fields.CharEnumField(null=True, enum_type=FulfillmentOrderStatus, max_length=16),
        ),
        ops.AlterField(
            model_name="FulfillmentOrder",
            name="status",
            field=fields.CharEnumField(
                default=FulfillmentOrderStatus.OPEN, enum_type=FulfillmentOrderStatus, max_length=16
            ),
        ),
        ops.AddField(
            model_name="FulfillmentOrder",
            name="scheduled_for",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Warehouse",
            name="latitude",
            field=fields.FloatField(null=True),
        ),
        ops.AddField(
            model_name="Warehouse",
            name="longitude",
            field=fields.FloatField(null=True),
        ),
        ops.RunSQL(GUARDS),
    ]
