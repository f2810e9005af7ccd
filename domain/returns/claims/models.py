"""What is wrong with delivered goods: a claim, and its lines."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.returns.claims.states import ClaimReason, ClaimResolution, ClaimStatus
from domain.shared.ids import new_id


class Claim(Model):
    """A claim about goods of one order. Money in minor units of `currency`.

    `amount_minor` is what is no longer owed: decided with the resolution, credited when that is
    carried out. `replacement` is the order by which new goods are sent.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    number = fields.CharField(max_length=32, unique=True)
    version = fields.IntField(default=0)
    order: fields.ForeignKeyRelation["Order"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Order", related_name="claims", on_delete=fields.RESTRICT
    )
    order_id: UUID
    status = fields.CharEnumField(ClaimStatus, max_length=16, default=ClaimStatus.OPEN)
    reason = fields.CharEnumField(ClaimReason, max_length=24)
    note = fields.TextField(default="")
    answer = fields.TextField(default="")
    resolution: ClaimResolution | None = fields.CharEnumField(  # type: ignore[assignment]  # the stubs know no nullable enum
        ClaimResolution, max_length=24, null=True
    )
    currency = fields.CharField(max_length=3)
    amount_minor = fields.BigIntField(default=0)
    replacement: fields.ForeignKeyNullableRelation["Order"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Order", related_name="replaces", null=True, on_delete=fields.RESTRICT
    )
    replacement_id: UUID | None
    opened_by = fields.CharField(max_length=64)
    opened_at = fields.DatetimeField()
    decided_at: datetime | None = fields.DatetimeField(null=True)
    closed_at: datetime | None = fields.DatetimeField(null=True)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "order_claim"
        indexes = (
            ("order_id", "opened_at", "id"),
            ("opened_at", "id"),
            ("status", "opened_at", "id"),
        )


class ClaimLine(Model):
    """Units of one order line that something is wrong with.

    `credited` of them are no longer owed for, which is `credit_minor` in all; where they are kept
    for less, or replaced, none are.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    parent: fields.ForeignKeyRelation[Claim] = fields.ForeignKeyField(
        "tradegraph.Claim", related_name="lines", on_delete=fields.CASCADE
    )
    parent_id: UUID
    order_line: fields.ForeignKeyRelation["OrderLine"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.OrderLine", related_name="claim_lines", on_delete=fields.RESTRICT
    )
    order_line_id: UUID
    quantity = fields.IntField()
    credited = fields.IntField(default=0)
    credit_minor = fields.BigIntField(default=0)

    class Meta:
        table = "order_claim_line"
        unique_together = (("parent_id", "order_line_id"),)
        indexes = (("order_line_id",),)
