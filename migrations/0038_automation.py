"""Rules that act on orders, what they did, and how far the log was read for them."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.automation.states import AutomationRunStatus
from domain.automation.vocabulary import AutomationEvent
from domain.shared.ids import new_id

GUARDS = [
    "CREATE UNIQUE INDEX automation_rule_name ON automation_rule (name) WHERE deleted_at IS NULL",
    "ALTER TABLE automation_rule ADD CONSTRAINT automation_rule_deleted_rests"
    " CHECK (deleted_at IS NULL OR enabled_at IS NULL)",
    "ALTER TABLE automation_rule ADD CONSTRAINT automation_rule_bounds"
    " CHECK (delay_minutes >= 0 AND position >= 1)",
    "ALTER TABLE automation_run ADD CONSTRAINT automation_run_waiting_has_a_time"
    " CHECK ((status = 'waiting') = (due_at IS NOT NULL)"
    " AND (status = 'waiting') = (ended_at IS NULL))",
    "ALTER TABLE automation_run ADD CONSTRAINT automation_run_says_why"
    " CHECK (code <> '' OR status IN ('waiting', 'done'))",
    # What is due, and what of the same order is due before it.
    "CREATE INDEX automation_run_due ON automation_run (due_at, event_seq, position, id)"
    " WHERE status = 'waiting'",
    "CREATE INDEX automation_run_waiting ON automation_run (order_id) WHERE status = 'waiting'",
    # What happened before there were rules is none of their business.
    "INSERT INTO automation_place (id, cursor_seq)"
    " SELECT 1, coalesce((SELECT max(last_seq) FROM relay_state), 0)",
    "UPDATE role SET scopes = (SELECT jsonb_agg(DISTINCT scope ORDER BY scope)"
    " FROM jsonb_array_elements_text(scopes || '[\"automation:read\"]'::jsonb) AS scope)"
    " WHERE is_built_in AND name IN ('admin', 'service_agent')",
    "UPDATE role SET scopes = (SELECT jsonb_agg(DISTINCT scope ORDER BY scope)"
    " FROM jsonb_array_elements_text(scopes || '[\"automation:write\"]'::jsonb) AS scope)"
    " WHERE is_built_in AND name = 'admin'",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0037_jobs")]

    initial = False

    operations = [
        ops.CreateModel(
            name="AutomationPlace",
            fields=[
                (
                    "id",
                    fields.SmallIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("cursor_seq", fields.BigIntField(default=0)),
            ],
            options={
                "table": "automation_place",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "One row: facts up to the number `cursor_seq` were shown to the rules.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="AutomationRule",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                ("name", fields.CharField(max_length=120)),
                ("event", fields.CharEnumField(enum_type=AutomationEvent, max_length=24)),
                ("delay_minutes", fields.IntField(default=0)),
                ("conditions", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("actions", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                (
                    "assignee",
                    fields.ForeignKeyField(
                        "tradegraph.StaffMember",
                        source_field="assignee_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="automation_rules",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "promotion",
                    fields.ForeignKeyField(
                        "tradegraph.PromotionRow",
                        source_field="promotion_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="automation_rules",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("position", fields.IntField()),
                ("enabled_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("deleted_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "automation_rule",
                "app": "tradegraph",
                "indexes": [Index(fields=["position", "id"])],
                "pk_attr": "id",
                "table_description": "When this happens, and that holds, do these things: those of lower `position` first.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="AutomationRun",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                (
                    "rule",
                    fields.ForeignKeyField(
                        "tradegraph.AutomationRule",
                        source_field="rule_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="runs",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("event_seq", fields.BigIntField()),
                ("event", fields.CharEnumField(enum_type=AutomationEvent, max_length=24)),
                (
                    "order",
                    fields.ForeignKeyField(
                        "tradegraph.Order",
                        source_field="order_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="automation_runs",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=AutomationRunStatus.WAITING,
                        enum_type=AutomationRunStatus,
                        max_length=16,
                    ),
                ),
                ("depth", fields.IntField()),
                ("position", fields.IntField()),
                ("attempts", fields.IntField(default=0)),
                ("due_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("code", fields.CharField(default="", max_length=48)),
                ("reason", fields.CharField(default="", max_length=300)),
                ("done", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("occurred_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "automation_run",
                "app": "tradegraph",
                "unique_together": (("rule_id", "event_seq"),),
                "indexes": [
                    Index(fields=["created_at", "id"]),
                    Index(fields=["order_id", "created_at", "id"]),
                ],
                "pk_attr": "id",
                "table_description": "One rule that matched one fact of the log, once: the log of automation.",
            },
            bases=["Model"],
        ),
        ops.RunSQL(GUARDS),
    ]
