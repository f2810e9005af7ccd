"""Who is told, what is to be delivered to them, and what came of each attempt."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.shared.ids import new_id
from domain.webhooks.schedule import ATTEMPTS_MAX
from domain.webhooks.states import AttemptError, DeliveryState, WebhookStatus


class Webhook(Model):
    """An endpoint of another system. Facts up to the number `cursor_seq` have become deliveries.

    Secrets are sealed. The previous one signs too, until `previous_secret_until`. After some
    failures in a row nothing is sent until `open_until`, and one probe then; `openings` counts how
    often in a row that was in vain.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    url = fields.CharField(max_length=2000)
    description = fields.CharField(max_length=200, default="")
    event_types = fields.JSONField[list[str]](default=list)
    status = fields.CharEnumField(WebhookStatus, max_length=16, default=WebhookStatus.ACTIVE)
    secret_sealed = fields.TextField()
    previous_secret_sealed: str | None = fields.TextField(null=True)
    previous_secret_until: datetime | None = fields.DatetimeField(null=True)
    cursor_seq = fields.BigIntField(default=0)
    failures = fields.IntField(default=0)
    openings = fields.IntField(default=0)
    open_until: datetime | None = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "webhook"
        indexes = (("created_at", "id"),)


class WebhookDelivery(Model):
    """One fact on its way to one endpoint: the same id and the same bytes at each attempt.

    `seq` is the fact's number; a test has none. Whoever attempts it holds `lease_id` until
    `lease_until`. It is given up after `attempts_max` attempts; a replay grants new ones.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    webhook: fields.ForeignKeyRelation[Webhook] = fields.ForeignKeyField(
        "tradegraph.Webhook", related_name="deliveries", on_delete=fields.CASCADE
    )
    webhook_id: UUID
    seq: int | None = fields.BigIntField(null=True)
    event_type = fields.CharField(max_length=64)
    subject_type = fields.CharField(max_length=32)
    subject_id = fields.UUIDField()
    body = fields.TextField()
    state = fields.CharEnumField(DeliveryState, max_length=16, default=DeliveryState.PENDING)
    attempts = fields.IntField(default=0)
    attempts_max = fields.IntField(default=ATTEMPTS_MAX)
    next_attempt_at: datetime | None = fields.DatetimeField(null=True)
    lease_id: UUID | None = fields.UUIDField(null=True)
    lease_until: datetime | None = fields.DatetimeField(null=True)
    occurred_at = fields.DatetimeField()
    created_at = fields.DatetimeField()
    ended_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "webhook_delivery"
        unique_together = (("webhook_id", "seq"),)
        indexes = (("webhook_id", "created_at", "id"), ("webhook_id", "state", "created_at", "id"))


class WebhookAttempt(Model):
    """One attempt at a delivery. What was answered is kept without secrets, and only its beginning.

    `duration_ms` is the whole attempt, from finding the address on.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    delivery: fields.ForeignKeyRelation[WebhookDelivery] = fields.ForeignKeyField(
        "tradegraph.WebhookDelivery", related_name="tries", on_delete=fields.CASCADE
    )
    delivery_id: UUID
    number = fields.IntField()
    started_at = fields.DatetimeField()
    duration_ms = fields.IntField()
    status_code: int | None = fields.IntField(null=True)
    error: AttemptError | None = fields.CharEnumField(  # type: ignore[assignment]  # the stubs know no nullable enum
        AttemptError, max_length=32, null=True
    )
    response = fields.TextField(default="")

    class Meta:
        table = "webhook_attempt"
        indexes = (("delivery_id", "started_at", "id"),)
