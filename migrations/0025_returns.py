"""Goods that come back: returns, what was decided of each unit, and the money for them."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.finance.refunds.states import ReturnRefundKind, ReturnRefundStatus
from domain.inventory.states import MovementKind
from domain.orders.states import OrderReturnStatus
from domain.returns.states import ReturnReason, ReturnStatus
from domain.shared.ids import new_id

GUARDS = [
    "CREATE SEQUENCE return_number START 10001",
    # Nobody gives back more than they were brought, and no unit is announced in two returns.
    "ALTER TABLE order_line ADD CONSTRAINT order_line_returns CHECK (return_requested >= 0"
    " AND returned >= 0 AND return_requested + returned <= delivered)",
    "ALTER TABLE sales_order ADD CONSTRAINT sales_order_return_credit"
    " CHECK (return_credit_minor >= 0)",
    # What became of the units adds up to the units that came; no more is credited than came, or,
    # in advance, than was announced.
    "ALTER TABLE order_return_line ADD CONSTRAINT order_return_line_counters CHECK (quantity >= 0"
    " AND received >= 0 AND restocked >= 0 AND quarantined >= 0 AND to_repair >= 0"
    " AND scrapped >= 0 AND sent_back >= 0 AND credited >= 0"
    " AND restocked + quarantined + to_repair + scrapped + sent_back <= received"
    " AND credited <= greatest(quantity, received))",
    "ALTER TABLE return_refund ADD CONSTRAINT return_refund_of_something CHECK (amount_minor > 0)",
    "ALTER TABLE stock_movement DROP CONSTRAINT stock_movement_one_cause",
    "ALTER TABLE stock_movement ADD CONSTRAINT stock_movement_one_cause"
    " CHECK (num_nonnulls(order_id, fulfillment_id, return_id, reason) = 1)",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0024_split_and_merge")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Return",
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
                        related_name="returns",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=ReturnStatus.REQUESTED,
                        description="REQUESTED: requested\nAPPROVED: approved\nDECLINED: declined\nIN_TRANSIT: in_transit\nPARTIALLY_RECEIVED: partially_received\nRECEIVED: received\nINSPECTED: inspected\nCLOSED: closed\nCANCELED: canceled",
                        enum_type=ReturnStatus,
                        max_length=24,
                    ),
                ),
                (
                    "reason",
                    fields.CharEnumField(
                        description="CHANGED_MIND: changed_mind\nDEFECTIVE: defective\nDAMAGED: damaged\nWRONG_ITEM: wrong_item\nNOT_AS_DESCRIBED: not_as_described\nOTHER: other",
                        enum_type=ReturnReason,
                        max_length=24,
                    ),
                ),
                ("note", fields.TextField(default="", unique=False)),
                ("answer", fields.TextField(default="", unique=False)),
                ("currency", fields.CharField(max_length=3)),
                ("shipping_credit_minor", fields.BigIntField(default=0)),
                ("requested_by", fields.CharField(max_length=64)),
                ("inspected_by", fields.CharField(null=True, max_length=64)),
                (
                    "warehouse",
                    fields.ForeignKeyField(
                        "tradegraph.Warehouse",
                        source_field="warehouse_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="returns",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "carrier",
                    fields.ForeignKeyField(
                        "tradegraph.Carrier",
                        source_field="carrier_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="returns",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("waybill_number", fields.CharField(null=True, max_length=64)),
                ("requested_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "approved_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("sent_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "received_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                (
                    "inspected_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "order_return",
                "app": "tradegraph",
                "unique_together": (("carrier_id", "waybill_number"),),
                "indexes": [
                    Index(fields=["order_id", "requested_at", "id"]),
                    Index(fields=["requested_at", "id"]),
                    Index(fields=["status", "requested_at", "id"]),
                ],
                "pk_attr": "id",
                "table_description": "Goods of one order on their way back. Money in minor units of `currency`.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ReturnLine",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "parent",
                    fields.ForeignKeyField(
                        "tradegraph.Return",
                        source_field="parent_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="lines",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "order_line",
                    fields.ForeignKeyField(
                        "tradegraph.OrderLine",
                        source_field="order_line_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="return_lines",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("quantity", fields.IntField()),
                ("received", fields.IntField(default=0)),
                ("restocked", fields.IntField(default=0)),
                ("quarantined", fields.IntField(default=0)),
                ("to_repair", fields.IntField(default=0)),
                ("scrapped", fields.IntField(default=0)),
                ("sent_back", fields.IntField(default=0)),
                ("credited", fields.IntField(default=0)),
                ("credit_minor", fields.BigIntField(default=0)),
            ],
            options={
                "table": "order_return_line",
                "app": "tradegraph",
                "unique_together": (("parent_id", "order_line_id"),),
                "indexes": [Index(fields=["order_line_id"])],
                "pk_attr": "id",
                "table_description": "Units of one order line: `quantity` announced, `received` counted, and what became of them.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ReturnRefund",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                (
                    "parent",
                    fields.ForeignKeyField(
                        "tradegraph.Return",
                        source_field="parent_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="refunds",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "order",
                    fields.ForeignKeyField(
                        "tradegraph.Order",
                        source_field="order_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="return_refunds",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="AFTER_INSPECTION: after_inspection\nINSTANT: instant",
                        enum_type=ReturnRefundKind,
                        max_length=24,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=ReturnRefundStatus.PENDING,
                        description="PENDING: pending\nPROCESSING: processing\nSUCCEEDED: succeeded\nFAILED: failed\nCANCELED: canceled",
                        enum_type=ReturnRefundStatus,
                        max_length=16,
                    ),
                ),
                ("currency", fields.CharField(max_length=3)),
                ("amount_minor", fields.BigIntField()),
                ("needs_approval", fields.BooleanField(default=False)),
                ("requested_by", fields.CharField(max_length=64)),
                ("approved_by", fields.CharField(null=True, max_length=64)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "approved_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("settled_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "return_refund",
                "app": "tradegraph",
                "indexes": [
                    Index(fields=["parent_id", "created_at", "id"]),
                    Index(fields=["order_id"]),
                    Index(fields=["created_at", "id"]),
                    Index(fields=["status", "created_at", "id"]),
                ],
                "pk_attr": "id",
                "table_description": "So much for one return, in minor units of `currency`.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Order",
            name="return_credit_minor",
            field=fields.BigIntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name="Order",
            name="return_status",
            field=fields.CharEnumField(
                default=OrderReturnStatus.NONE,
                description="NONE: none\nREQUESTED: requested\nIN_PROGRESS: in_progress\nPARTIALLY_RETURNED: partially_returned\nRETURNED: returned",
                db_default="none",
                enum_type=OrderReturnStatus,
                max_length=24,
            ),
        ),
        ops.AddField(
            model_name="OrderLine",
            name="return_requested",
            field=fields.IntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name="OrderLine",
            name="returned",
            field=fields.IntField(default=0, db_default=0),
        ),
        ops.AlterField(
            model_name="StockMovement",
            name="kind",
            field=fields.CharEnumField(
                description="RECEIVED: received\nRESERVED: reserved\nALLOCATED: allocated\nRELEASED: released\nSHIPPED: shipped\nRETURNED: returned\nADJUSTED: adjusted",
                enum_type=MovementKind,
                max_length=16,
            ),
        ),
        ops.AddField(
            model_name="StockMovement",
            name="return_id",
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name="PaymentTransaction",
            name="return_refund_id",
            field=fields.UUIDField(null=True),
        ),
        ops.AddIndex(model_name="PaymentTransaction", index=Index(fields=["return_refund_id"])),
        ops.RunSQL(GUARDS),
    ]
