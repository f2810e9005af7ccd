"""What happened to collections."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionCreated(Event):
    type: ClassVar[str] = "catalog.collection_created"
    aggregate_type: ClassVar[AggregateType] = AggregateType.COLLECTION


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionUpdated(Event):
    """`changed` names the columns that changed."""

    type: ClassVar[str] = "catalog.collection_updated"
    aggregate_type: ClassVar[AggregateType] = AggregateType.COLLECTION
    changed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionProductsAdded(Event):
    type: ClassVar[str] = "catalog.collection_products_added"
    aggregate_type: ClassVar[AggregateType] = AggregateType.COLLECTION
    product_ids: list[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionProductsRemoved(Event):
    type: ClassVar[str] = "catalog.collection_products_removed"
    aggregate_type: ClassVar[AggregateType] = AggregateType.COLLECTION
    product_ids: list[UUID]
