"""Orders that are edited after they were placed: what shall be changed, until it is or is not."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.orders.editing.states import OrderEditStatus
from domain.shared.ids import new_id

GUARDS = [
    # Whoever else begins, is told who was first.
    "CREATE UNIQUE INDEX order_edit_one_open ON order_edit (order_id) WHERE status = 'open'",
    # An address stands here only as long as it is not decided.
    "ALTER TABLE order_edit ADD CONSTRAINT order_edit_forgets_addresses"
    " CHECK (status = 'open' OR shipping_address IS NULL)",
    "ALTER TABLE order_edit ADD CONSTRAINT order_edit_closed"
    " CHECK ((status = 'open') = (closed_at IS NULL))",
    # A line that an edit took out stays, with nothing of it: parcels and promotions know it.
    "ALTER TABLE order_line DROP CONSTRAINT order_line_counters",
    "ALTER TABLE order_line ADD CONSTRAINT order_line_counters"
    " CHECK (quantity >= 0 AND canceled >= 0 AND delivered >= 0 AND delivered <= shipped"
    " AND shipped <= fulfilled AND fulfilled <= allocated AND allocated + canceled <= quantity)",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0032_taxes_and_shipping")]

    initial = False

    operations = [
        ops.CreateModel(
            name="OrderEdit",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                (
                    "order",
                    fields.ForeignKeyField(
                        "tradegraph.Order",
                        source_field="order_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="edits",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=OrderEditStatus.OPEN, enum_type=OrderEditStatus, max_length=16
                    ),
                ),
                ("base_version", fields.IntField()),
                ("draft", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("shipping_address", fields.TextField(null=True, unique=False)),
                ("has_new_address", fields.BooleanField(default=False)),
                ("conflicts", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("actor", fields.CharField(max_length=64)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "order_edit",
                "app": "tradegraph",
                "indexes": [Index(fields=["order_id", "created_at", "id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.RunSQL(GUARDS),
    ]
