"""Facts leave by one door: a row in the transaction of the change it tells of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import orjson

from domain.shared import sql
from domain.shared.context import Context
from domain.shared.models import EventRow

NOTIFY_CHANNEL = "tradegraph_events"
# `fact` (what `row_of` makes, and its `place` and `turn`) -> the log, inside one statement.
TELL = """
told AS (
    INSERT INTO event (aggregate_type, aggregate_id, version, type, payload, actor, request_id,
        cause_id, historic, occurred_at)
    SELECT aggregate_type, aggregate_id, version, type, payload, actor, request_id, cause_id,
        false, occurred_at
    FROM fact ORDER BY place, turn
)"""


class AggregateType(StrEnum):
    """The things that have a history of their own."""

    PRODUCT = "product"
    CATEGORY = "category"
    ATTRIBUTE = "attribute"
    PRODUCT_TYPE = "product_type"
    DIMENSION = "dimension"
    COLLECTION = "collection"
    PRODUCT_REVISION = "product_revision"
    LIFECYCLE_SUGGESTION = "lifecycle_suggestion"
    CATALOG_IMPORT = "catalog_import"
    INVENTORY_LEVEL = "inventory_level"
    STOCK_ALERT = "stock_alert"
    CUSTOMER = "customer"
    ORDER = "order"
    ORDER_DRAFT = "order_draft"
    PAYMENT = "payment"
    FULFILLMENT_ORDER = "fulfillment_order"
    FULFILLMENT = "fulfillment"
    TICKET = "ticket"
    STAFF_MEMBER = "staff_member"
    WEBHOOK = "webhook"
    SESSION = "session"
    CREDENTIAL = "credential"
    API_TOKEN = "api_token"
    ROLE = "role"
    CUSTOMER_GROUP = "customer_group"
    PRICE_LIST = "price_list"
    SCHEDULED_PRICE = "scheduled_price"
    PRICING_RULE = "pricing_rule"
    PRICE_PROPOSAL = "price_proposal"
    PRICE_ANOMALY = "price_anomaly"
    PROMOTION = "promotion"
    COUPON = "coupon"
    COUPON_BATCH = "coupon_batch"
    CAMPAIGN = "campaign"
    CAMPAIGN_TASK = "campaign_task"
    CAMPAIGN_FIGURES = "campaign_figures"
    RETENTION_RULE = "retention_rule"
    RETURN = "return"
    RETURN_REFUND = "return_refund"
    CLAIM = "claim"
    EXCHANGE = "exchange"
    ORDER_STEP = "order_step"
    AUTOMATION_RULE = "automation_rule"
    NOTIFICATION = "notification"
    NOTIFICATION_FEED = "notification_feed"
    NOTIFICATION_TEMPLATE = "notification_template"
    TAX_CLASS = "tax_class"
    TAX_RATE = "tax_rate"
    SHIPPING_ZONE = "shipping_zone"
    SHIPPING_METHOD = "shipping_method"
    JOB = "job"
    DEVICE = "device"
    DEVICE_INSTRUCTION = "device_instruction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact in the past tense. Subclasses add ids and plain values, never personal data.

    `type` is the wire name, e.g. `orders.order_canceled`; `version` is the aggregate's version
    that this very fact made.
    """

    type: ClassVar[str]
    aggregate_type: ClassVar[AggregateType]
    aggregate_id: UUID
    version: int

    def payload(self) -> dict[str, object]:
        """Everything but the identity, ready for JSON."""
        own = (field.name for field in fields(self))
        return {
            name: plain(getattr(self, name))
            for name in own
            if name not in {"aggregate_id", "version"}
        }


def plain(value: object) -> object:
    """A value as JSON can carry it."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def row_of(ctx: Context, event: Event) -> EventRow:
    """The fact as it is stored."""
    return EventRow(
        aggregate_type=event.aggregate_type,
        aggregate_id=event.aggregate_id,
        version=event.version,
        type=event.type,
        payload=event.payload(),
        actor=ctx.actor.key,
        request_id=ctx.request_id,
        cause_id=ctx.cause_id,
        occurred_at=ctx.now,
    )


async def append(ctx: Context, *events: Event) -> None:
    """Write facts in the caller's transaction: they exist exactly if the change does."""
    await append_all(ctx, events)


async def append_all(ctx: Context, events: Iterable[Event]) -> None:
    """The same, for many at once."""
    if rows := [row_of(ctx, event) for event in events]:
        await EventRow.bulk_create(rows)


MANY = """
INSERT INTO event (aggregate_type, aggregate_id, version, type, payload, actor, request_id,
    cause_id, historic, occurred_at)
SELECT aggregate_type, aggregate_id, version, type, payload::jsonb, $6, $7, $8, false, $9
FROM unnest($1::text[], $2::uuid[], $3::int[], $4::text[], $5::text[]) WITH ORDINALITY
    AS fact (aggregate_type, aggregate_id, version, type, payload, place)
ORDER BY place
"""


async def append_many(ctx: Context, events: Sequence[Event]) -> None:
    """The same in one statement, for as many as a batch of an import has."""
    if events:
        await sql.execute(
            MANY,
            [event.aggregate_type.value for event in events],
            [event.aggregate_id for event in events],
            [event.version for event in events],
            [event.type for event in events],
            [orjson.dumps(event.payload()).decode() for event in events],
            ctx.actor.key,
            ctx.request_id,
            ctx.cause_id,
            ctx.now,
        )
