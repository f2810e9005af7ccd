"""Promotions, coupons, and which order used which."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.promotions.cart import Stacking
from domain.promotions.states import BatchStatus, CouponStatus, PromotionStatus, UseStatus
from domain.shared.ids import new_id

GUARDS = [
    "INSERT INTO promotion_revision (id, revision) VALUES (1, gen_random_uuid())",
    "ALTER TABLE promotion_revision ADD CONSTRAINT promotion_revision_is_one CHECK (id = 1)",
    "ALTER TABLE promotion ADD CONSTRAINT promotion_limits CHECK (uses >= 0"
    " AND uses <= coalesce(uses_max, uses) AND uses_max > 0 AND uses_per_customer_max > 0)",
    "ALTER TABLE promotion ADD CONSTRAINT promotion_window CHECK (ends_at > starts_at)",
    "ALTER TABLE coupon ADD CONSTRAINT coupon_limits CHECK (redeemed >= 0 AND redeemed <= uses"
    " AND uses <= coalesce(uses_max, uses) AND uses_max > 0)",
    "ALTER TABLE coupon_batch ADD CONSTRAINT coupon_batch_made CHECK (made >= 0 AND made <= size)",
    "ALTER TABLE promotion_customer ADD CONSTRAINT promotion_customer_uses CHECK (uses >= 0)",
    "ALTER TABLE promotion_use ADD CONSTRAINT promotion_use_of_an_order"
    " FOREIGN KEY (order_id) REFERENCES sales_order (id)",
    "ALTER TABLE promotion_use ADD CONSTRAINT promotion_use_of_a_customer"
    " FOREIGN KEY (customer_id) REFERENCES customer (id)",
    "ALTER TABLE coupon ADD CONSTRAINT coupon_of_a_customer"
    " FOREIGN KEY (customer_id) REFERENCES customer (id)",
    # What the timers look for.
    "CREATE INDEX coupon_expiring ON coupon (expires_at) WHERE status = 'active'",
    # Roles of shops that are open already learn the new scopes.
    "UPDATE role SET scopes = (SELECT jsonb_agg(DISTINCT scope ORDER BY scope)"
    " FROM jsonb_array_elements_text(scopes"
    ' || \'["promotions:read", "promotions:write"]\'::jsonb) AS scope)'
    " WHERE is_built_in AND name IN ('admin', 'catalog_manager')",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0017_onboarding")]

    initial = False

    operations = [
        ops.CreateModel(
            name="PromotionCustomer",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("promotion_id", fields.UUIDField()),
                ("customer_id", fields.UUIDField()),
                ("uses", fields.IntField(default=0)),
            ],
            options={
                "table": "promotion_customer",
                "app": "tradegraph",
                "unique_together": (("promotion_id", "customer_id"),),
                "pk_attr": "id",
                "table_description": "How often a customer used a promotion that has a limit for each.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PromotionRevision",
            fields=[
                (
                    "id",
                    fields.SmallIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("revision", fields.UUIDField()),
            ],
            options={
                "table": "promotion_revision",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "One row: its value changes with everything that changes what is in force.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PromotionRow",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                ("name", fields.CharField(max_length=120)),
                (
                    "status",
                    fields.CharEnumField(
                        default=PromotionStatus.DRAFT,
                        description="DRAFT: draft\nACTIVE: active\nPAUSED: paused\nENDED: ended",
                        enum_type=PromotionStatus,
                        max_length=16,
                    ),
                ),
                ("priority", fields.IntField(default=0)),
                (
                    "stacking",
                    fields.CharEnumField(
                        default=Stacking.STACKS,
                        description="STACKS: stacks\nEXCLUSIVE: exclusive",
                        enum_type=Stacking,
                        max_length=16,
                    ),
                ),
                ("exclusion_group", fields.CharField(null=True, max_length=32)),
                ("needs_coupon", fields.BooleanField(default=False)),
                ("starts_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("ends_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("conditions", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("effects", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("margin_basis_points", fields.IntField(null=True)),
                ("uses_max", fields.IntField(null=True)),
                ("uses_per_customer_max", fields.IntField(null=True)),
                ("uses", fields.IntField(default=0)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "promotion",
                "app": "tradegraph",
                "indexes": [Index(fields=["status"]), Index(fields=["created_at", "id"])],
                "pk_attr": "id",
                "table_description": "A promotion. `conditions` and `effects` are what `terms` has, written by `codec`.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="CouponBatch",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                (
                    "promotion",
                    fields.ForeignKeyField(
                        "tradegraph.PromotionRow",
                        source_field="promotion_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="batches",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("prefix", fields.CharField(default="", max_length=16)),
                ("size", fields.IntField()),
                ("made", fields.IntField(default=0)),
                (
                    "status",
                    fields.CharEnumField(
                        default=BatchStatus.RUNNING,
                        description="RUNNING: running\nDONE: done",
                        enum_type=BatchStatus,
                        max_length=16,
                    ),
                ),
                ("uses_max", fields.IntField(null=True)),
                ("expires_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "coupon_batch",
                "app": "tradegraph",
                "indexes": [Index(fields=["status"]), Index(fields=["promotion_id"])],
                "pk_attr": "id",
                "table_description": "Coupons made together: `size` of them in the end, `made` so far.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Coupon",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                (
                    "promotion",
                    fields.ForeignKeyField(
                        "tradegraph.PromotionRow",
                        source_field="promotion_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="coupons",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "batch",
                    fields.ForeignKeyField(
                        "tradegraph.CouponBatch",
                        source_field="batch_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="coupons",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("customer_id", fields.UUIDField(null=True)),
                ("code", fields.CharField(unique=True, max_length=40)),
                (
                    "status",
                    fields.CharEnumField(
                        default=CouponStatus.ACTIVE,
                        description="ACTIVE: active\nRESERVED: reserved\nREDEEMED: redeemed\nEXPIRED: expired\nDISABLED: disabled",
                        enum_type=CouponStatus,
                        max_length=16,
                    ),
                ),
                ("uses_max", fields.IntField(null=True)),
                ("uses", fields.IntField(default=0)),
                ("redeemed", fields.IntField(default=0)),
                ("expires_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "coupon",
                "app": "tradegraph",
                "indexes": [
                    Index(fields=["promotion_id", "created_at", "id"]),
                    Index(fields=["created_at", "id"]),
                    Index(fields=["batch_id"]),
                ],
                "pk_attr": "id",
                "table_description": "A code that opens a promotion. `uses` are reserved or redeemed, `redeemed` of them are.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PromotionUse",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("order_id", fields.UUIDField()),
                (
                    "promotion",
                    fields.ForeignKeyField(
                        "tradegraph.PromotionRow",
                        source_field="promotion_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="used",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "coupon",
                    fields.ForeignKeyField(
                        "tradegraph.Coupon",
                        source_field="coupon_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="used",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("customer_id", fields.UUIDField(null=True)),
                (
                    "status",
                    fields.CharEnumField(
                        default=UseStatus.RESERVED,
                        description="RESERVED: reserved\nREDEEMED: redeemed\nRELEASED: released",
                        enum_type=UseStatus,
                        max_length=16,
                    ),
                ),
                ("position", fields.SmallIntField()),
                ("name", fields.CharField(max_length=120)),
                ("code", fields.CharField(null=True, max_length=40)),
                ("currency", fields.CharField(max_length=3)),
                ("discount_minor", fields.BigIntField()),
                ("lines", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("gifts", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("is_counted", fields.BooleanField(default=False)),
                ("is_counted_for_customer", fields.BooleanField(default=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "promotion_use",
                "app": "tradegraph",
                "unique_together": (("order_id", "promotion_id"),),
                "indexes": [Index(fields=["promotion_id", "status"])],
                "pk_attr": "id",
                "table_description": "A promotion that an order was placed with, by the name and code of that moment.",
            },
            bases=["Model"],
        ),
        ops.RunSQL(GUARDS),
    ]
