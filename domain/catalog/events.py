"""What happened to goods and shelves."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.catalog.states import PublicationAction, PublicationStatus
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCreated(Event):
    type: ClassVar[str] = "catalog.product_created"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRODUCT
    status: PublicationStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductUpdated(Event):
    """`changed` names the columns and lists that changed."""

    type: ClassVar[str] = "catalog.product_updated"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRODUCT
    changed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductTranslated(Event):
    type: ClassVar[str] = "catalog.product_translated"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRODUCT
    locale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPublished(Event):
    type: ClassVar[str] = "catalog.product_published"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRODUCT
    source: PublicationStatus
    status: PublicationStatus
    action: PublicationAction


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductUnpublished(Event):
    type: ClassVar[str] = "catalog.product_unpublished"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRODUCT
    source: PublicationStatus
    status: PublicationStatus
    action: PublicationAction


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantAdded(Event):
    type: ClassVar[str] = "catalog.variant_added"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRODUCT
    variant_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSet(Event):
    type: ClassVar[str] = "catalog.price_set"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRODUCT
    variant_id: UUID
    currency: str
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryCreated(Event):
    type: ClassVar[str] = "catalog.category_created"
    aggregate_type: ClassVar[AggregateType] = AggregateType.CATEGORY
    parent_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryTranslated(Event):
    type: ClassVar[str] = "catalog.category_translated"
    aggregate_type: ClassVar[AggregateType] = AggregateType.CATEGORY
    locale: str
