"""Jobs that place orders: what each shall be, sealed until it is; and jobs that go some day."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops

from domain.shared.ids import new_id

GUARDS = [
    "ALTER TABLE job_item ADD CONSTRAINT job_item_is_sealed"
    " CHECK (coalesce(request, '') IN ('') OR request LIKE 'v_.%')",
    "ALTER TABLE job_item ADD CONSTRAINT job_item_forgets"
    " CHECK (request IS NULL OR status = 'pending')",
    "ALTER TABLE job_item ADD CONSTRAINT job_item_is_named"
    " CHECK (subject_id IS NOT NULL OR reference IS NOT NULL)",
    # Whoever is erased leaves nothing here, and that is found at once.
    "CREATE INDEX job_item_of_customer ON job_item (customer_id) WHERE request IS NOT NULL",
    "CREATE INDEX job_over ON job (updated_at) WHERE status IN ('completed', 'canceled', 'failed')",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0041_devices")]

    initial = False

    operations = [
        ops.AlterField(model_name="JobItem", name="subject_id", field=fields.UUIDField(null=True)),
        ops.AddField(
            model_name="JobItem",
            name="reference",
            field=fields.CharField(null=True, max_length=64),
        ),
        ops.AddField(model_name="JobItem", name="customer_id", field=fields.UUIDField(null=True)),
        ops.AddField(
            model_name="JobItem",
            name="request",
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name="JobItem",
            name="field",
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.CreateModel(
            name="JobPart",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "job",
                    fields.ForeignKeyField(
                        "tradegraph.Job",
                        source_field="job_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="parts",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.IntField()),
                ("rows", fields.IntField()),
                ("last_id", fields.UUIDField()),
                ("body", fields.BinaryField()),
            ],
            options={
                "table": "job_part",
                "app": "tradegraph",
                "unique_together": (("job_id", "position"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.RunSQL(GUARDS),
    ]
