"""Facts of notifications: ids and words of ours, never what was written or to where."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.notifications.kinds import NotificationKind
from domain.notifications.states import Medium, NotificationAction, NotificationStatus
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEvent(Event):
    """Something about one customer's feed, whose id is the customer's."""

    aggregate_type: ClassVar[AggregateType] = AggregateType.NOTIFICATION_FEED


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationShown(FeedEvent):
    """Something new is in the feed."""

    type: ClassVar[str] = "notifications.notification_shown"
    notification_id: UUID
    order_id: UUID
    kind: NotificationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationsRead(FeedEvent):
    """So many were read that had not been."""

    type: ClassVar[str] = "notifications.notifications_read"
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWebhookSet(FeedEvent):
    """The customer named an endpoint of their own, or none any more."""

    type: ClassVar[str] = "notifications.own_webhook_set"
    is_set: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationRetried(Event):
    """Somebody has one sent that was given up."""

    type: ClassVar[str] = "notifications.notification_retried"
    aggregate_type: ClassVar[AggregateType] = AggregateType.NOTIFICATION
    source: NotificationStatus
    status: NotificationStatus
    action: NotificationAction


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSaved(Event):
    """The words for a kind are others, or ours again (`is_in_use` is false)."""

    type: ClassVar[str] = "notifications.template_saved"
    aggregate_type: ClassVar[AggregateType] = AggregateType.NOTIFICATION_TEMPLATE
    kind: NotificationKind
    locale: str
    medium: Medium
    is_in_use: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceSet(Event):
    """A customer said whether to be told of a kind by a medium."""

    type: ClassVar[str] = "notifications.preference_set"
    aggregate_type: ClassVar[AggregateType] = AggregateType.CUSTOMER
    kind: NotificationKind
    medium: Medium
    is_wanted: bool
