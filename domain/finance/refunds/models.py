"""Money that goes back, for a return or above a limit: how much, and how far it has come."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.finance.refunds.states import ReturnRefundKind, ReturnRefundStatus
from domain.shared.ids import new_id


class ReturnRefund(Model):
    """So much for one return, in minor units of `currency`; or for none, where somebody must agree.

    `requested_by` is whose decision made it due: that person does not approve it. `payment_id` is
    the one payment that it is of, where it was asked for of one.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    parent: fields.ForeignKeyNullableRelation["Return"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Return", related_name="refunds", null=True, on_delete=fields.RESTRICT
    )
    parent_id: UUID | None
    order: fields.ForeignKeyRelation["Order"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Order", related_name="return_refunds", on_delete=fields.RESTRICT
    )
    order_id: UUID
    payment: fields.ForeignKeyNullableRelation["Payment"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Payment", related_name="refunds_asked", null=True, on_delete=fields.RESTRICT
    )
    payment_id: UUID | None
    kind = fields.CharEnumField(ReturnRefundKind, max_length=24)
    status = fields.CharEnumField(
        ReturnRefundStatus, max_length=16, default=ReturnRefundStatus.PENDING
    )
    currency = fields.CharField(max_length=3)
    amount_minor = fields.BigIntField()
    needs_approval = fields.BooleanField(default=False)
    requested_by = fields.CharField(max_length=64)
    approved_by = fields.CharField(max_length=64, null=True)
    created_at = fields.DatetimeField()
    approved_at: datetime | None = fields.DatetimeField(null=True)
    settled_at: datetime | None = fields.DatetimeField(null=True)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "return_refund"
        indexes = (
            ("parent_id", "created_at", "id"),
            ("order_id",),
            ("created_at", "id"),
            ("status", "created_at", "id"),
        )
