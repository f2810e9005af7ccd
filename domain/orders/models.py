"""Promises to customers: orders and their lines, with counters that tell the truth."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.orders.editing.states import OrderEditStatus
from domain.orders.states import (
    CancelReason,
    HoldReason,
    OrderFulfillmentStatus,
    OrderPaymentStatus,
    OrderReturnStatus,
    OrderStatus,
)
from domain.shared.ids import new_id


class OrderGroup(Model):
    """Orders that were placed as one, and split later."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    created_at = fields.DatetimeField()

    class Meta:
        table = "order_group"


class Order(Model):
    """One promise. Money in minor units of `currency`; the address when placed, sealed.

    `captured_minor` is without what customers' banks took away again. `authorized_minor` is held
    at a customer's bank; while a payment is under way, a gateway has not said whether money comes.
    `return_credit_minor` is what is no longer owed for goods that came back, or were not right. The
    gift message is sealed too. `hold_note_id` is the note that says why it waits; `warned_at` is
    when it was told that an order which nobody pays expires soon.

    `tax_minor` is all tax, `shipping_tax_minor` what of it is for sending. `prices_include_tax`
    says whether the other amounts contain it; it is null where no tax was worked out. The total is
    the subtotal less the discount, plus shipping, plus tax where prices do not include it.
    `shipping_minor` is what is charged for sending, after promotions; `shipping_method_name` is
    what the way of sending was called then.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    number = fields.CharField(max_length=32, unique=True)
    version = fields.IntField(default=0)
    channel: fields.ForeignKeyRelation["SalesChannel"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.SalesChannel", related_name="orders", on_delete=fields.RESTRICT
    )
    channel_id: UUID
    external_id = fields.CharField(max_length=64, null=True)
    customer: fields.ForeignKeyNullableRelation["Customer"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Customer", related_name="orders", null=True, on_delete=fields.RESTRICT
    )
    customer_id: UUID | None
    status = fields.CharEnumField(OrderStatus, max_length=16, default=OrderStatus.PENDING)
    held_from: OrderStatus | None = fields.CharEnumField(  # type: ignore[assignment]  # the stubs know no nullable enum
        OrderStatus, max_length=16, null=True
    )
    hold_reason: HoldReason | None = fields.CharEnumField(  # type: ignore[assignment]  # the stubs know no nullable enum
        HoldReason, max_length=24, null=True
    )
    cancel_reason: CancelReason | None = fields.CharEnumField(  # type: ignore[assignment]  # the stubs know no nullable enum
        CancelReason, max_length=16, null=True
    )
    payment_status = fields.CharEnumField(
        OrderPaymentStatus, max_length=24, default=OrderPaymentStatus.PENDING
    )
    fulfillment_status = fields.CharEnumField(
        OrderFulfillmentStatus, max_length=24, default=OrderFulfillmentStatus.UNFULFILLED
    )
    return_status = fields.CharEnumField(
        OrderReturnStatus,
        max_length=24,
        default=OrderReturnStatus.NONE,
        db_default=OrderReturnStatus.NONE.value,
    )
    currency = fields.CharField(max_length=3)
    subtotal_minor = fields.BigIntField()
    discount_minor = fields.BigIntField(default=0)
    shipping_minor = fields.BigIntField(default=0)
    tax_minor = fields.BigIntField(default=0, db_default=0)
    shipping_tax_minor = fields.BigIntField(default=0, db_default=0)
    prices_include_tax = fields.BooleanField(null=True)
    total_minor = fields.BigIntField()
    captured_minor = fields.BigIntField(default=0)
    refunded_minor = fields.BigIntField(default=0)
    authorized_minor = fields.BigIntField(default=0, db_default=0)
    is_payment_under_way = fields.BooleanField(default=False, db_default=False)
    return_credit_minor = fields.BigIntField(default=0, db_default=0)
    shipping_address: str | None = fields.TextField(null=True)
    shipping_method: fields.ForeignKeyNullableRelation["ShippingMethod"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.ShippingMethod", related_name="orders", null=True, on_delete=fields.RESTRICT
    )
    shipping_method_id: UUID | None
    shipping_method_name = fields.CharField(max_length=120, default="", db_default="")
    note = fields.TextField(default="")
    gift_message: str | None = fields.TextField(null=True)
    assignee: fields.ForeignKeyNullableRelation["StaffMember"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.StaffMember", related_name="orders", null=True, on_delete=fields.RESTRICT
    )
    assignee_id: UUID | None
    hold_note_id: UUID | None = fields.UUIDField(null=True)
    placed_at = fields.DatetimeField()
    confirmed_at: datetime | None = fields.DatetimeField(null=True)
    canceled_at: datetime | None = fields.DatetimeField(null=True)
    completed_at: datetime | None = fields.DatetimeField(null=True)
    expires_at: datetime | None = fields.DatetimeField(null=True)
    warned_at: datetime | None = fields.DatetimeField(null=True)
    updated_at = fields.DatetimeField()
    group: fields.ForeignKeyNullableRelation[OrderGroup] = fields.ForeignKeyField(
        "tradegraph.OrderGroup", related_name="orders", null=True, on_delete=fields.RESTRICT
    )
    group_id: UUID | None
    merge: fields.ForeignKeyNullableRelation["OrderMerge"] = fields.ForeignKeyField(
        "tradegraph.OrderMerge", related_name="sources", null=True, on_delete=fields.RESTRICT
    )
    merge_id: UUID | None
    merged_into: fields.ForeignKeyNullableRelation["Order"] = fields.ForeignKeyField(
        "tradegraph.Order", related_name="merged_from", null=True, on_delete=fields.RESTRICT
    )
    merged_into_id: UUID | None

    class Meta:
        table = "sales_order"
        unique_together = (("channel_id", "external_id"),)
        indexes = (
            ("placed_at", "id"),
            ("customer_id", "placed_at", "id"),
            ("status", "placed_at", "id"),
        )

    @property
    def is_money_held(self) -> bool:
        """Whether a gateway holds money for it, or may tell us of some."""
        return self.authorized_minor > 0 or self.is_payment_under_way

    @property
    def balance_due_minor(self) -> int:
        """What is still to pay; below zero when too much was paid."""
        return balance_due_minor(
            self.status,
            self.total_minor - self.return_credit_minor,
            self.captured_minor,
            self.refunded_minor,
        )


def balance_due_minor(status: str, total: int, captured: int, refunded: int) -> int:
    """What is still to pay for an order, of amounts in minor units; `total` is without what is
    no longer owed for goods that came back.
    """
    owed = 0 if status in {OrderStatus.CANCELED, OrderStatus.EXPIRED} else total
    return owed - captured + refunded


class OrderLine(Model):
    """So many units of one variant, at the price of the moment, and how far they have come.

    `total_minor` is units times price less what was taken off; `tax_minor` is contained in that, or
    comes on top, as the order says. `return_requested` are units of open returns that have not come
    back yet, `returned` those that came back and stay with us, `claimed` those that something was
    wrong with.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "tradegraph.Order", related_name="lines", on_delete=fields.RESTRICT
    )
    order_id: UUID
    position = fields.IntField()
    variant: fields.ForeignKeyRelation["ProductVariant"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.ProductVariant", related_name="order_lines", on_delete=fields.RESTRICT
    )
    variant_id: UUID
    sku = fields.CharField(max_length=64)
    name = fields.CharField(max_length=330)
    quantity = fields.IntField()
    unit_price_minor = fields.BigIntField()
    discount_minor = fields.BigIntField(default=0)
    total_minor = fields.BigIntField()
    tax_minor = fields.BigIntField(default=0, db_default=0)
    allocated = fields.IntField(default=0)
    fulfilled = fields.IntField(default=0)
    shipped = fields.IntField(default=0)
    delivered = fields.IntField(default=0)
    canceled = fields.IntField(default=0)
    return_requested = fields.IntField(default=0, db_default=0)
    returned = fields.IntField(default=0, db_default=0)
    claimed = fields.IntField(default=0, db_default=0)

    class Meta:
        table = "order_line"
        unique_together = (("order_id", "position"),)
        indexes = (("variant_id", "order_id"),)


class OrderTaxLine(Model):
    """What one tax takes of one line, or where `order_line` is null, of sending the order. Name and
    rate as they were when it was worked out; `base_minor` is the net.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "tradegraph.Order", related_name="tax_lines", on_delete=fields.RESTRICT
    )
    order_id: UUID
    order_line: fields.ForeignKeyNullableRelation[OrderLine] = fields.ForeignKeyField(
        "tradegraph.OrderLine", related_name="tax_lines", null=True, on_delete=fields.RESTRICT
    )
    order_line_id: UUID | None
    name = fields.CharField(max_length=60)
    rate_ppm = fields.IntField()
    base_minor = fields.BigIntField()
    tax_minor = fields.BigIntField()

    class Meta:
        table = "order_tax_line"
        indexes = (("order_id", "name", "rate_ppm"), ("order_line_id",))


class OrderMerge(Model):
    """One act by which orders became one: the target goes on, with the lines of the sources.

    `journal` is what `domain.orders.journal` has: all that is needed to take them apart again.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    target: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "tradegraph.Order", related_name="merges", on_delete=fields.RESTRICT
    )
    target_id: UUID
    journal = fields.JSONField[dict[str, Any]]()
    merged_at = fields.DatetimeField()
    undone_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "order_merge"
        indexes = (("target_id",),)


class OrderEdit(Model):
    """What somebody wants to be otherwise about an order; done when it is committed.

    `base_version` is the order's version that it began from: committed after any other change, it
    is conflicted, and `conflicts` are the facts that came between. `draft` is what
    `domain.orders.editing.changes` has. The address stands here until the edit ends, sealed as the
    order's own.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "tradegraph.Order", related_name="edits", on_delete=fields.RESTRICT
    )
    order_id: UUID
    status = fields.CharEnumField(OrderEditStatus, max_length=16, default=OrderEditStatus.OPEN)
    base_version = fields.IntField()
    draft = fields.JSONField[dict[str, Any]](default=dict)
    shipping_address: str | None = fields.TextField(null=True)
    has_new_address = fields.BooleanField(default=False)
    conflicts = fields.JSONField[list[str]](default=list)
    actor = fields.CharField(max_length=64)
    created_at = fields.DatetimeField()
    closed_at: datetime | None = fields.DatetimeField(null=True)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "order_edit"
        indexes = (("order_id", "created_at", "id"),)
