"""Rows as they lie in the tables: one class per table, its fields are the columns written.

Every column is here, so that nothing is left to a default that the database does not have. The
order of `TABLES` is the order of writing: what is referred to comes first.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.catalog.states import LifecycleStage


class CategoryRow(NamedTuple):
    id: UUID
    version: int
    parent_id: UUID | None
    name: str
    slug: str
    path: str
    depth: int
    position: int
    created_at: datetime
    updated_at: datetime


class CategoryTranslationRow(NamedTuple):
    id: UUID
    category_id: UUID
    locale: str
    name: str


class BrandRow(NamedTuple):
    id: UUID
    name: str
    slug: str
    is_private_label: bool


class TagRow(NamedTuple):
    id: UUID
    name: str


class ProductRow(NamedTuple):
    """`search` is the text of a tsvector; the loader casts it."""

    id: UUID
    version: int
    slug: str
    name: str
    description: str
    status: str
    category_id: UUID | None
    brand_id: UUID | None
    external_system: str
    external_id: str
    search: str
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    lifecycle_stage: str = LifecycleStage.MATURITY.value  # it was sold elsewhere already


class ProductTagRow(NamedTuple):
    id: UUID
    product_id: UUID
    tag_id: UUID


class ProductTranslationRow(NamedTuple):
    id: UUID
    product_id: UUID
    locale: str
    name: str
    description: str


class VariantRow(NamedTuple):
    id: UUID
    product_id: UUID
    sku: str
    name: str
    pack_units: int
    position: int
    created_at: datetime


class PriceRow(NamedTuple):
    id: UUID
    variant_id: UUID
    currency: str
    amount_minor: int
    updated_at: datetime


class CustomerRow(NamedTuple):
    """`traits` is JSON. What is personal is sealed, and its indexes are blind."""

    id: UUID
    version: int
    number: str
    name: str
    name_index: list[str]
    email: str
    email_index: str
    phone: str
    phone_index: str
    locale: str
    traits: str
    external_system: str
    external_id: str
    created_at: datetime
    updated_at: datetime


class CustomerGroupRow(NamedTuple):
    id: UUID
    version: int
    kind: str
    code: str
    name: str
    created_at: datetime
    updated_at: datetime


class CustomerGroupMemberRow(NamedTuple):
    id: UUID
    group_id: UUID
    customer_id: UUID
    added_at: datetime


class PromotionRow(NamedTuple):
    """`conditions` and `effects` are JSON, as `domain.promotions.codec` writes them."""

    id: UUID
    version: int
    name: str
    status: str
    priority: int
    stacking: str
    exclusion_group: str | None
    needs_coupon: bool
    starts_at: datetime
    ends_at: datetime
    conditions: str
    effects: str
    margin_basis_points: int | None
    uses_max: int | None
    uses_per_customer_max: int
    uses: int
    created_at: datetime
    updated_at: datetime


class CouponRow(NamedTuple):
    id: UUID
    version: int
    promotion_id: UUID
    batch_id: UUID | None
    customer_id: UUID | None
    code: str
    status: str
    uses_max: int | None
    uses: int
    redeemed: int
    expires_at: datetime
    created_at: datetime
    updated_at: datetime


class PromotionCustomerRow(NamedTuple):
    id: UUID
    promotion_id: UUID
    customer_id: UUID
    uses: int


class AddressRow(NamedTuple):
    """All but the country is sealed."""

    id: UUID
    customer_id: UUID
    recipient: str
    phone: str
    line1: str
    line2: str
    city: str
    region: str
    postal_code: str
    country: str
    is_default: bool
    created_at: datetime


class LevelRow(NamedTuple):
    id: UUID
    version: int
    variant_id: UUID
    warehouse_id: UUID
    on_hand: int
    committed: int
    reserved: int
    incoming: int
    updated_at: datetime


class MovementRow(NamedTuple):
    id: UUID
    level_id: UUID
    kind: str
    on_hand_delta: int
    committed_delta: int
    reserved_delta: int
    incoming_delta: int
    order_id: UUID | None
    fulfillment_id: UUID | None
    reason: str | None
    actor: str
    level_version: int
    occurred_at: datetime


class AlertRuleRow(NamedTuple):
    id: UUID
    variant_id: UUID
    warehouse_id: UUID
    low: int
    high: int
    hysteresis: int
    is_active: bool
    created_at: datetime
    updated_at: datetime


class AlertRow(NamedTuple):
    id: UUID
    version: int
    rule_id: UUID
    level_id: UUID
    kind: str
    status: str
    threshold: int
    quantity: int
    opened_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    resolved_at: datetime | None
    updated_at: datetime


class OrderRow(NamedTuple):
    """`shipping_address` is sealed."""

    id: UUID
    number: str
    version: int
    channel_id: UUID
    external_id: str
    customer_id: UUID
    status: str
    held_from: str | None
    hold_reason: str | None
    cancel_reason: str | None
    payment_status: str
    fulfillment_status: str
    currency: str
    subtotal_minor: int
    discount_minor: int
    shipping_minor: int
    total_minor: int
    captured_minor: int
    refunded_minor: int
    shipping_address: str
    note: str
    placed_at: datetime
    confirmed_at: datetime
    canceled_at: datetime | None
    completed_at: datetime
    expires_at: datetime | None
    updated_at: datetime


class OrderLineRow(NamedTuple):
    id: UUID
    order_id: UUID
    position: int
    variant_id: UUID
    sku: str
    name: str
    quantity: int
    unit_price_minor: int
    discount_minor: int
    total_minor: int
    allocated: int
    fulfilled: int
    shipped: int
    delivered: int
    canceled: int


class PaymentRow(NamedTuple):
    id: UUID
    version: int
    order_id: UUID
    method: str
    currency: str
    captured_minor: int
    refunded_minor: int
    status: str
    created_at: datetime
    updated_at: datetime


class PaymentTransactionRow(NamedTuple):
    id: UUID
    payment_id: UUID
    type: str
    state: str
    amount_minor: int
    provider: str
    provider_reference: str
    actor: str
    occurred_at: datetime


class FulfillmentOrderRow(NamedTuple):
    id: UUID
    version: int
    order_id: UUID
    warehouse_id: UUID
    status: str
    held_from: str | None
    progress: str | None
    created_at: datetime
    picking_started_at: datetime
    picked_at: datetime
    packed_at: datetime
    closed_at: datetime
    updated_at: datetime


class FulfillmentOrderLineRow(NamedTuple):
    id: UUID
    fulfillment_order_id: UUID
    order_line_id: UUID
    quantity: int


class FulfillmentRow(NamedTuple):
    id: UUID
    version: int
    fulfillment_order_id: UUID
    order_id: UUID
    status: str
    tracking_status: str
    tracking_substatus: str | None
    tracking_at: datetime
    carrier_id: UUID
    waybill_number: str
    created_at: datetime
    shipped_at: datetime
    delivered_at: datetime
    updated_at: datetime


class FulfillmentLineRow(NamedTuple):
    id: UUID
    fulfillment_id: UUID
    order_line_id: UUID
    quantity: int


class TrackingEventRow(NamedTuple):
    id: UUID
    fulfillment_id: UUID
    status: str
    substatus: str | None
    location: str
    description: str
    carrier_code: str
    source: str
    occurred_at: datetime
    received_at: datetime


Row = (
    CategoryRow
    | CategoryTranslationRow
    | BrandRow
    | TagRow
    | ProductRow
    | ProductTagRow
    | ProductTranslationRow
    | VariantRow
    | PriceRow
    | CustomerRow
    | AddressRow
    | CustomerGroupRow
    | CustomerGroupMemberRow
    | PromotionRow
    | CouponRow
    | PromotionCustomerRow
    | LevelRow
    | MovementRow
    | AlertRuleRow
    | AlertRow
    | OrderRow
    | OrderLineRow
    | PaymentRow
    | PaymentTransactionRow
    | FulfillmentOrderRow
    | FulfillmentOrderLineRow
    | FulfillmentRow
    | FulfillmentLineRow
    | TrackingEventRow
)

TABLES: dict[type[Row], str] = {
    CategoryRow: "category",
    CategoryTranslationRow: "category_translation",
    BrandRow: "brand",
    TagRow: "tag",
    ProductRow: "product",
    ProductTranslationRow: "product_translation",
    ProductTagRow: "product_tag",
    VariantRow: "product_variant",
    PriceRow: "variant_price",
    LevelRow: "inventory_level",
    MovementRow: "stock_movement",
    AlertRuleRow: "stock_alert_rule",
    AlertRow: "stock_alert",
    CustomerRow: "customer",
    AddressRow: "address",
    CustomerGroupRow: "customer_group",
    CustomerGroupMemberRow: "customer_group_member",
    PromotionRow: "promotion",
    CouponRow: "coupon",
    PromotionCustomerRow: "promotion_customer",
    OrderRow: "sales_order",
    OrderLineRow: "order_line",
    PaymentRow: "payment",
    PaymentTransactionRow: "payment_transaction",
    FulfillmentOrderRow: "fulfillment_order",
    FulfillmentOrderLineRow: "fulfillment_order_line",
    FulfillmentRow: "fulfillment",
    FulfillmentLineRow: "fulfillment_line",
    TrackingEventRow: "tracking_event",
}
