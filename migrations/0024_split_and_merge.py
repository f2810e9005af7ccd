"""Orders that are split and merged: groups, what a merge remembers, money that changes its order,
uses of promotions that do."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.finance.states import PaymentStatus, TransactionType
from domain.orders.states import OrderStatus
from domain.shared.ids import new_id

GUARDS = [
    # Hardly any order has one: those that have none pay nothing for it.
    "CREATE INDEX sales_order_group ON sales_order (group_id) WHERE group_id IS NOT NULL",
    "CREATE INDEX sales_order_merge ON sales_order (merge_id) WHERE merge_id IS NOT NULL",
    "CREATE INDEX sales_order_merged_into ON sales_order (merged_into_id)"
    " WHERE merged_into_id IS NOT NULL",
    "CREATE INDEX payment_came_from ON payment (came_from_id) WHERE came_from_id IS NOT NULL",
    # An order that went into another says by which act, and owes nothing.
    "ALTER TABLE sales_order ADD CONSTRAINT sales_order_merged_whole"
    " CHECK ((status = 'merged') = (merged_into_id IS NOT NULL)"
    " AND (merged_into_id IS NULL) = (merge_id IS NULL)"
    " AND (status <> 'merged' OR total_minor = 0))",
    "ALTER TABLE fulfillment_order_line ADD CONSTRAINT fulfillment_order_line_of_something"
    " CHECK (quantity > 0)",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0023_payments")]

    initial = False

    operations = [
        ops.CreateModel(
            name="OrderGroup",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "order_group",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "Orders that were placed as one, and split later.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="OrderMerge",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "target",
                    fields.ForeignKeyField(
                        "tradegraph.Order",
                        source_field="target_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="merges",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("journal", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("merged_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("undone_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "order_merge",
                "app": "tradegraph",
                "indexes": [Index(fields=["target_id"])],
                "pk_attr": "id",
                "table_description": "One act by which orders became one: the target goes on, with the lines of the sources.",
            },
            bases=["Model"],
        ),
        *(
            ops.AlterField(
                model_name="Order",
                name=name,
                field=fields.CharEnumField(
                    **more,
                    description="PENDING: pending\nCONFIRMED: confirmed\nON_HOLD: on_hold\nCOMPLETED: completed\nCANCELED: canceled\nEXPIRED: expired\nMERGED: merged",
                    enum_type=OrderStatus,
                    max_length=16,
                ),
            )
            for name, more in (
                ("held_from", {"null": True}),
                ("status", {"default": OrderStatus.PENDING}),
            )
        ),
        *(
            ops.AddField(
                model_name="Order",
                name=name,
                field=fields.ForeignKeyField(
                    f"tradegraph.{model}",
                    source_field=f"{name}_id",
                    null=True,
                    db_constraint=True,
                    to_field="id",
                    related_name=related,
                    on_delete=OnDelete.RESTRICT,
                ),
            )
            for name, model, related in (
                ("group", "OrderGroup", "orders"),
                ("merge", "OrderMerge", "sources"),
                ("merged_into", "Order", "merged_from"),
            )
        ),
        ops.AlterField(
            model_name="Payment",
            name="status",
            field=fields.CharEnumField(
                default=PaymentStatus.PENDING,
                enum_type=PaymentStatus,
                max_length=24,
            ),
        ),
        ops.AddField(
            model_name="Payment",
            name="came_from",
            field=fields.ForeignKeyField(
                "tradegraph.Payment",
                source_field="came_from_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="went_to",
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AlterField(
            model_name="GatewayMessage",
            name="type",
            field=fields.CharEnumField(enum_type=TransactionType, null=True, max_length=24),
        ),
        ops.AlterField(
            model_name="PaymentTransaction",
            name="type",
            field=fields.CharEnumField(
                enum_type=TransactionType,
                max_length=24,
            ),
        ),
        ops.RemoveConstraint(
            model_name="PromotionUse", name=None, fields=["order_id", "promotion_id"]
        ),
        ops.AddField(
            model_name="PromotionUse", name="placed_id", field=fields.UUIDField(null=True)
        ),
        ops.RunSQL("UPDATE promotion_use SET placed_id = order_id"),
        ops.AlterField(model_name="PromotionUse", name="placed_id", field=fields.UUIDField()),
        ops.AddIndex(model_name="PromotionUse", index=Index(fields=["order_id"])),
        ops.RunSQL(GUARDS),
    ]
