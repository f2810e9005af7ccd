"""Money that moved: payments, the ledger of lines that each one is, and messages of gateways."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.finance.states import PaymentMethod, PaymentStatus, TransactionState, TransactionType
from domain.shared.ids import new_id


class Payment(Model):
    """Money towards one order, by one method. Its sums and status follow from its transactions.

    `provider` is the gateway it goes through, if it goes through one. `authorized_minor` and
    `voided_minor` are all that ever was; what is held now is `open_minor`.

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
    provider = fields.CharField(max_length=32, null=True)
    currency = fields.CharField(max_length=3)
    authorized_minor = fields.BigIntField(default=0, db_default=0)
    voided_minor = fields.BigIntField(default=0, db_default=0)
    captured_minor = fields.BigIntField(default=0)
    refunded_minor = fields.BigIntField(default=0)
    charged_back_minor = fields.BigIntField(default=0, db_default=0)
    open_minor = fields.BigIntField(default=0, db_default=0)
    status = fields.CharEnumField(PaymentStatus, max_length=24, default=PaymentStatus.PENDING)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "payment"
        indexes = (("order_id",),)


class PaymentTransaction(Model):
    """One line of a payment's ledger. Never updated once it succeeded, failed or expired.

    Its id is the key that the gateway is asked under, each time the same. Until the gateway has
    named it, `provider_reference` is that too. `instrument` and `return_url` are kept until it is
    settled, for whoever has to ask again; `expires_at` is how long the customer may take. While it
    is unsettled it is looked after at `next_look_at`; `heard_at` is the gateway's time of its
    newest word. `return_refund_id` is the refund of a return that waits for its end.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    payment: fields.ForeignKeyRelation[Payment] = fields.ForeignKeyField(
        "tradegraph.Payment", related_name="transactions", on_delete=fields.RESTRICT
    )
    payment_id: UUID
    type = fields.CharEnumField(TransactionType, max_length=24)
    state = fields.CharEnumField(TransactionState, max_length=16)
    amount_minor = fields.BigIntField()
    provider = fields.CharField(max_length=32)
    provider_reference = fields.CharField(max_length=120)
    actor = fields.CharField(max_length=64)
    occurred_at = fields.DatetimeField()
    instrument = fields.CharField(max_length=255, default="", db_default="")
    return_url = fields.CharField(max_length=500, default="", db_default="")
    action_url = fields.CharField(max_length=2000, default="", db_default="")
    failure_code = fields.CharField(max_length=64, null=True)
    expires_at: datetime | None = fields.DatetimeField(null=True)
    heard_at: datetime | None = fields.DatetimeField(null=True)
    settled_at: datetime | None = fields.DatetimeField(null=True)
    next_look_at: datetime | None = fields.DatetimeField(null=True)
    looks = fields.IntField(default=0, db_default=0)
    return_refund_id: UUID | None = fields.UUIDField(null=True)

    class Meta:
        table = "payment_transaction"
        unique_together = (("provider", "provider_reference", "type"),)
        indexes = (("payment_id",), ("next_look_at",), ("return_refund_id",))


class GatewayMessage(Model):
    """One message of a gateway that was signed and taken: what it was about, never what it said of
    anybody. Its id makes sure that it has its effect once.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    provider = fields.CharField(max_length=32)
    message_id = fields.CharField(max_length=255)
    type: TransactionType | None = fields.CharEnumField(  # type: ignore[assignment]  # the stubs know no nullable enum
        TransactionType, max_length=24, null=True
    )
    transaction_id: UUID | None = fields.UUIDField(null=True)
    received_at = fields.DatetimeField()

    class Meta:
        table = "gateway_message"
        unique_together = (("provider", "message_id"),)
        indexes = (("transaction_id",),)
