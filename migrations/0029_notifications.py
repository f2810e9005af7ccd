"""What customers are told of their orders, in which words, and how they want to be told."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.notifications.kinds import NotificationKind
from domain.notifications.states import Medium, NotificationStatus, SendingError
from domain.shared.ids import new_id

GUARDS = [
    "ALTER TABLE notification ADD CONSTRAINT notification_pending_has_a_time"
    " CHECK ((status = 'pending') = (next_attempt_at IS NOT NULL)"
    " AND (status = 'pending') = (ended_at IS NULL))",
    "ALTER TABLE notification ADD CONSTRAINT notification_attempts"
    " CHECK (attempts >= 0 AND attempts <= attempts_max)",
    "ALTER TABLE notification ADD CONSTRAINT notification_read_in_a_feed"
    " CHECK (read_at IS NULL OR medium = 'feed' AND status = 'sent')",
    "ALTER TABLE notification ADD CONSTRAINT notification_is_sealed CHECK (subject LIKE 'v_.%'"
    " AND text LIKE 'v_.%' AND (html = '' OR html LIKE 'v_.%'))",
    "ALTER TABLE notification_feed ADD CONSTRAINT notification_feed_is_sealed"
    " CHECK ((webhook_url = '' OR webhook_url LIKE 'v_.%')"
    " AND (webhook_secret = '' OR webhook_secret LIKE 'v_.%'))",
    # What is due; what nobody has read; what is old.
    "CREATE INDEX notification_due ON notification (next_attempt_at, id) WHERE status = 'pending'",
    "CREATE INDEX notification_unread ON notification (customer_id)"
    " WHERE medium = 'feed' AND status = 'sent' AND read_at IS NULL",
    "CREATE INDEX notification_ended ON notification (ended_at) WHERE ended_at IS NOT NULL",
    # What happened before there were notifications is told to nobody.
    "INSERT INTO notification_place (id, cursor_seq)"
    " SELECT 1, coalesce((SELECT max(last_seq) FROM relay_state), 0)",
    "UPDATE role SET scopes = (SELECT jsonb_agg(DISTINCT scope ORDER BY scope)"
    " FROM jsonb_array_elements_text(scopes || '[\"notifications:read\"]'::jsonb) AS scope)"
    " WHERE is_built_in AND name IN ('admin', 'service_agent')",
    "UPDATE role SET scopes = (SELECT jsonb_agg(DISTINCT scope ORDER BY scope)"
    " FROM jsonb_array_elements_text(scopes || '[\"notifications:write\"]'::jsonb) AS scope)"
    " WHERE is_built_in AND name = 'admin'",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0028_order_search")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Notification",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                ("event_seq", fields.BigIntField()),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "tradegraph.Customer",
                        source_field="customer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="notifications",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "order",
                    fields.ForeignKeyField(
                        "tradegraph.Order",
                        source_field="order_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="notifications",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("kind", fields.CharEnumField(enum_type=NotificationKind, max_length=32)),
                ("medium", fields.CharEnumField(enum_type=Medium, max_length=16)),
                ("locale", fields.CharField(max_length=16)),
                ("subject", fields.TextField(unique=False)),
                ("text", fields.TextField(unique=False)),
                ("html", fields.TextField(default="", unique=False)),
                (
                    "status",
                    fields.CharEnumField(
                        default=NotificationStatus.PENDING,
                        enum_type=NotificationStatus,
                        max_length=16,
                    ),
                ),
                ("attempts", fields.IntField(default=0)),
                ("attempts_max", fields.IntField(default=10)),
                (
                    "next_attempt_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("lease_id", fields.UUIDField(null=True)),
                ("error", fields.CharEnumField(null=True, enum_type=SendingError, max_length=16)),
                ("error_detail", fields.CharField(default="", max_length=200)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("read_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "notification",
                "app": "tradegraph",
                "unique_together": (("event_seq", "customer_id", "kind", "medium"),),
                "indexes": [
                    Index(fields=["created_at", "id"]),
                    Index(fields=["customer_id", "medium", "created_at", "id"]),
                    Index(fields=["order_id", "created_at", "id"]),
                ],
                "pk_attr": "id",
                "table_description": "One customer told of one fact by one medium: the same words at each attempt.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="NotificationFeed",
            fields=[
                ("id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ("version", fields.IntField(default=0)),
                ("webhook_url", fields.TextField(default="", unique=False)),
                ("webhook_secret", fields.TextField(default="", unique=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "notification_feed",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "A customer's own end: their feed, whose facts `version` counts, and perhaps an endpoint.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="NotificationPlace",
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
                "table": "notification_place",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "One row: facts up to the number `cursor_seq` have become notifications.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="NotificationPreference",
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
                        related_name="notification_preferences",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("kind", fields.CharEnumField(enum_type=NotificationKind, max_length=32)),
                ("medium", fields.CharEnumField(enum_type=Medium, max_length=16)),
                ("is_wanted", fields.BooleanField()),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "notification_preference",
                "app": "tradegraph",
                "unique_together": (("customer_id", "kind", "medium"),),
                "pk_attr": "id",
                "table_description": "What a customer said to being told of a kind by a medium; nothing said is what is usual.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="NotificationTemplate",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                ("kind", fields.CharEnumField(enum_type=NotificationKind, max_length=32)),
                ("locale", fields.CharField(max_length=16)),
                ("medium", fields.CharEnumField(enum_type=Medium, max_length=16)),
                ("subject", fields.CharField(max_length=200)),
                ("text", fields.TextField(unique=False)),
                ("html", fields.TextField(default="", unique=False)),
                ("is_in_use", fields.BooleanField(default=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "notification_template",
                "app": "tradegraph",
                "unique_together": (("kind", "locale", "medium"),),
                "indexes": [Index(fields=["created_at", "id"])],
                "pk_attr": "id",
                "table_description": "The words for a kind, in a language, for a medium; where there is none, ours hold.",
            },
            bases=["Model"],
        ),
        ops.RunSQL(GUARDS),
    ]
