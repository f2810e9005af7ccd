"""Orders that are not placed yet, and how the house handles those that are."""

from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.orders.drafts.states import DraftStatus
from domain.orders.handling.states import NoteVisibility
from domain.shared.context import ActorKind
from domain.shared.ids import new_id

# From now on the database itself takes nothing in clear.
SEALED = "ALTER TABLE {table} ADD CONSTRAINT {table}_{name} CHECK ({checks})"
CHECK = "(coalesce({column}, '') IN ('') OR {column} LIKE 'v_.%')"


def _sealed(table: str, name: str, *columns: str) -> str:
    checks = " AND ".join(CHECK.format(column=column) for column in columns)
    return SEALED.format(table=table, name=name, checks=checks)


GUARDS = [
    "CREATE SEQUENCE order_draft_number START 1001",
    _sealed("order_draft", "is_sealed", "shipping_address", "gift_message"),
    _sealed("sales_order", "gift_is_sealed", "gift_message"),
    # One draft becomes one order, and says so exactly when it has.
    "CREATE UNIQUE INDEX order_draft_order ON order_draft (order_id) WHERE order_id IS NOT NULL",
    "ALTER TABLE order_draft ADD CONSTRAINT order_draft_became"
    " CHECK ((status = 'completed') = (order_id IS NOT NULL))",
    "ALTER TABLE order_draft ADD CONSTRAINT order_draft_quoted"
    " CHECK (status <> 'quoted' OR (quoted_minor IS NOT NULL AND valid_until IS NOT NULL))",
    "ALTER TABLE order_draft_line ADD CONSTRAINT order_draft_line_counts CHECK (quantity > 0"
    " AND unit_price_minor >= 0 AND quoted_price_minor >= 0)",
    "CREATE INDEX order_draft_expiring ON order_draft (valid_until) WHERE status = 'quoted'",
    "ALTER TABLE order_tag ADD CONSTRAINT order_tag_count CHECK (orders >= 0)",
    "ALTER TABLE sales_channel ADD CONSTRAINT sales_channel_minutes"
    " CHECK (unpaid_minutes > 0 AND warning_minutes >= 0 AND warning_minutes < unpaid_minutes)",
    # Placing an order does not touch these: nobody sees to a new one, and nobody was told of it.
    "CREATE INDEX sales_order_assignee ON sales_order (assignee_id, placed_at, id)"
    " WHERE assignee_id IS NOT NULL",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0029_notifications")]

    initial = False

    operations = [
        ops.CreateModel(
            name="DraftOrder",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("number", fields.CharField(unique=True, max_length=32)),
                ("version", fields.IntField(default=0)),
                (
                    "status",
                    fields.CharEnumField(
                        default=DraftStatus.DRAFT, enum_type=DraftStatus, max_length=16
                    ),
                ),
                (
                    "channel",
                    fields.ForeignKeyField(
                        "tradegraph.SalesChannel",
                        source_field="channel_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="drafts",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "tradegraph.Customer",
                        source_field="customer_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="drafts",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("currency", fields.CharField(max_length=3)),
                ("coupon_codes", ArrayField(default=list, element_type="TEXT")),
                ("shipping_address", fields.TextField(null=True, unique=False)),
                ("note", fields.TextField(default="", unique=False)),
                ("gift_message", fields.TextField(null=True, unique=False)),
                ("creator_id", fields.UUIDField(null=True)),
                ("quote_round", fields.IntField(default=0)),
                ("quoted_minor", fields.BigIntField(null=True)),
                (
                    "valid_until",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                (
                    "order",
                    fields.ForeignKeyField(
                        "tradegraph.Order",
                        source_field="order_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="drafts",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "order_draft",
                "app": "tradegraph",
                "indexes": [
                    Index(fields=["created_at", "id"]),
                    Index(fields=["status", "created_at", "id"]),
                    Index(fields=["customer_id", "created_at", "id"]),
                ],
                "pk_attr": "id",
                "table_description": "An order to be. Money in minor units of `currency`; address and gift message are sealed.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="DraftOrderLine",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "draft",
                    fields.ForeignKeyField(
                        "tradegraph.DraftOrder",
                        source_field="draft_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="lines",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.IntField()),
                (
                    "variant",
                    fields.ForeignKeyField(
                        "tradegraph.ProductVariant",
                        source_field="variant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="draft_lines",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("sku", fields.CharField(max_length=64)),
                ("name", fields.CharField(max_length=330)),
                ("quantity", fields.IntField()),
                ("unit_price_minor", fields.BigIntField(null=True)),
                ("price_reason", fields.CharField(default="", max_length=200)),
                ("quoted_price_minor", fields.BigIntField(null=True)),
            ],
            options={
                "table": "order_draft_line",
                "app": "tradegraph",
                "unique_together": (("draft_id", "position"),),
                "indexes": [Index(fields=["variant_id"])],
                "pk_attr": "id",
                "table_description": "So many units of a variant. `unit_price_minor` is a colleague's own price, with the reason;",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="OrderNote",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "order",
                    fields.ForeignKeyField(
                        "tradegraph.Order",
                        source_field="order_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="notes",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("version", fields.IntField(default=1)),
                ("visibility", fields.CharEnumField(enum_type=NoteVisibility, max_length=16)),
                ("author_kind", fields.CharEnumField(enum_type=ActorKind, max_length=16)),
                ("author_id", fields.UUIDField(null=True)),
                ("body", fields.TextField(unique=False)),
                ("written_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("edited_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "order_note",
                "app": "tradegraph",
                "indexes": [Index(fields=["order_id", "written_at", "id"])],
                "pk_attr": "id",
                "table_description": "What a colleague wrote about an order. `version` counts how often they did.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="OrderTag",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("name", fields.CharField(unique=True, max_length=40)),
                ("orders", fields.IntField(default=0)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "order_tag",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "A word that orders are sorted by; `orders` is how many carry it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="OrderTagging",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "order",
                    fields.ForeignKeyField(
                        "tradegraph.Order",
                        source_field="order_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="taggings",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "tag",
                    fields.ForeignKeyField(
                        "tradegraph.OrderTag",
                        source_field="tag_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="taggings",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={
                "table": "order_tagging",
                "app": "tradegraph",
                "unique_together": (("order_id", "tag_id"),),
                "indexes": [Index(fields=["tag_id", "order_id"])],
                "pk_attr": "id",
                "table_description": "An order carries a word.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Order",
            name="assignee",
            field=fields.ForeignKeyField(
                "tradegraph.StaffMember",
                source_field="assignee_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="orders",
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AddField(
            model_name="Order",
            name="gift_message",
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name="Order",
            name="hold_note_id",
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name="Order",
            name="warned_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="SalesChannel",
            name="unpaid_minutes",
            field=fields.IntField(default=30, db_default=30),
        ),
        ops.AddField(
            model_name="SalesChannel",
            name="warning_minutes",
            field=fields.IntField(default=10, db_default=10),
        ),
        ops.RunSQL(GUARDS),
    ]
