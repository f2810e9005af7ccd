"""What was approved of a product may be outdated."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0019_search")]

    initial = False

    operations = [
        ops.AddField(
            model_name="ProductRevision",
            name="outdated_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
    ]
