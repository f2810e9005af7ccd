"""Personal data is sealed, and found by blind indexes. What was in clear is nowhere afterwards.

Sealed is what was there when this ran, in the one transaction in which all migrations run: a
process that is killed leaves everything as it was, and the next one begins anew. Each table is
written anew once, so that no page of it holds what was in clear.
"""

from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from api.personal_data.sealing_rows import seal_what_is_there
from domain.customers.states import ConsentPurpose, ConsentSource
from domain.shared.ids import new_id

ADDRESS = ("recipient", "line1", "city")
MAYBE_EMPTY = ("line2", "region", "postal_code")

# From now on the database itself takes nothing in clear. Nothing at all is sealed as nothing.
SEALED = "ALTER TABLE {table} ADD CONSTRAINT {table}_is_sealed CHECK ({checks})"
CHECK = "coalesce({column}, '') IN ('') OR {column} LIKE 'v_.%'"


def _sealed(table: str, *columns: str) -> str:
    checks = " AND ".join(f"({CHECK.format(column=column)})" for column in columns)
    return SEALED.format(table=table, checks=checks)


class Retyped(ops.AlterField):
    """What the ORM knows of a column's type; the column was changed by hand, for it cannot."""

    async def database_forward(self, *args: object, **options: object) -> None:
        """Nothing more to do."""


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0007_identity")]

    initial = False

    operations = [
        ops.CreateModel(
            name="DataKeyRow",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("purpose", fields.CharField(max_length=8)),
                ("master", fields.CharField(max_length=64)),
                ("wrapped", fields.CharField(max_length=255)),
                ("created_at", fields.DatetimeField()),
                ("retired_at", fields.DatetimeField(null=True)),
            ],
            options={"table": "data_key", "app": "tradegraph", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.RemoveIndex(model_name="Customer", fields=["name", "id"]),
        ops.AlterField(model_name="Customer", name="name", field=fields.TextField()),
        ops.AlterField(model_name="Customer", name="email", field=fields.TextField(null=True)),
        ops.AlterField(model_name="Customer", name="phone", field=fields.TextField(null=True)),
        ops.AddField(
            model_name="Customer",
            name="name_index",
            field=ArrayField(element_type="text", default=list, db_default=[]),
        ),
        ops.AlterField(
            model_name="Customer",
            name="name_index",
            field=ArrayField(element_type="text", default=list),
        ),
        ops.AddField(
            model_name="Customer",
            name="email_index",
            field=fields.CharField(max_length=32, null=True, unique=True),
        ),
        ops.AddField(
            model_name="Customer",
            name="phone_index",
            field=fields.CharField(max_length=32, null=True, db_index=True),
        ),
        *(
            ops.AlterField(model_name="Address", name=name, field=fields.TextField())
            for name in ADDRESS
        ),
        *(
            ops.AlterField(model_name="Address", name=name, field=fields.TextField(default=""))
            for name in MAYBE_EMPTY
        ),
        ops.AlterField(model_name="Address", name="phone", field=fields.TextField(null=True)),
        ops.RunSQL("ALTER TABLE sales_order ALTER COLUMN shipping_address TYPE text"),
        Retyped(model_name="Order", name="shipping_address", field=fields.TextField(null=True)),
        ops.AlterField(
            model_name="TicketMessage", name="author_name", field=fields.TextField(default="")
        ),
        ops.AddField(
            model_name="Customer", name="erased_at", field=fields.DatetimeField(null=True)
        ),
        ops.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "tradegraph.Customer",
                        source_field="customer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="consents",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "purpose",
                    fields.CharEnumField(enum_type=ConsentPurpose, max_length=24),
                ),
                ("is_granted", fields.BooleanField()),
                ("policy_version", fields.CharField(max_length=32)),
                ("source", fields.CharEnumField(enum_type=ConsentSource, max_length=16)),
                ("recorded_at", fields.DatetimeField()),
            ],
            options={
                "table": "consent",
                "app": "tradegraph",
                "indexes": [Index(fields=["customer_id", "purpose", "recorded_at", "id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.RunPython(seal_what_is_there),
        ops.RunSQL(
            [
                "CREATE INDEX customer_name_words ON customer USING gin (name_index)",
                _sealed("customer", "name", "email", "phone"),
                _sealed("address", *ADDRESS, *MAYBE_EMPTY, "phone"),
                _sealed("sales_order", "shipping_address"),
                "ALTER TABLE ticket_message ADD CONSTRAINT ticket_message_is_sealed"
                " CHECK (author_kind <> 'customer' OR author_name = ''"
                " OR author_name LIKE 'v_.%')",
            ]
        ),
    ]
