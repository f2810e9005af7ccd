"""What scanners saw of a warehouse's work, unit by unit."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.fulfillment.states import FulfillmentProgress
from domain.shared.ids import new_id

GUARDS = [
    "CREATE INDEX fulfillment_order_wave ON fulfillment_order (wave_id) WHERE wave_id IS NOT NULL",
    # Nothing is scanned that nobody asked for.
    "ALTER TABLE fulfillment_order_line ADD CONSTRAINT fulfillment_order_line_scanned"
    " CHECK (picked_units BETWEEN 0 AND quantity AND packed_units BETWEEN 0 AND quantity)",
    "ALTER TABLE fulfillment_scan ADD CONSTRAINT fulfillment_scan_of_something"
    " CHECK (quantity > 0)",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0035_readers_of_the_log_wait")]

    initial = False

    operations = [
        ops.CreateModel(
            name="FulfillmentScan",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "fulfillment_order",
                    fields.ForeignKeyField(
                        "tradegraph.FulfillmentOrder",
                        source_field="fulfillment_order_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="scans",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("step", fields.CharEnumField(enum_type=FulfillmentProgress, max_length=16)),
                ("code", fields.CharField(max_length=64)),
                ("quantity", fields.IntField()),
                ("scanned_by", fields.CharField(max_length=64)),
                ("scanned_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "fulfillment_scan",
                "app": "tradegraph",
                "indexes": [Index(fields=["fulfillment_order_id", "scanned_at", "id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="FulfillmentOrder",
            name="wave_id",
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name="FulfillmentOrderLine",
            name="picked_units",
            field=fields.IntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name="FulfillmentOrderLine",
            name="packed_units",
            field=fields.IntField(default=0, db_default=0),
        ),
        ops.RunSQL(GUARDS),
    ]
