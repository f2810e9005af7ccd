"""Long work over many things at once: what was asked, how far it is, what became of each."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.jobs.states import ItemStatus, JobKind, JobStatus
from domain.shared.ids import new_id

GUARDS = [
    # What waits is found without walking what is done.
    "CREATE INDEX job_due ON job (created_at, id) WHERE status IN ('queued', 'running')",
    "CREATE INDEX job_item_pending ON job_item (job_id, position) WHERE status = 'pending'",
    "CREATE INDEX job_item_refused ON job_item (job_id, position) WHERE status = 'refused'",
    "ALTER TABLE job_item ADD CONSTRAINT job_item_says_why"
    " CHECK ((status = 'refused') = (code IS NOT NULL) AND (code IS NULL) = (message IS NULL))",
    "ALTER TABLE job_item ADD CONSTRAINT job_item_says_when"
    " CHECK ((status = 'pending') = (settled_at IS NULL))",
    "ALTER TABLE job ADD CONSTRAINT job_is_in_a_hand"
    " CHECK ((status = 'running') = (lease_id IS NOT NULL)"
    " AND (lease_id IS NULL) = (lease_until IS NULL))",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0036_scans")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=1)),
                ("kind", fields.CharEnumField(enum_type=JobKind, max_length=24)),
                (
                    "status",
                    fields.CharEnumField(
                        default=JobStatus.QUEUED, enum_type=JobStatus, max_length=16
                    ),
                ),
                ("actor", fields.CharField(max_length=64)),
                ("scopes", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("arguments", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("items_total", fields.IntField()),
                ("items_done", fields.IntField(default=0)),
                ("items_refused", fields.IntField(default=0)),
                ("attempts", fields.IntField(default=0)),
                ("lease_id", fields.UUIDField(null=True)),
                (
                    "lease_until",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "job",
                "app": "tradegraph",
                "indexes": [Index(fields=["created_at", "id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="JobItem",
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
                        related_name="items",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.IntField()),
                ("subject_id", fields.UUIDField()),
                (
                    "status",
                    fields.CharEnumField(
                        default=ItemStatus.PENDING, enum_type=ItemStatus, max_length=16
                    ),
                ),
                ("code", fields.CharField(null=True, max_length=40)),
                ("message", fields.CharField(null=True, max_length=400)),
                ("facts", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                (
                    "settled_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "job_item",
                "app": "tradegraph",
                "unique_together": (("job_id", "position"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.RunSQL(GUARDS),
    ]
