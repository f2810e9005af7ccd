"""Above a limit money for which nothing comes back waits for somebody's approval too."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

GUARDS = [
    # What is for a return goes by the order's payments; one of one payment is for no return.
    "ALTER TABLE return_refund ADD CONSTRAINT return_refund_without_return"
    " CHECK (kind <> 'without_return' OR parent_id IS NULL)",
    "ALTER TABLE return_refund ADD CONSTRAINT return_refund_of_one_payment"
    " CHECK (payment_id IS NULL OR parent_id IS NULL)",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0037_jobs")]

    initial = False

    operations = [
        ops.AddField(
            model_name="ReturnRefund",
            name="payment",
            field=fields.ForeignKeyField(
                "tradegraph.Payment",
                source_field="payment_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="refunds_asked",
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AlterField(
            model_name="ReturnRefund",
            name="parent",
            field=fields.ForeignKeyField(
                "tradegraph.Return",
                source_field="parent_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="refunds",
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.RunSQL(GUARDS),
    ]
