"""Orders that are not placed yet, and what is in them."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.models import Model

from domain.orders.drafts.states import DraftStatus
from domain.orders.models import Order
from domain.shared.ids import new_id


class DraftOrder(Model):
    """An order to be. Money in minor units of `currency`; address and gift message are sealed.

    `quote_round` is how often its price was settled or withdrawn: a link is good for one round.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    number = fields.CharField(max_length=32, unique=True)
    version = fields.IntField(default=0)
    status = fields.CharEnumField(DraftStatus, max_length=16, default=DraftStatus.DRAFT)
    channel: fields.ForeignKeyRelation["SalesChannel"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.SalesChannel", related_name="drafts", on_delete=fields.RESTRICT
    )
    channel_id: UUID
    customer: fields.ForeignKeyNullableRelation["Customer"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Customer", related_name="drafts", null=True, on_delete=fields.RESTRICT
    )
    customer_id: UUID | None
    currency = fields.CharField(max_length=3)
    coupon_codes: list[str] = ArrayField(element_type="text", default=list)
    shipping_address: str | None = fields.TextField(null=True)
    note = fields.TextField(default="")
    gift_message: str | None = fields.TextField(null=True)
    creator_id: UUID | None = fields.UUIDField(null=True)
    quote_round = fields.IntField(default=0)
    quoted_minor: int | None = fields.BigIntField(null=True)
    valid_until: datetime | None = fields.DatetimeField(null=True)
    order: fields.ForeignKeyNullableRelation[Order] = fields.ForeignKeyField(
        "tradegraph.Order", related_name="drafts", null=True, on_delete=fields.RESTRICT
    )
    order_id: UUID | None
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "order_draft"
        indexes = (
            ("created_at", "id"),
            ("status", "created_at", "id"),
            ("customer_id", "created_at", "id"),
        )


class DraftOrderLine(Model):
    """So many units of a variant. `unit_price_minor` is a colleague's own price, with the reason;
    `quoted_price_minor` is what was offered for a unit when the quote was sent.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    draft: fields.ForeignKeyRelation[DraftOrder] = fields.ForeignKeyField(
        "tradegraph.DraftOrder", related_name="lines", on_delete=fields.CASCADE
    )
    draft_id: UUID
    position = fields.IntField()
    variant: fields.ForeignKeyRelation["ProductVariant"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.ProductVariant", related_name="draft_lines", on_delete=fields.RESTRICT
    )
    variant_id: UUID
    sku = fields.CharField(max_length=64)
    name = fields.CharField(max_length=330)
    quantity = fields.IntField()
    unit_price_minor: int | None = fields.BigIntField(null=True)
    price_reason = fields.CharField(max_length=200, default="")
    quoted_price_minor: int | None = fields.BigIntField(null=True)

    class Meta:
        table = "order_draft_line"
        unique_together = (("draft_id", "position"),)
        indexes = (("variant_id",),)
