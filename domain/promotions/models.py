"""Promotions as they are kept: their terms, their coupons, and which order used which."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.promotions.campaigns.models import Campaign
from domain.promotions.cart import Stacking
from domain.promotions.states import BatchStatus, CouponStatus, PromotionStatus, UseStatus
from domain.shared.ids import new_id


class PromotionRow(Model):
    """A promotion. `conditions` and `effects` are what `terms` has, written by `codec`.

    `uses` counts only where there is a limit: else all orders would wait for one row.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    campaign: fields.ForeignKeyNullableRelation[Campaign] = fields.ForeignKeyField(
        "tradegraph.Campaign", related_name="promotions", null=True, on_delete=fields.RESTRICT
    )
    campaign_id: UUID | None
    name = fields.CharField(max_length=120)
    status = fields.CharEnumField(PromotionStatus, max_length=16, default=PromotionStatus.DRAFT)
    priority = fields.IntField(default=0)
    stacking = fields.CharEnumField(Stacking, max_length=16, default=Stacking.STACKS)
    exclusion_group = fields.CharField(max_length=32, null=True)
    needs_coupon = fields.BooleanField(default=False)
    starts_at: datetime | None = fields.DatetimeField(null=True)
    ends_at: datetime | None = fields.DatetimeField(null=True)
    conditions = fields.JSONField[list[Any]](default=list)
    effects = fields.JSONField[list[Any]](default=list)
    margin_basis_points: int | None = fields.IntField(null=True)
    uses_max: int | None = fields.IntField(null=True)
    uses_per_customer_max: int | None = fields.IntField(null=True)
    uses = fields.IntField(default=0)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "promotion"
        indexes = (("status",), ("created_at", "id"), ("campaign_id", "created_at", "id"))


class PromotionRevision(Model):
    """One row: its value changes with everything that changes what is in force."""

    id = fields.SmallIntField(primary_key=True)
    revision = fields.UUIDField()

    class Meta:
        table = "promotion_revision"


class CouponBatch(Model):
    """Coupons made together: `size` of them in the end, `made` so far."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    promotion: fields.ForeignKeyRelation[PromotionRow] = fields.ForeignKeyField(
        "tradegraph.PromotionRow", related_name="batches", on_delete=fields.RESTRICT
    )
    promotion_id: UUID
    prefix = fields.CharField(max_length=16, default="")
    size = fields.IntField()
    made = fields.IntField(default=0)
    status = fields.CharEnumField(BatchStatus, max_length=16, default=BatchStatus.RUNNING)
    uses_max: int | None = fields.IntField(null=True)
    expires_at: datetime | None = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "coupon_batch"
        indexes = (("status",), ("promotion_id",))


class Coupon(Model):
    """A code that opens a promotion. `uses` are reserved or redeemed, `redeemed` of them are."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    promotion: fields.ForeignKeyRelation[PromotionRow] = fields.ForeignKeyField(
        "tradegraph.PromotionRow", related_name="coupons", on_delete=fields.RESTRICT
    )
    promotion_id: UUID
    batch: fields.ForeignKeyNullableRelation[CouponBatch] = fields.ForeignKeyField(
        "tradegraph.CouponBatch", related_name="coupons", null=True, on_delete=fields.RESTRICT
    )
    batch_id: UUID | None
    customer_id: UUID | None = fields.UUIDField(null=True)
    code = fields.CharField(max_length=40, unique=True)
    status = fields.CharEnumField(CouponStatus, max_length=16, default=CouponStatus.ACTIVE)
    uses_max: int | None = fields.IntField(null=True)
    uses = fields.IntField(default=0)
    redeemed = fields.IntField(default=0)
    expires_at: datetime | None = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "coupon"
        indexes = (("promotion_id", "created_at", "id"), ("created_at", "id"), ("batch_id",))


class PromotionCustomer(Model):
    """How often a customer used a promotion that has a limit for each."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    promotion_id = fields.UUIDField()
    customer_id = fields.UUIDField()
    uses = fields.IntField(default=0)

    class Meta:
        table = "promotion_customer"
        unique_together = (("promotion_id", "customer_id"),)


class PromotionUse(Model):
    """A promotion that an order was placed with, by the name and code of that moment.

    `lines` are what it took off each, as [place in the order, line id, minor units]; `gifts` are
    the ids of the lines that it added. Amounts are minor units.

    `placed_id` is the order that was placed with it, wherever its lines are now: an order can have
    one promotion twice once it was merged, and a part of a use once it was split off.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    order_id = fields.UUIDField()
    placed_id = fields.UUIDField()
    promotion: fields.ForeignKeyRelation[PromotionRow] = fields.ForeignKeyField(
        "tradegraph.PromotionRow", related_name="used", on_delete=fields.RESTRICT
    )
    promotion_id: UUID
    coupon: fields.ForeignKeyNullableRelation[Coupon] = fields.ForeignKeyField(
        "tradegraph.Coupon", related_name="used", null=True, on_delete=fields.RESTRICT
    )
    coupon_id: UUID | None
    customer_id: UUID | None = fields.UUIDField(null=True)
    status = fields.CharEnumField(UseStatus, max_length=16, default=UseStatus.RESERVED)
    position = fields.SmallIntField()  # the order in which they were applied
    name = fields.CharField(max_length=120)
    code = fields.CharField(max_length=40, null=True)
    currency = fields.CharField(max_length=3)
    discount_minor = fields.BigIntField()
    lines = fields.JSONField[list[Any]](default=list)
    gifts = fields.JSONField[list[Any]](default=list)
    is_counted = fields.BooleanField(default=False)  # against the promotion's own limit
    is_counted_for_customer = fields.BooleanField(default=False)
    campaign_id: UUID | None = fields.UUIDField(null=True)
    is_counted_in_campaign = fields.BooleanField(default=False)  # against its limits for all
    is_counted_for_campaign_customer = fields.BooleanField(default=False)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "promotion_use"
        indexes = (("order_id",), ("promotion_id", "status"), ("campaign_id",))
