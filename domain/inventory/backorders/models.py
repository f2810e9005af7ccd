"""Policies, and units that somebody waits for."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.inventory.backorders.states import BackorderKind, BackorderStatus, SellingPolicy
from domain.shared.ids import new_id


class StockPolicy(Model):
    """How a variant is sold beyond its stock; one that has none is not.

    `waiting` units are sold by it and not there yet; at most `units_max` may be. A preorder is
    sold until `available_from`, and not sent before.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    variant: fields.OneToOneRelation["ProductVariant"] = fields.OneToOneField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.ProductVariant", related_name="stock_policy", on_delete=fields.CASCADE
    )
    variant_id: UUID
    policy = fields.CharEnumField(SellingPolicy, max_length=16, default=SellingPolicy.DENY)
    units_max = fields.IntField(default=0)
    available_from: datetime | None = fields.DatetimeField(null=True)
    waiting = fields.IntField(default=0)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "stock_policy"


class Backorder(Model):
    """So many units of an order line that somebody waits for, since `queued_at` (the order's time).

    The line says whose they are: where it goes when orders are merged, they go too. `waiting` of
    `quantity` units have not come.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    order_line_id: UUID = fields.UUIDField(db_index=True)
    variant: fields.ForeignKeyRelation["ProductVariant"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.ProductVariant", related_name="backorders", on_delete=fields.RESTRICT
    )
    variant_id: UUID
    kind = fields.CharEnumField(BackorderKind, max_length=16)
    status = fields.CharEnumField(BackorderStatus, max_length=16, default=BackorderStatus.WAITING)
    quantity = fields.IntField()
    waiting = fields.IntField()
    available_from: datetime | None = fields.DatetimeField(null=True)
    queued_at = fields.DatetimeField()
    created_at = fields.DatetimeField()
    closed_at: datetime | None = fields.DatetimeField(null=True)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "backorder"
        indexes = (("status", "queued_at", "id"),)


class BackorderPart(Model):
    """So many units of a variant in each unit waited for: of what is no bundle, itself once."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    backorder: fields.ForeignKeyRelation[Backorder] = fields.ForeignKeyField(
        "tradegraph.Backorder", related_name="parts", on_delete=fields.CASCADE
    )
    backorder_id: UUID
    variant: fields.ForeignKeyRelation["ProductVariant"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.ProductVariant", related_name="backorder_parts", on_delete=fields.RESTRICT
    )
    variant_id: UUID
    units_each = fields.IntField(default=1)

    class Meta:
        table = "backorder_part"
        unique_together = (("backorder_id", "variant_id"),)
        indexes = (("variant_id",),)
