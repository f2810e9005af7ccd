"""What happened to endpoints. Never their addresses or secrets."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from domain.shared.outbox import AggregateType, Event
from domain.webhooks.states import WebhookAction, WebhookStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookCreated(Event):
    type: ClassVar[str] = "webhooks.webhook_created"
    aggregate_type: ClassVar[AggregateType] = AggregateType.WEBHOOK
    status: WebhookStatus
    event_types: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookUpdated(Event):
    type: ClassVar[str] = "webhooks.webhook_updated"
    aggregate_type: ClassVar[AggregateType] = AggregateType.WEBHOOK
    event_types: list[str]
    is_address_changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookMoved(Event):
    """It was paused or resumed, or its receiver said that it is gone."""

    type: ClassVar[str] = "webhooks.webhook_moved"
    aggregate_type: ClassVar[AggregateType] = AggregateType.WEBHOOK
    source: WebhookStatus
    status: WebhookStatus
    action: WebhookAction


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretRotated(Event):
    type: ClassVar[str] = "webhooks.secret_rotated"
    aggregate_type: ClassVar[AggregateType] = AggregateType.WEBHOOK
    previous_until: str

    @staticmethod
    def until(at: datetime) -> str:
        """An instant as a fact keeps it."""
        return at.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDeleted(Event):
    type: ClassVar[str] = "webhooks.webhook_deleted"
    aggregate_type: ClassVar[AggregateType] = AggregateType.WEBHOOK
