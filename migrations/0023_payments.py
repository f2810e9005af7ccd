"""Payments through gateways: what is held, let go or taken back; what is asked and not yet answered;
and which messages were taken."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.finance.states import PaymentMethod, PaymentStatus, TransactionState, TransactionType
from domain.orders.states import OrderPaymentStatus
from domain.shared.ids import new_id


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0022_weak_points")]

    initial = False

    operations = [
        ops.CreateModel(
            name="GatewayMessage",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("provider", fields.CharField(max_length=32)),
                ("message_id", fields.CharField(max_length=255)),
                (
                    "type",
                    fields.CharEnumField(
                        null=True,
                        description="CAPTURE: capture\nREFUND: refund\nAUTHORIZATION: authorization\nVOID: void\nCHARGEBACK: chargeback\nCHARGEBACK_REVERSAL: chargeback_reversal",
                        enum_type=TransactionType,
                        max_length=24,
                    ),
                ),
                ("transaction_id", fields.UUIDField(null=True)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "gateway_message",
                "app": "tradegraph",
                "unique_together": (("provider", "message_id"),),
                "indexes": [Index(fields=["transaction_id"])],
                "pk_attr": "id",
                "table_description": "One message of a gateway that was signed and taken: what it was about, never what it said of",
            },
            bases=["Model"],
        ),
        ops.AlterField(
            model_name="Order",
            name="payment_status",
            field=fields.CharEnumField(
                default=OrderPaymentStatus.PENDING,
                description="PENDING: pending\nPARTIALLY_PAID: partially_paid\nPAID: paid\nOVERPAID: overpaid\nPARTIALLY_REFUNDED: partially_refunded\nREFUNDED: refunded\nAUTHORIZED: authorized\nVOIDED: voided\nFAILED: failed",
                enum_type=OrderPaymentStatus,
                max_length=24,
            ),
        ),
        ops.AddField(
            model_name="Order",
            name="authorized_minor",
            field=fields.BigIntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name="Order",
            name="is_payment_under_way",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AlterField(
            model_name="Payment",
            name="method",
            field=fields.CharEnumField(
                description="MANUAL: manual\nSIMULATED: simulated\nGATEWAY: gateway",
                enum_type=PaymentMethod,
                max_length=16,
            ),
        ),
        ops.AlterField(
            model_name="Payment",
            name="status",
            field=fields.CharEnumField(
                default=PaymentStatus.PENDING,
                description="PENDING: pending\nCAPTURED: captured\nPARTIALLY_REFUNDED: partially_refunded\nREFUNDED: refunded\nFAILED: failed\nACTION_REQUIRED: action_required\nAUTHORIZED: authorized\nPARTIALLY_CAPTURED: partially_captured\nVOIDED: voided\nCHARGED_BACK: charged_back",
                enum_type=PaymentStatus,
                max_length=24,
            ),
        ),
        ops.AddField(
            model_name="Payment",
            name="authorized_minor",
            field=fields.BigIntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name="Payment",
            name="charged_back_minor",
            field=fields.BigIntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name="Payment",
            name="open_minor",
            field=fields.BigIntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name="Payment",
            name="provider",
            field=fields.CharField(null=True, max_length=32),
        ),
        ops.AddField(
            model_name="Payment",
            name="voided_minor",
            field=fields.BigIntField(default=0, db_default=0),
        ),
        ops.AlterField(
            model_name="PaymentTransaction",
            name="state",
            field=fields.CharEnumField(
                description="SUCCEEDED: succeeded\nFAILED: failed\nPENDING: pending\nACTION_REQUIRED: action_required\nEXPIRED: expired",
                enum_type=TransactionState,
                max_length=16,
            ),
        ),
        ops.AlterField(
            model_name="PaymentTransaction",
            name="type",
            field=fields.CharEnumField(
                description="CAPTURE: capture\nREFUND: refund\nAUTHORIZATION: authorization\nVOID: void\nCHARGEBACK: chargeback\nCHARGEBACK_REVERSAL: chargeback_reversal",
                enum_type=TransactionType,
                max_length=24,
            ),
        ),
        ops.AddField(
            model_name="PaymentTransaction",
            name="action_url",
            field=fields.CharField(default="", db_default="", max_length=2000),
        ),
        ops.AddField(
            model_name="PaymentTransaction",
            name="expires_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="PaymentTransaction",
            name="failure_code",
            field=fields.CharField(null=True, max_length=64),
        ),
        ops.AddField(
            model_name="PaymentTransaction",
            name="heard_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="PaymentTransaction",
            name="instrument",
            field=fields.CharField(default="", db_default="", max_length=255),
        ),
        ops.AddField(
            model_name="PaymentTransaction",
            name="looks",
            field=fields.IntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name="PaymentTransaction",
            name="next_look_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="PaymentTransaction",
            name="return_url",
            field=fields.CharField(default="", db_default="", max_length=500),
        ),
        ops.AddField(
            model_name="PaymentTransaction",
            name="settled_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddIndex(
            model_name="PaymentTransaction",
            index=Index(fields=["next_look_at"]),
        ),
        ops.RunSQL(
            [
                # One payment holds money once, whoever asks for it how often.
                "CREATE UNIQUE INDEX payment_one_authorization ON payment_transaction (payment_id)"
                " WHERE type = 'authorization'"
                " AND state IN ('pending', 'action_required', 'succeeded')",
                "ALTER TABLE payment ADD CONSTRAINT payment_sums_are_not_below_zero"
                " CHECK (authorized_minor >= 0 AND voided_minor >= 0 AND open_minor >= 0"
                " AND charged_back_minor >= 0)",
            ]
        ),
    ]
