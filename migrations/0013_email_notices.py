"""Letters that are due to the address a customer had until now."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from domain.shared.ids import new_id


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0012_retention")]

    initial = False

    operations = [
        ops.CreateModel(
            name="EmailNotice",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("customer_id", fields.UUIDField(db_index=True)),
                ("email", fields.TextField()),
                ("locale", fields.CharField(max_length=16)),
                ("created_at", fields.DatetimeField()),
                ("due_at", fields.DatetimeField(db_index=True)),
                ("tries", fields.IntField(default=0)),
            ],
            options={"table": "email_notice", "app": "tradegraph", "pk_attr": "id"},
            bases=["Model"],
        ),
        # Only what is sealed gets in, as on the card it comes from.
        ops.RunSQL(
            "ALTER TABLE email_notice ADD CONSTRAINT email_notice_is_sealed"
            " CHECK (email LIKE 'v_.%')"
        ),
    ]
