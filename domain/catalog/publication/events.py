"""What happened to a product in one channel. These are facts about the product."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.catalog.states import ChannelPublicationAction, ChannelPublicationStatus
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPublicationChanged(Event):
    """The instants are written as RFC 3339 has them, null where none is set."""

    type: ClassVar[str] = "catalog.channel_publication_changed"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRODUCT

    channel_id: UUID
    source: ChannelPublicationStatus
    status: ChannelPublicationStatus
    action: ChannelPublicationAction
    publish_at: str | None
    unpublish_at: str | None
