"""Whose each step of an order is, and how long it should take, is a table that people edit."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from domain.analytics.steps import OrderStep
from domain.shared.ids import new_id


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0025_returns")]

    initial = False

    operations = [
        ops.CreateModel(
            name="OrderStepRule",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                ("step", fields.CharEnumField(enum_type=OrderStep, max_length=16, unique=True)),
                ("own_owner", fields.CharField(max_length=32, null=True)),
                ("own_target_minutes", fields.IntField(null=True)),
                ("created_at", fields.DatetimeField()),
                ("updated_at", fields.DatetimeField()),
            ],
            options={"table": "order_step_rule", "app": "tradegraph", "pk_attr": "id"},
            bases=["Model"],
        ),
    ]
