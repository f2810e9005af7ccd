from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0002_guards")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Carrier",
            name="waybills_issued",
            field=fields.BigIntField(default=0, db_default=0),  # for the rows that are there
        ),
        ops.AlterField(
            model_name="Carrier",
            name="waybills_issued",
            field=fields.BigIntField(default=0),
        ),
    ]
