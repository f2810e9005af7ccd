"""Claims: something about delivered goods is wrong, and nothing needs to come back."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.returns.claims.states import ClaimReason, ClaimResolution, ClaimStatus
from domain.shared.ids import new_id

GUARDS = [
    "CREATE SEQUENCE claim_number START 10001",
    # Of each unit that somebody has, something is wrong once, or it comes back once; never both.
    "ALTER TABLE order_line DROP CONSTRAINT order_line_returns",
    "ALTER TABLE order_line ADD CONSTRAINT order_line_returns CHECK (return_requested >= 0"
    " AND returned >= 0 AND claimed >= 0 AND return_requested + returned + claimed <= delivered)",
    "ALTER TABLE order_claim_line ADD CONSTRAINT order_claim_line_counters CHECK (quantity > 0"
    " AND credited BETWEEN 0 AND quantity AND credit_minor >= 0)",
    "ALTER TABLE order_claim ADD CONSTRAINT order_claim_amount CHECK (amount_minor >= 0)",
    "ALTER TABLE order_claim ADD CONSTRAINT order_claim_is_decided"
    " CHECK ((resolution IS NOT NULL) = (status IN ('approved', 'resolved'))"
    " OR status = 'canceled')",
    "ALTER TABLE order_claim ADD CONSTRAINT order_claim_replaces"
    " CHECK ((replacement_id IS NOT NULL) = (status = 'resolved' AND resolution = 'replace'))",
    "CREATE UNIQUE INDEX order_claim_replacement ON order_claim (replacement_id)"
    " WHERE replacement_id IS NOT NULL",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0039_refunds_without_return")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Claim",
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
                        related_name="claims",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=ClaimStatus.OPEN, enum_type=ClaimStatus, max_length=16
                    ),
                ),
                ("reason", fields.CharEnumField(enum_type=ClaimReason, max_length=24)),
                ("note", fields.TextField(default="", unique=False)),
                ("answer", fields.TextField(default="", unique=False)),
                (
                    "resolution",
                    fields.CharEnumField(null=True, enum_type=ClaimResolution, max_length=24),
                ),
                ("currency", fields.CharField(max_length=3)),
                ("amount_minor", fields.BigIntField(default=0)),
                (
                    "replacement",
                    fields.ForeignKeyField(
                        "tradegraph.Order",
                        source_field="replacement_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="replaces",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("opened_by", fields.CharField(max_length=64)),
                ("opened_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("decided_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "order_claim",
                "app": "tradegraph",
                "indexes": [
                    Index(fields=["order_id", "opened_at", "id"]),
                    Index(fields=["opened_at", "id"]),
                    Index(fields=["status", "opened_at", "id"]),
                ],
                "pk_attr": "id",
                "table_description": "A claim about goods of one order. Money in minor units of `currency`.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ClaimLine",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "parent",
                    fields.ForeignKeyField(
                        "tradegraph.Claim",
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
                        related_name="claim_lines",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("quantity", fields.IntField()),
                ("credited", fields.IntField(default=0)),
                ("credit_minor", fields.BigIntField(default=0)),
            ],
            options={
                "table": "order_claim_line",
                "app": "tradegraph",
                "unique_together": (("parent_id", "order_line_id"),),
                "indexes": [Index(fields=["order_line_id"])],
                "pk_attr": "id",
                "table_description": "Units of one order line that something is wrong with.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="OrderLine",
            name="claimed",
            field=fields.IntField(default=0, db_default=0),
        ),
        ops.RunSQL(GUARDS),
    ]
