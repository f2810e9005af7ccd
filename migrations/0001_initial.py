from orjson import loads
from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import TSVectorField
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.catalog.states import PublicationStatus
from domain.finance.states import PaymentMethod, PaymentStatus, TransactionState, TransactionType
from domain.fulfillment.states import (
    FulfillmentOrderStatus,
    FulfillmentProgress,
    FulfillmentStatus,
    TrackingStatus,
)
from domain.inventory.states import (
    MovementKind,
    ReservationStatus,
    StockAlertKind,
    StockAlertStatus,
)
from domain.orders.states import (
    CancelReason,
    HoldReason,
    OrderFulfillmentStatus,
    OrderPaymentStatus,
    OrderStatus,
)
from domain.shared.context import ActorKind
from domain.shared.ids import new_id
from domain.support.states import MessageVisibility, TicketPriority, TicketStatus


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Brand",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("name", fields.CharField(max_length=200)),
                ("slug", fields.CharField(unique=True, max_length=200)),
                ("is_private_label", fields.BooleanField(default=False)),
            ],
            options={
                "table": "brand",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "Who makes it. A private label is our own.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Carrier",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("code", fields.CharField(unique=True, max_length=32)),
                ("name", fields.CharField(max_length=120)),
                ("tracking_url", fields.CharField(default="", max_length=300)),
            ],
            options={
                "table": "carrier",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "Who drives. `tracking_url` holds `{waybill}` where the number goes.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Category",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                (
                    "parent",
                    fields.ForeignKeyField(
                        "tradegraph.Category",
                        source_field="parent_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="children",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("name", fields.CharField(max_length=200)),
                ("slug", fields.CharField(unique=True, max_length=200)),
                ("path", fields.CharField(max_length=800)),
                ("depth", fields.SmallIntField()),
                ("position", fields.IntField(default=0)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "category",
                "app": "tradegraph",
                "indexes": [Index(fields=["path"])],
                "pk_attr": "id",
                "table_description": "A shelf in a tree of shelves. `path` is the slugs from the root, `a/b/c`.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="CategoryTranslation",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "category",
                    fields.ForeignKeyField(
                        "tradegraph.Category",
                        source_field="category_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="translations",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("locale", fields.CharField(max_length=16)),
                ("name", fields.CharField(max_length=200)),
            ],
            options={
                "table": "category_translation",
                "app": "tradegraph",
                "unique_together": (("category_id", "locale"),),
                "pk_attr": "id",
                "table_description": "A category's name in another language.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Customer",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                ("number", fields.CharField(unique=True, max_length=32)),
                ("name", fields.CharField(max_length=120)),
                ("email", fields.CharField(null=True, unique=True, max_length=254)),
                ("phone", fields.CharField(null=True, max_length=32)),
                ("locale", fields.CharField(default="en", max_length=16)),
                ("traits", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("external_system", fields.CharField(null=True, max_length=32)),
                ("external_id", fields.CharField(null=True, max_length=64)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "customer",
                "app": "tradegraph",
                "unique_together": (("external_system", "external_id"),),
                "indexes": [Index(fields=["created_at", "id"]), Index(fields=["name", "id"])],
                "pk_attr": "id",
                "table_description": "Somebody who buys. `traits` holds what the source knew of the household, e.g. age band.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Address",
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
                        related_name="addresses",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("recipient", fields.CharField(max_length=120)),
                ("phone", fields.CharField(null=True, max_length=32)),
                ("line1", fields.CharField(max_length=200)),
                ("line2", fields.CharField(default="", max_length=200)),
                ("city", fields.CharField(max_length=120)),
                ("region", fields.CharField(default="", max_length=120)),
                ("postal_code", fields.CharField(default="", max_length=32)),
                ("country", fields.CharField(max_length=2)),
                ("is_default", fields.BooleanField(default=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "address",
                "app": "tradegraph",
                "indexes": [Index(fields=["customer_id"])],
                "pk_attr": "id",
                "table_description": "Where a customer wants parcels. At most one is the default.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="EventRow",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("seq", fields.BigIntField(null=True, unique=True)),
                ("aggregate_type", fields.CharField(max_length=32)),
                ("aggregate_id", fields.UUIDField()),
                ("version", fields.IntField()),
                ("type", fields.CharField(max_length=64)),
                ("payload", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("actor", fields.CharField(max_length=64)),
                ("request_id", fields.CharField(max_length=64)),
                ("cause_id", fields.CharField(null=True, max_length=64)),
                ("historic", fields.BooleanField(default=False)),
                ("occurred_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "event",
                "app": "tradegraph",
                "unique_together": (("aggregate_type", "aggregate_id", "version"),),
                "pk_attr": "id",
                "table_description": "One fact. `id` is the order of writing, `seq` the order of telling (given by the relay).",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="IdempotencyRecord",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("actor", fields.CharField(max_length=64)),
                ("operation", fields.CharField(max_length=64)),
                ("key", fields.CharField(max_length=255)),
                ("request_hash", fields.CharField(max_length=64)),
                ("result_id", fields.UUIDField(null=True)),
                (
                    "created_at",
                    fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "idempotency_record",
                "app": "tradegraph",
                "unique_together": (("actor", "operation", "key"),),
                "pk_attr": "id",
                "table_description": "One key that an actor used for one operation, and what came of it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Product",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                ("slug", fields.CharField(unique=True, max_length=200)),
                ("name", fields.CharField(max_length=200)),
                ("description", fields.TextField(default="", unique=False)),
                (
                    "status",
                    fields.CharEnumField(
                        default=PublicationStatus.UNPUBLISHED,
                        description="UNPUBLISHED: unpublished\nPUBLISHED: published",
                        enum_type=PublicationStatus,
                        max_length=16,
                    ),
                ),
                (
                    "category",
                    fields.ForeignKeyField(
                        "tradegraph.Category",
                        source_field="category_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="products",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "brand",
                    fields.ForeignKeyField(
                        "tradegraph.Brand",
                        source_field="brand_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="products",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("external_system", fields.CharField(null=True, max_length=32)),
                ("external_id", fields.CharField(null=True, max_length=64)),
                ("search", TSVectorField(null=True, source_fields=(), stored=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "published_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "product",
                "app": "tradegraph",
                "unique_together": (("external_system", "external_id"),),
                "indexes": [
                    Index(fields=["status", "name", "id"]),
                    Index(fields=["status", "created_at", "id"]),
                ],
                "pk_attr": "id",
                "table_description": "Something we sell, in one or more variants. `search` holds its words, as stems.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ProductTranslation",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "product",
                    fields.ForeignKeyField(
                        "tradegraph.Product",
                        source_field="product_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="translations",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("locale", fields.CharField(max_length=16)),
                ("name", fields.CharField(max_length=200)),
                ("description", fields.TextField(default="", unique=False)),
            ],
            options={
                "table": "product_translation",
                "app": "tradegraph",
                "unique_together": (("product_id", "locale"),),
                "pk_attr": "id",
                "table_description": "A product's words in another language.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ProductVariant",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "product",
                    fields.ForeignKeyField(
                        "tradegraph.Product",
                        source_field="product_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="variants",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("sku", fields.CharField(unique=True, max_length=64)),
                ("name", fields.CharField(max_length=120)),
                ("pack_units", fields.IntField(default=1)),
                ("position", fields.IntField(default=0)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "product_variant",
                "app": "tradegraph",
                "indexes": [Index(fields=["product_id", "position"])],
                "pk_attr": "id",
                "table_description": "One size or pack of a product, with a stock-keeping unit of its own.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RelayState",
            fields=[
                ("id", fields.SmallIntField(primary_key=True, unique=True, db_index=True)),
                ("epoch", fields.UUIDField(default=new_id)),
                ("last_seq", fields.BigIntField(default=0)),
                ("replay_floor", fields.BigIntField(default=0)),
            ],
            options={
                "table": "relay_state",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "One row: the epoch of this log, the newest number given, and the oldest still replayed.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SalesChannel",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("code", fields.CharField(unique=True, max_length=32)),
                ("name", fields.CharField(max_length=120)),
                ("currency", fields.CharField(max_length=3)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "sales_channel",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "Where orders come from: the own shop, an app, a marketplace, a till.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Order",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("number", fields.CharField(unique=True, max_length=32)),
                ("version", fields.IntField(default=0)),
                (
                    "channel",
                    fields.ForeignKeyField(
                        "tradegraph.SalesChannel",
                        source_field="channel_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="orders",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("external_id", fields.CharField(null=True, max_length=64)),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "tradegraph.Customer",
                        source_field="customer_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="orders",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=OrderStatus.PENDING,
                        description="PENDING: pending\nCONFIRMED: confirmed\nON_HOLD: on_hold\nCOMPLETED: completed\nCANCELED: canceled\nEXPIRED: expired",
                        enum_type=OrderStatus,
                        max_length=16,
                    ),
                ),
                (
                    "held_from",
                    fields.CharEnumField(
                        null=True,
                        description="PENDING: pending\nCONFIRMED: confirmed\nON_HOLD: on_hold\nCOMPLETED: completed\nCANCELED: canceled\nEXPIRED: expired",
                        enum_type=OrderStatus,
                        max_length=16,
                    ),
                ),
                (
                    "hold_reason",
                    fields.CharEnumField(
                        null=True,
                        description="FRAUD: fraud\nPAYMENT: payment\nSTOCK: stock\nADDRESS: address\nCUSTOMER_REQUEST: customer_request\nMANUAL: manual",
                        enum_type=HoldReason,
                        max_length=24,
                    ),
                ),
                (
                    "cancel_reason",
                    fields.CharEnumField(
                        null=True,
                        description="CUSTOMER: customer\nPAYMENT: payment\nFRAUD: fraud\nSTOCK: stock\nOTHER: other",
                        enum_type=CancelReason,
                        max_length=16,
                    ),
                ),
                (
                    "payment_status",
                    fields.CharEnumField(
                        default=OrderPaymentStatus.PENDING,
                        description="PENDING: pending\nPARTIALLY_PAID: partially_paid\nPAID: paid\nOVERPAID: overpaid\nPARTIALLY_REFUNDED: partially_refunded\nREFUNDED: refunded",
                        enum_type=OrderPaymentStatus,
                        max_length=24,
                    ),
                ),
                (
                    "fulfillment_status",
                    fields.CharEnumField(
                        default=OrderFulfillmentStatus.UNFULFILLED,
                        description="UNFULFILLED: unfulfilled\nIN_PROGRESS: in_progress\nPARTIALLY_FULFILLED: partially_fulfilled\nFULFILLED: fulfilled\nPARTIALLY_DELIVERED: partially_delivered\nDELIVERED: delivered\nCANCELED: canceled",
                        enum_type=OrderFulfillmentStatus,
                        max_length=24,
                    ),
                ),
                ("currency", fields.CharField(max_length=3)),
                ("subtotal_minor", fields.BigIntField()),
                ("discount_minor", fields.BigIntField(default=0)),
                ("shipping_minor", fields.BigIntField(default=0)),
                ("total_minor", fields.BigIntField()),
                ("captured_minor", fields.BigIntField(default=0)),
                ("refunded_minor", fields.BigIntField(default=0)),
                (
                    "shipping_address",
                    fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
                ),
                ("note", fields.TextField(default="", unique=False)),
                ("placed_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "confirmed_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                (
                    "canceled_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                (
                    "completed_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("expires_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "sales_order",
                "app": "tradegraph",
                "unique_together": (("channel_id", "external_id"),),
                "indexes": [
                    Index(fields=["placed_at", "id"]),
                    Index(fields=["customer_id", "placed_at", "id"]),
                    Index(fields=["status", "placed_at", "id"]),
                ],
                "pk_attr": "id",
                "table_description": "One promise. Money in minor units of `currency`; the address as it was when placed.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="OrderLine",
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
                        related_name="lines",
                        on_delete=OnDelete.RESTRICT,
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
                        related_name="order_lines",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("sku", fields.CharField(max_length=64)),
                ("name", fields.CharField(max_length=330)),
                ("quantity", fields.IntField()),
                ("unit_price_minor", fields.BigIntField()),
                ("discount_minor", fields.BigIntField(default=0)),
                ("total_minor", fields.BigIntField()),
                ("allocated", fields.IntField(default=0)),
                ("fulfilled", fields.IntField(default=0)),
                ("shipped", fields.IntField(default=0)),
                ("delivered", fields.IntField(default=0)),
                ("canceled", fields.IntField(default=0)),
            ],
            options={
                "table": "order_line",
                "app": "tradegraph",
                "unique_together": (("order_id", "position"),),
                "indexes": [Index(fields=["variant_id"])],
                "pk_attr": "id",
                "table_description": "So many units of one variant, at the price of the moment, and how far they have come.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Payment",
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
                        related_name="payments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "method",
                    fields.CharEnumField(
                        description="MANUAL: manual\nSIMULATED: simulated",
                        enum_type=PaymentMethod,
                        max_length=16,
                    ),
                ),
                ("currency", fields.CharField(max_length=3)),
                ("captured_minor", fields.BigIntField(default=0)),
                ("refunded_minor", fields.BigIntField(default=0)),
                (
                    "status",
                    fields.CharEnumField(
                        default=PaymentStatus.PENDING,
                        description="PENDING: pending\nCAPTURED: captured\nPARTIALLY_REFUNDED: partially_refunded\nREFUNDED: refunded\nFAILED: failed",
                        enum_type=PaymentStatus,
                        max_length=24,
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "payment",
                "app": "tradegraph",
                "indexes": [Index(fields=["order_id"])],
                "pk_attr": "id",
                "table_description": "Money towards one order, by one method. Its sums and status follow from its transactions.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PaymentTransaction",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "payment",
                    fields.ForeignKeyField(
                        "tradegraph.Payment",
                        source_field="payment_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="transactions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "type",
                    fields.CharEnumField(
                        description="CAPTURE: capture\nREFUND: refund",
                        enum_type=TransactionType,
                        max_length=16,
                    ),
                ),
                (
                    "state",
                    fields.CharEnumField(
                        description="SUCCEEDED: succeeded\nFAILED: failed",
                        enum_type=TransactionState,
                        max_length=16,
                    ),
                ),
                ("amount_minor", fields.BigIntField()),
                ("provider", fields.CharField(max_length=32)),
                ("provider_reference", fields.CharField(max_length=120)),
                ("actor", fields.CharField(max_length=64)),
                ("occurred_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "payment_transaction",
                "app": "tradegraph",
                "unique_together": (("provider", "provider_reference", "type"),),
                "indexes": [Index(fields=["payment_id"])],
                "pk_attr": "id",
                "table_description": "One line of a payment's ledger. Never updated once it succeeded or failed.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="StaffMember",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("name", fields.CharField(max_length=120)),
                ("email", fields.CharField(unique=True, max_length=254)),
                ("roles", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("is_active", fields.BooleanField(default=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "staff_member",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "Somebody who works here. `roles` names the sets of scopes they hold.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("name", fields.CharField(unique=True, max_length=80)),
            ],
            options={
                "table": "tag",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "A word to find things by.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ProductTag",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "product",
                    fields.ForeignKeyField(
                        "tradegraph.Product",
                        source_field="product_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="product_tags",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "tag",
                    fields.ForeignKeyField(
                        "tradegraph.Tag",
                        source_field="tag_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="product_tags",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "product_tag",
                "app": "tradegraph",
                "unique_together": (("product_id", "tag_id"),),
                "pk_attr": "id",
                "table_description": "A product carries a tag.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="VariantPrice",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "variant",
                    fields.ForeignKeyField(
                        "tradegraph.ProductVariant",
                        source_field="variant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="prices",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("currency", fields.CharField(max_length=3)),
                ("amount_minor", fields.BigIntField()),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "variant_price",
                "app": "tradegraph",
                "unique_together": (("variant_id", "currency"),),
                "pk_attr": "id",
                "table_description": "What one unit of a variant costs in one currency, in minor units.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Warehouse",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("code", fields.CharField(unique=True, max_length=32)),
                ("name", fields.CharField(max_length=120)),
                ("region", fields.CharField(default="", max_length=80)),
                ("priority", fields.IntField(default=0)),
                ("is_active", fields.BooleanField(default=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "warehouse",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "A building with shelves. Lower `priority` ships first.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="FulfillmentOrder",
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
                        related_name="fulfillment_orders",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "warehouse",
                    fields.ForeignKeyField(
                        "tradegraph.Warehouse",
                        source_field="warehouse_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="fulfillment_orders",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=FulfillmentOrderStatus.OPEN,
                        description="OPEN: open\nON_HOLD: on_hold\nIN_PROGRESS: in_progress\nCLOSED: closed\nCANCELED: canceled",
                        enum_type=FulfillmentOrderStatus,
                        max_length=16,
                    ),
                ),
                (
                    "held_from",
                    fields.CharEnumField(
                        null=True,
                        description="OPEN: open\nON_HOLD: on_hold\nIN_PROGRESS: in_progress\nCLOSED: closed\nCANCELED: canceled",
                        enum_type=FulfillmentOrderStatus,
                        max_length=16,
                    ),
                ),
                (
                    "progress",
                    fields.CharEnumField(
                        null=True,
                        description="PICKED: picked\nPACKED: packed",
                        enum_type=FulfillmentProgress,
                        max_length=16,
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "picking_started_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("picked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("packed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "fulfillment_order",
                "app": "tradegraph",
                "indexes": [
                    Index(fields=["order_id"]),
                    Index(fields=["warehouse_id", "status", "created_at", "id"]),
                    Index(fields=["created_at", "id"]),
                ],
                "pk_attr": "id",
                "table_description": "What one warehouse shall pick, pack and send for one order.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Fulfillment",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                (
                    "fulfillment_order",
                    fields.ForeignKeyField(
                        "tradegraph.FulfillmentOrder",
                        source_field="fulfillment_order_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="fulfillments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "order",
                    fields.ForeignKeyField(
                        "tradegraph.Order",
                        source_field="order_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="fulfillments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=FulfillmentStatus.PENDING,
                        description="PENDING: pending\nLABEL_PURCHASED: label_purchased\nSHIPPED: shipped\nDELIVERED: delivered\nRETURNED: returned\nCANCELED: canceled",
                        enum_type=FulfillmentStatus,
                        max_length=16,
                    ),
                ),
                (
                    "tracking_status",
                    fields.CharEnumField(
                        default=TrackingStatus.UNKNOWN,
                        description="UNKNOWN: unknown\nLABEL_CREATED: label_created\nINFO_RECEIVED: info_received\nPICKED_UP: picked_up\nIN_TRANSIT: in_transit\nOUT_FOR_DELIVERY: out_for_delivery\nDELIVERY_ATTEMPTED: delivery_attempted\nAVAILABLE_FOR_PICKUP: available_for_pickup\nEXCEPTION: exception\nRETURNING: returning\nRETURNED: returned\nDELIVERED: delivered",
                        enum_type=TrackingStatus,
                        max_length=24,
                    ),
                ),
                ("tracking_substatus", fields.CharField(null=True, max_length=64)),
                (
                    "tracking_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                (
                    "carrier",
                    fields.ForeignKeyField(
                        "tradegraph.Carrier",
                        source_field="carrier_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="fulfillments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("waybill_number", fields.CharField(null=True, max_length=64)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("shipped_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "delivered_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "fulfillment",
                "app": "tradegraph",
                "unique_together": (("carrier_id", "waybill_number"),),
                "indexes": [
                    Index(fields=["order_id"]),
                    Index(fields=["created_at", "id"]),
                    Index(fields=["status", "created_at", "id"]),
                ],
                "pk_attr": "id",
                "table_description": "One parcel: the merchant's status, the carrier's status, a waybill number.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="FulfillmentLine",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "fulfillment",
                    fields.ForeignKeyField(
                        "tradegraph.Fulfillment",
                        source_field="fulfillment_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="lines",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "order_line",
                    fields.ForeignKeyField(
                        "tradegraph.OrderLine",
                        source_field="order_line_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="fulfillment_lines",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("quantity", fields.IntField()),
            ],
            options={
                "table": "fulfillment_line",
                "app": "tradegraph",
                "unique_together": (("fulfillment_id", "order_line_id"),),
                "pk_attr": "id",
                "table_description": "So many units of an order line in this parcel.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="FulfillmentOrderLine",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "fulfillment_order",
                    fields.ForeignKeyField(
                        "tradegraph.FulfillmentOrder",
                        source_field="fulfillment_order_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="lines",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "order_line",
                    fields.ForeignKeyField(
                        "tradegraph.OrderLine",
                        source_field="order_line_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="fulfillment_order_lines",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("quantity", fields.IntField()),
            ],
            options={
                "table": "fulfillment_order_line",
                "app": "tradegraph",
                "unique_together": (("fulfillment_order_id", "order_line_id"),),
                "pk_attr": "id",
                "table_description": "So many units of an order line from this warehouse.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="InventoryLevel",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                (
                    "variant",
                    fields.ForeignKeyField(
                        "tradegraph.ProductVariant",
                        source_field="variant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="levels",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "warehouse",
                    fields.ForeignKeyField(
                        "tradegraph.Warehouse",
                        source_field="warehouse_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="levels",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("on_hand", fields.IntField(default=0)),
                ("committed", fields.IntField(default=0)),
                ("reserved", fields.IntField(default=0)),
                ("incoming", fields.IntField(default=0)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "inventory_level",
                "app": "tradegraph",
                "unique_together": (("variant_id", "warehouse_id"),),
                "pk_attr": "id",
                "table_description": "How much of one variant lies in one warehouse: the projection of its ledger.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="StockAlertRule",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "variant",
                    fields.ForeignKeyField(
                        "tradegraph.ProductVariant",
                        source_field="variant_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="alert_rules",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "warehouse",
                    fields.ForeignKeyField(
                        "tradegraph.Warehouse",
                        source_field="warehouse_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="alert_rules",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("low", fields.IntField(null=True)),
                ("high", fields.IntField(null=True)),
                ("hysteresis", fields.IntField(default=0)),
                ("is_active", fields.BooleanField(default=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "stock_alert_rule",
                "app": "tradegraph",
                "indexes": [Index(fields=["variant_id", "warehouse_id"])],
                "pk_attr": "id",
                "table_description": "When to warn about a level: available at or below `low`, on hand at or above `high`.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="StockAlert",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                (
                    "rule",
                    fields.ForeignKeyField(
                        "tradegraph.StockAlertRule",
                        source_field="rule_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="alerts",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "level",
                    fields.ForeignKeyField(
                        "tradegraph.InventoryLevel",
                        source_field="level_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="alerts",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="BELOW_REORDER_POINT: below_reorder_point\nABOVE_MAX_STOCK: above_max_stock",
                        enum_type=StockAlertKind,
                        max_length=24,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=StockAlertStatus.OPEN,
                        description="OPEN: open\nACKNOWLEDGED: acknowledged\nRESOLVED: resolved",
                        enum_type=StockAlertStatus,
                        max_length=16,
                    ),
                ),
                ("threshold", fields.IntField()),
                ("quantity", fields.IntField()),
                ("opened_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "acknowledged_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("acknowledged_by", fields.CharField(null=True, max_length=64)),
                (
                    "resolved_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "stock_alert",
                "app": "tradegraph",
                "indexes": [
                    Index(fields=["status", "opened_at", "id"]),
                    Index(fields=["level_id"]),
                ],
                "pk_attr": "id",
                "table_description": "One warning about one level by one rule, from its opening until it resolves by itself.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="StockMovement",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "level",
                    fields.ForeignKeyField(
                        "tradegraph.InventoryLevel",
                        source_field="level_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="movements",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="RECEIVED: received\nRESERVED: reserved\nALLOCATED: allocated\nRELEASED: released\nSHIPPED: shipped\nADJUSTED: adjusted",
                        enum_type=MovementKind,
                        max_length=16,
                    ),
                ),
                ("on_hand_delta", fields.IntField(default=0)),
                ("committed_delta", fields.IntField(default=0)),
                ("reserved_delta", fields.IntField(default=0)),
                ("incoming_delta", fields.IntField(default=0)),
                ("order_id", fields.UUIDField(null=True)),
                ("fulfillment_id", fields.UUIDField(null=True)),
                ("reason", fields.CharField(null=True, max_length=200)),
                ("actor", fields.CharField(max_length=64)),
                ("level_version", fields.IntField()),
                ("occurred_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "stock_movement",
                "app": "tradegraph",
                "unique_together": (("level_id", "level_version"),),
                "pk_attr": "id",
                "table_description": "One line of the ledger: what changed, and the one thing that caused it. Never updated.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="StockReservation",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "level",
                    fields.ForeignKeyField(
                        "tradegraph.InventoryLevel",
                        source_field="level_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="reservations",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("order_id", fields.UUIDField(db_index=True)),
                ("order_line_id", fields.UUIDField()),
                ("quantity", fields.IntField()),
                (
                    "status",
                    fields.CharEnumField(
                        default=ReservationStatus.ACTIVE,
                        description="ACTIVE: active\nCOMMITTED: committed\nCONSUMED: consumed\nRELEASED: released\nEXPIRED: expired",
                        enum_type=ReservationStatus,
                        max_length=16,
                    ),
                ),
                ("expires_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "stock_reservation",
                "app": "tradegraph",
                "unique_together": (("order_line_id", "level_id"),),
                "pk_attr": "id",
                "table_description": "Units of one level promised to one order line.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Ticket",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                ("number", fields.CharField(unique=True, max_length=32)),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "tradegraph.Customer",
                        source_field="customer_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="tickets",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "order",
                    fields.ForeignKeyField(
                        "tradegraph.Order",
                        source_field="order_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="tickets",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "fulfillment",
                    fields.ForeignKeyField(
                        "tradegraph.Fulfillment",
                        source_field="fulfillment_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="tickets",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "assignee",
                    fields.ForeignKeyField(
                        "tradegraph.StaffMember",
                        source_field="assignee_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="tickets",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("subject", fields.CharField(max_length=200)),
                (
                    "status",
                    fields.CharEnumField(
                        default=TicketStatus.NEW,
                        description="NEW: new\nOPEN: open\nPENDING_CUSTOMER: pending_customer\nRESOLVED: resolved\nCLOSED: closed",
                        enum_type=TicketStatus,
                        max_length=24,
                    ),
                ),
                (
                    "priority",
                    fields.CharEnumField(
                        default=TicketPriority.MEDIUM,
                        description="LOW: low\nMEDIUM: medium\nHIGH: high\nURGENT: urgent",
                        enum_type=TicketPriority,
                        max_length=16,
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "first_replied_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                (
                    "resolved_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "ticket",
                "app": "tradegraph",
                "indexes": [
                    Index(fields=["created_at", "id"]),
                    Index(fields=["status", "created_at", "id"]),
                    Index(fields=["customer_id", "created_at", "id"]),
                    Index(fields=["order_id"]),
                ],
                "pk_attr": "id",
                "table_description": "One problem of one customer, perhaps about an order or a parcel.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="TicketMessage",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "ticket",
                    fields.ForeignKeyField(
                        "tradegraph.Ticket",
                        source_field="ticket_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="messages",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "author_kind",
                    fields.CharEnumField(
                        description="ANONYMOUS: anonymous\nCUSTOMER: customer\nSTAFF: staff\nINTEGRATION: integration\nSYSTEM: system",
                        enum_type=ActorKind,
                        max_length=16,
                    ),
                ),
                ("author_id", fields.UUIDField(null=True)),
                ("author_name", fields.CharField(default="", max_length=120)),
                (
                    "visibility",
                    fields.CharEnumField(
                        default=MessageVisibility.PUBLIC,
                        description="PUBLIC: public\nINTERNAL: internal",
                        enum_type=MessageVisibility,
                        max_length=16,
                    ),
                ),
                ("body", fields.TextField(unique=False)),
                ("sent_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "ticket_message",
                "app": "tradegraph",
                "indexes": [Index(fields=["ticket_id", "sent_at", "id"])],
                "pk_attr": "id",
                "table_description": "One thing somebody said. Internal ones never leave the house.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="TrackingEvent",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "fulfillment",
                    fields.ForeignKeyField(
                        "tradegraph.Fulfillment",
                        source_field="fulfillment_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="tracking_events",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        description="UNKNOWN: unknown\nLABEL_CREATED: label_created\nINFO_RECEIVED: info_received\nPICKED_UP: picked_up\nIN_TRANSIT: in_transit\nOUT_FOR_DELIVERY: out_for_delivery\nDELIVERY_ATTEMPTED: delivery_attempted\nAVAILABLE_FOR_PICKUP: available_for_pickup\nEXCEPTION: exception\nRETURNING: returning\nRETURNED: returned\nDELIVERED: delivered",
                        enum_type=TrackingStatus,
                        max_length=24,
                    ),
                ),
                ("substatus", fields.CharField(null=True, max_length=64)),
                ("location", fields.CharField(default="", max_length=200)),
                ("description", fields.CharField(default="", max_length=500)),
                ("carrier_code", fields.CharField(default="", max_length=64)),
                ("source", fields.CharField(max_length=32)),
                ("occurred_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "tracking_event",
                "app": "tradegraph",
                "unique_together": (("fulfillment_id", "carrier_code", "occurred_at", "location"),),
                "pk_attr": "id",
                "table_description": "One piece of news from a carrier, mapped and raw. Late news moves nothing back.",
            },
            bases=["Model"],
        ),
    ]
