"""What was approved of a product may be outdated; bundles take the stock of what is in them;
it is known who wrote a pricing rule."""

from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0021_bulk")]

    initial = False

    operations = [
        ops.AddField(
            model_name="ProductRevision",
            name="outdated_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="ProductVariant",
            name="is_bundle",
            field=fields.BooleanField(
                default=False, db_default=False
            ),  # of the rows that are there
        ),
        ops.AddField(
            model_name="StockReservation",
            name="units_each",
            field=fields.IntField(default=1, db_default=1),  # of the rows that are there
        ),
        ops.AddField(
            model_name="PricingRule",
            name="authors",
            field=ArrayField(element_type="text", default=list, db_default=[]),  # nobody is known
        ),
        ops.RunSQL(
            [
                "UPDATE product_variant SET is_bundle = true"
                " WHERE id IN (SELECT bundle_id FROM bundle_component)",
                "ALTER TABLE stock_reservation ADD CONSTRAINT stock_reservation_whole_bundles"
                " CHECK (units_each >= 1 AND quantity % units_each = 0)",
            ]
        ),
    ]
