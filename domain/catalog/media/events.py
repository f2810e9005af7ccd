"""What happened to the pictures, films and papers of a product."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.catalog.media.states import MediaFailure, MediaKind, MediaStatus
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaAdded(Event):
    """Its bytes are here; whether it can be shown, another fact says."""

    type: ClassVar[str] = "catalog.media_added"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRODUCT
    media_id: UUID
    kind: MediaKind
    status: MediaStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaReady(Event):
    type: ClassVar[str] = "catalog.media_ready"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRODUCT
    media_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFailed(Event):
    type: ClassVar[str] = "catalog.media_failed"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRODUCT
    media_id: UUID
    failure: MediaFailure


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaReordered(Event):
    type: ClassVar[str] = "catalog.media_reordered"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRODUCT
    media_ids: list[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaUpdated(Event):
    """`locales` are the languages in which something else is said of it now."""

    type: ClassVar[str] = "catalog.media_updated"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRODUCT
    media_id: UUID
    locales: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaRemoved(Event):
    type: ClassVar[str] = "catalog.media_removed"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRODUCT
    media_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantMediaSet(Event):
    type: ClassVar[str] = "catalog.variant_media_set"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRODUCT
    variant_id: UUID
    media_ids: list[UUID]
