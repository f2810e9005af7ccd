"""Orders are found by what people have in hand: one index for each kind of it."""

from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

FINDING = [
    "CREATE INDEX sales_order_number_begins ON sales_order (number text_pattern_ops)",
    "CREATE INDEX sales_order_external_id ON sales_order (external_id)"
    " WHERE external_id IS NOT NULL",
    "CREATE INDEX fulfillment_waybill_number ON fulfillment (waybill_number)"
    " WHERE waybill_number IS NOT NULL",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0027_failed_prices")]

    initial = False

    operations = [
        # An order of a variant is found, and found again in any list of orders, by the index alone.
        ops.AddIndex(model_name="OrderLine", index=Index(fields=["variant_id", "order_id"])),
        ops.RemoveIndex(model_name="OrderLine", fields=["variant_id"]),
        ops.RunSQL(FINDING),
    ]
