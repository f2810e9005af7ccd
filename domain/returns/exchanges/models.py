"""An exchange: the return by which goods come back, the order by which others go out, and what
somebody wants instead.
"""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.returns.exchanges.states import ExchangeStatus
from domain.shared.ids import new_id


class Exchange(Model):
    """Goods of one order for others. `parent` is the return of what comes back; `replacement` the
    order of what goes out, once it is agreed to; `answer` what the customer was told when it came
    to nothing.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    number = fields.CharField(max_length=32, unique=True)
    version = fields.IntField(default=0)
    order: fields.ForeignKeyRelation["Order"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Order", related_name="exchanges", on_delete=fields.RESTRICT
    )
    order_id: UUID
    parent: fields.OneToOneRelation["Return"] = fields.OneToOneField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Return", related_name="exchange", on_delete=fields.RESTRICT
    )
    parent_id: UUID
    replacement: fields.OneToOneNullableRelation["Order"] = fields.OneToOneField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Order", related_name="exchanged_for", null=True, on_delete=fields.RESTRICT
    )
    replacement_id: UUID | None
    status = fields.CharEnumField(ExchangeStatus, max_length=16, default=ExchangeStatus.REQUESTED)
    answer = fields.TextField(default="")
    requested_by = fields.CharField(max_length=64)
    requested_at = fields.DatetimeField()
    approved_at: datetime | None = fields.DatetimeField(null=True)
    received_at: datetime | None = fields.DatetimeField(null=True)
    fulfilled_at: datetime | None = fields.DatetimeField(null=True)
    closed_at: datetime | None = fields.DatetimeField(null=True)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "order_exchange"
        indexes = (
            ("order_id", "requested_at", "id"),
            ("requested_at", "id"),
            ("status", "requested_at", "id"),
        )


class ExchangeLine(Model):
    """Units of a variant that somebody wants instead."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    exchange: fields.ForeignKeyRelation[Exchange] = fields.ForeignKeyField(
        "tradegraph.Exchange", related_name="lines", on_delete=fields.CASCADE
    )
    exchange_id: UUID
    position = fields.IntField()
    variant: fields.ForeignKeyRelation["ProductVariant"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.ProductVariant", related_name="exchange_lines", on_delete=fields.RESTRICT
    )
    variant_id: UUID
    quantity = fields.IntField()

    class Meta:
        table = "order_exchange_line"
        unique_together = (("exchange_id", "position"),)
        indexes = (("variant_id",),)
