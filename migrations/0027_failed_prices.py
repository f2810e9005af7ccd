"""A planned price that cannot be set has failed, and holds up no other."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from domain.pricing.states import ScheduledPriceStatus


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0026_order_steps")]

    initial = False

    operations = [
        ops.AlterField(
            model_name="ScheduledPrice",
            name="status",
            field=fields.CharEnumField(
                default=ScheduledPriceStatus.PENDING,
                enum_type=ScheduledPriceStatus,
                max_length=16,
            ),
        ),
    ]
