"""Since when somebody's tokens are good; and a history of everybody who works here."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0005_log_in_months")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Customer",
            name="sessions_valid_from",
            field=fields.DatetimeField(null=True),
        ),
        ops.AddField(
            model_name="StaffMember",
            name="sessions_valid_from",
            field=fields.DatetimeField(null=True),
        ),
        ops.AddField(
            model_name="StaffMember",
            name="updated_at",
            field=fields.DatetimeField(null=True),
        ),
        ops.RunSQL("UPDATE staff_member SET updated_at = created_at"),
        ops.AlterField(
            model_name="StaffMember",
            name="updated_at",
            field=fields.DatetimeField(),
        ),
        ops.AddField(
            model_name="StaffMember",
            name="version",
            field=fields.IntField(default=0, db_default=0),  # for the rows that are there
        ),
        ops.AlterField(
            model_name="StaffMember",
            name="version",
            field=fields.IntField(default=0),
        ),
    ]
