"""Exchanges: delivered goods come back, and others go out for them."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.orders.states import HoldReason
from domain.returns.exchanges.states import ExchangeStatus
from domain.shared.ids import new_id

GUARDS = [
    "CREATE SEQUENCE exchange_number START 10001",
    "ALTER TABLE order_exchange_line ADD CONSTRAINT order_exchange_line_bounds"
    " CHECK (quantity > 0 AND position >= 0)",
    "ALTER TABLE order_exchange ADD CONSTRAINT order_exchange_sends"
    " CHECK (replacement_id IS NOT NULL OR status IN ('requested', 'canceled'))",
    # Those that somebody, or something, still has to do with.
    "CREATE INDEX order_exchange_open ON order_exchange (id)"
    " WHERE status IN ('requested', 'approved', 'received', 'fulfilled')",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0042_bulk_orders")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Exchange",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("number", fields.CharField(unique=True, max_length=32)),
                ("version", fields.IntField(default=0)),
                (
                    "order",
                    fields.ForeignKeyField(
                        "tradegraph.Order",
                        source_field="order_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="exchanges",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "parent",
                    fields.OneToOneField(
                        "tradegraph.Return",
                        source_field="parent_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="exchange",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "replacement",
                    fields.OneToOneField(
                        "tradegraph.Order",
                        source_field="replacement_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="exchanged_for",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=ExchangeStatus.REQUESTED, enum_type=ExchangeStatus, max_length=16
                    ),
                ),
                ("answer", fields.TextField(default="", unique=False)),
                ("requested_by", fields.CharField(max_length=64)),
                ("requested_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "approved_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                (
                    "received_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                (
                    "fulfilled_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "order_exchange",
                "app": "tradegraph",
                "indexes": [
                    Index(fields=["order_id", "requested_at", "id"]),
                    Index(fields=["requested_at", "id"]),
                    Index(fields=["status", "requested_at", "id"]),
                ],
                "pk_attr": "id",
                "table_description": "Goods of one order for others. `parent` is the return of what comes back; `replacement` the",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ExchangeLine",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "exchange",
                    fields.ForeignKeyField(
                        "tradegraph.Exchange",
                        source_field="exchange_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="lines",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.IntField()),
                (
                    "variant",
                    fields.ForeignKeyField(
                        "tradegraph.ProductVariant",
                        source_field="variant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="exchange_lines",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("quantity", fields.IntField()),
            ],
            options={
                "table": "order_exchange_line",
                "app": "tradegraph",
                "unique_together": (("exchange_id", "position"),),
                "indexes": [Index(fields=["variant_id"])],
                "pk_attr": "id",
                "table_description": "Units of a variant that somebody wants instead.",
            },
            bases=["Model"],
        ),
        ops.AlterField(
            model_name="Order",
            name="hold_reason",
            field=fields.CharEnumField(null=True, enum_type=HoldReason, max_length=24),
        ),
        ops.RunSQL(GUARDS),
    ]
