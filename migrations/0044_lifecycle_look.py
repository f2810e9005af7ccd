"""When the figures of all products were last looked at, so that no night is left out."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0043_exchanges")]

    initial = False

    operations = [
        ops.CreateModel(
            name="LifecycleLook",
            fields=[
                (
                    "id",
                    fields.SmallIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("looked_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "lifecycle_look",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "One row: when the figures of all products were last looked at by night.",
            },
            bases=["Model"],
        ),
    ]
