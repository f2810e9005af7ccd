"""Money that moved: payments, and the ledger of transactions that each one is."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.finance.states import PaymentMethod, PaymentStatus, TransactionState, TransactionType
from domain.shared.ids import new_id


class Payment(Model):
    """Money towards one order, by one method. Its sums and status follow from its transactions.

    `captured_minor` is what was captured, with what came from other orders and without what went to
    them. `came_from` is the payment that such money came by.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    order: fields.ForeignKeyRelation["Order"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Order", related_name="payments", on_delete=fields.RESTRICT
    )
    order_id: UUID
    came_from: fields.ForeignKeyNullableRelation["Payment"] = fields.ForeignKeyField(
        "tradegraph.Payment", related_name="went_to", null=True, on_delete=fields.RESTRICT
    )
    came_from_id: UUID | None
    method = fields.CharEnumField(PaymentMethod, max_length=16)
    currency = fields.CharField(max_length=3)
    captured_minor = fields.BigIntField(default=0)
    refunded_minor = fields.BigIntField(default=0)
    status = fields.CharEnumField(PaymentStatus, max_length=24, default=PaymentStatus.PENDING)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "payment"
        indexes = (("order_id",),)


class PaymentTransaction(Model):
    """One line of a payment's ledger. Never updated once it succeeded or failed."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    payment: fields.ForeignKeyRelation[Payment] = fields.ForeignKeyField(
        "tradegraph.Payment", related_name="transactions", on_delete=fields.RESTRICT
    )
    payment_id: UUID
    type = fields.CharEnumField(TransactionType, max_length=16)
    state = fields.CharEnumField(TransactionState, max_length=16)
    amount_minor = fields.BigIntField()
    provider = fields.CharField(max_length=32)
    provider_reference = fields.CharField(max_length=120)
    actor = fields.CharField(max_length=64)
    occurred_at = fields.DatetimeField()

    class Meta:
        table = "payment_transaction"
        unique_together = (("provider", "provider_reference", "type"),)
        indexes = (("payment_id",),)
