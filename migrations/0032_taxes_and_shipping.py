"""Taxes of orders, ways of sending them, and districts of addresses."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.shared.ids import new_id

GUARDS = [
    # Goods that have no class are of the one default class.
    "CREATE UNIQUE INDEX tax_class_one_default ON tax_class (is_default) WHERE is_default",
    "ALTER TABLE tax_rate ADD CONSTRAINT tax_rate_of_something"
    " CHECK (rate_ppm BETWEEN 0 AND 1000000 AND (ends_at IS NULL OR ends_at > starts_at))",
    "ALTER TABLE tax_assignment ADD CONSTRAINT tax_assignment_of_one"
    " CHECK (num_nonnulls(product_id, variant_id) = 1)",
    # Where no tax was worked out there is none; what is for sending is a part of it.
    "ALTER TABLE sales_order ADD CONSTRAINT sales_order_tax CHECK (shipping_tax_minor >= 0"
    " AND tax_minor >= shipping_tax_minor AND (prices_include_tax IS NOT NULL OR tax_minor = 0))",
    "ALTER TABLE order_line ADD CONSTRAINT order_line_tax CHECK (tax_minor >= 0)",
    "CREATE INDEX sales_order_shipping_method ON sales_order (shipping_method_id)"
    " WHERE shipping_method_id IS NOT NULL",
    "ALTER TABLE shipping_method ADD CONSTRAINT shipping_method_days"
    " CHECK (0 <= days_min AND days_min <= days_max)",
    "ALTER TABLE address ADD CONSTRAINT address_district_is_sealed"
    " CHECK (district = '' OR district LIKE 'v_.%')",
    "ALTER TABLE order_tax_line ADD CONSTRAINT order_tax_line_amounts"
    " CHECK (base_minor >= 0 AND tax_minor >= 0)",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0031_routing")]

    initial = False

    operations = [
        ops.CreateModel(
            name="TaxClass",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                ("code", fields.CharField(unique=True, max_length=32)),
                ("name", fields.CharField(max_length=120)),
                ("is_default", fields.BooleanField(default=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={"table": "tax_class", "app": "tradegraph", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="TaxRate",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                (
                    "tax_class",
                    fields.ForeignKeyField(
                        "tradegraph.TaxClass",
                        source_field="tax_class_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="rates",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("country", fields.CharField(max_length=2)),
                ("region", fields.CharField(default="", max_length=120)),
                ("region_name", fields.CharField(default="", max_length=120)),
                ("name", fields.CharField(max_length=60)),
                ("rate_ppm", fields.IntField()),
                ("starts_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ends_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "tax_rate",
                "app": "tradegraph",
                "indexes": [
                    Index(fields=["country", "region", "tax_class_id"]),
                    Index(fields=["tax_class_id"]),
                ],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="TaxAssignment",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "tax_class",
                    fields.ForeignKeyField(
                        "tradegraph.TaxClass",
                        source_field="tax_class_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="assignments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "product",
                    fields.ForeignKeyField(
                        "tradegraph.Product",
                        source_field="product_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="tax_assignments",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "variant",
                    fields.ForeignKeyField(
                        "tradegraph.ProductVariant",
                        source_field="variant_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="tax_assignments",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "tax_assignment",
                "app": "tradegraph",
                "unique_together": (("product_id",), ("variant_id",)),
                "indexes": [Index(fields=["tax_class_id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="OrderTaxLine",
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
                        related_name="tax_lines",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "order_line",
                    fields.ForeignKeyField(
                        "tradegraph.OrderLine",
                        source_field="order_line_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="tax_lines",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("name", fields.CharField(max_length=60)),
                ("rate_ppm", fields.IntField()),
                ("base_minor", fields.BigIntField()),
                ("tax_minor", fields.BigIntField()),
            ],
            options={
                "table": "order_tax_line",
                "app": "tradegraph",
                "indexes": [
                    Index(fields=["order_id", "name", "rate_ppm"]),
                    Index(fields=["order_line_id"]),
                ],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ShippingZone",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                ("name", fields.CharField(unique=True, max_length=120)),
                ("places", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={"table": "shipping_zone", "app": "tradegraph", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ShippingMethod",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                (
                    "channel",
                    fields.ForeignKeyField(
                        "tradegraph.SalesChannel",
                        source_field="channel_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="shipping_methods",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "zone",
                    fields.ForeignKeyField(
                        "tradegraph.ShippingZone",
                        source_field="zone_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="methods",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("name", fields.CharField(max_length=120)),
                (
                    "carrier",
                    fields.ForeignKeyField(
                        "tradegraph.Carrier",
                        source_field="carrier_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="shipping_methods",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "tax_class",
                    fields.ForeignKeyField(
                        "tradegraph.TaxClass",
                        source_field="tax_class_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="shipping_methods",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("currency", fields.CharField(max_length=3)),
                ("bands", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("free_from_minor", fields.BigIntField(null=True)),
                ("days_min", fields.IntField()),
                ("days_max", fields.IntField()),
                ("is_active", fields.BooleanField(default=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "shipping_method",
                "app": "tradegraph",
                "indexes": [
                    Index(fields=["channel_id", "name", "id"]),
                    Index(fields=["zone_id"]),
                    Index(fields=["tax_class_id"]),
                    Index(fields=["carrier_id"]),
                ],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="SalesChannel",
            name="prices_include_tax",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name="SalesChannel",
            name="tax_country",
            field=fields.CharField(max_length=2, null=True),
        ),
        ops.AddField(
            model_name="SalesChannel",
            name="tax_region",
            field=fields.CharField(max_length=120, default="", db_default=""),
        ),
        ops.AddField(
            model_name="Order", name="tax_minor", field=fields.BigIntField(default=0, db_default=0)
        ),
        ops.AddField(
            model_name="Order",
            name="shipping_tax_minor",
            field=fields.BigIntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name="Order",
            name="prices_include_tax",
            field=fields.BooleanField(null=True),
        ),
        ops.AddField(
            model_name="OrderLine",
            name="tax_minor",
            field=fields.BigIntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name="Order",
            name="shipping_method",
            field=fields.ForeignKeyField(
                "tradegraph.ShippingMethod",
                source_field="shipping_method_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="orders",
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AddField(
            model_name="Order",
            name="shipping_method_name",
            field=fields.CharField(max_length=120, default="", db_default=""),
        ),
        ops.AddField(
            model_name="Address", name="district", field=fields.TextField(default="", db_default="")
        ),
        ops.RunSQL(GUARDS),
    ]
