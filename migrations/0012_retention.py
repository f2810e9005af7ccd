"""How long what is kept is a table that an administrator edits; addresses that letters are asked
for lie sealed until the letter is sent.
"""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from api.personal_data.sealing_rows import seal_reset_requests
from domain.retention.rules import RetentionKind
from domain.shared.ids import new_id

# To read the rules is an auditor's, too; the administrator may do everything there is.
GRANT = """
UPDATE role SET scopes = scopes || '["retention:read"]'::jsonb
WHERE name = 'auditor' AND is_built_in AND NOT scopes ? 'retention:read'
"""


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0011_signing_in_by_provider")]

    initial = False

    operations = [
        ops.CreateModel(
            name="RetentionRule",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                (
                    "kind",
                    fields.CharEnumField(enum_type=RetentionKind, max_length=32, unique=True),
                ),
                ("is_own", fields.BooleanField(default=False)),
                ("kept_days", fields.IntField(null=True)),
                ("due_at", fields.DatetimeField()),
                ("until", fields.DatetimeField(null=True)),
                ("position", fields.UUIDField(null=True)),
                ("removing", fields.BigIntField(default=0)),
                ("removed", fields.BigIntField(default=0)),
                ("applied_at", fields.DatetimeField(null=True)),
                ("created_at", fields.DatetimeField()),
                ("updated_at", fields.DatetimeField()),
            ],
            options={"table": "retention_rule", "app": "tradegraph", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.RunSQL(GRANT),
        ops.RunSQL("CREATE INDEX session_ended ON session (ended_at) WHERE ended_at IS NOT NULL"),
        ops.AlterField(model_name="ResetRequest", name="email", field=fields.TextField()),
        ops.AddField(
            model_name="ResetRequest",
            name="email_index",
            field=fields.CharField(max_length=32, null=True),
        ),
        ops.RunPython(seal_reset_requests),
        ops.RunSQL(
            "ALTER TABLE reset_request ADD CONSTRAINT reset_request_is_sealed"
            " CHECK (coalesce(email, '') IN ('') OR email LIKE 'v_.%')"
        ),
    ]
