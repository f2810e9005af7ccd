"""Goods that come back: a return, and its lines with what was announced, counted and decided."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.returns.states import ReturnReason, ReturnStatus
from domain.shared.ids import new_id


class Return(Model):
    """Goods of one order on their way back. Money in minor units of `currency`.

    `warehouse` is where they are counted, known with the first of them. `shipping_credit_minor` is
    what is no longer owed for sending the order.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    number = fields.CharField(max_length=32, unique=True)
    version = fields.IntField(default=0)
    order: fields.ForeignKeyRelation["Order"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Order", related_name="returns", on_delete=fields.RESTRICT
    )
    order_id: UUID
    status = fields.CharEnumField(ReturnStatus, max_length=24, default=ReturnStatus.REQUESTED)
    reason = fields.CharEnumField(ReturnReason, max_length=24)
    note = fields.TextField(default="")
    answer = fields.TextField(default="")
    currency = fields.CharField(max_length=3)
    shipping_credit_minor = fields.BigIntField(default=0)
    requested_by = fields.CharField(max_length=64)
    inspected_by = fields.CharField(max_length=64, null=True)
    warehouse: fields.ForeignKeyNullableRelation["Warehouse"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Warehouse", related_name="returns", null=True, on_delete=fields.RESTRICT
    )
    warehouse_id: UUID | None
    carrier: fields.ForeignKeyNullableRelation["Carrier"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Carrier", related_name="returns", null=True, on_delete=fields.RESTRICT
    )
    carrier_id: UUID | None
    waybill_number = fields.CharField(max_length=64, null=True)
    requested_at = fields.DatetimeField()
    approved_at: datetime | None = fields.DatetimeField(null=True)
    sent_at: datetime | None = fields.DatetimeField(null=True)
    received_at: datetime | None = fields.DatetimeField(null=True)
    inspected_at: datetime | None = fields.DatetimeField(null=True)
    closed_at: datetime | None = fields.DatetimeField(null=True)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "order_return"
        unique_together = (("carrier_id", "waybill_number"),)
        indexes = (
            ("order_id", "requested_at", "id"),
            ("requested_at", "id"),
            ("status", "requested_at", "id"),
        )


class ReturnLine(Model):
    """Units of one order line: `quantity` announced, `received` counted, and what became of them.

    `credited` of them are no longer owed for, which is `credit_minor` in all.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    parent: fields.ForeignKeyRelation[Return] = fields.ForeignKeyField(
        "tradegraph.Return", related_name="lines", on_delete=fields.CASCADE
    )
    parent_id: UUID
    order_line: fields.ForeignKeyRelation["OrderLine"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.OrderLine", related_name="return_lines", on_delete=fields.RESTRICT
    )
    order_line_id: UUID
    quantity = fields.IntField()
    received = fields.IntField(default=0)
    restocked = fields.IntField(default=0)
    quarantined = fields.IntField(default=0)
    to_repair = fields.IntField(default=0)
    scrapped = fields.IntField(default=0)
    sent_back = fields.IntField(default=0)
    credited = fields.IntField(default=0)
    credit_minor = fields.BigIntField(default=0)

    class Meta:
        table = "order_return_line"
        unique_together = (("parent_id", "order_line_id"),)
        indexes = (("order_line_id",),)
