"""What happened to attributes and types of products. Values of goods are facts of the product."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.catalog.attributes.kinds import AttributeKind
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeCreated(Event):
    type: ClassVar[str] = "catalog.attribute_created"
    aggregate_type: ClassVar[AggregateType] = AggregateType.ATTRIBUTE
    kind: AttributeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeUpdated(Event):
    """`changed` names the columns and lists that changed."""

    type: ClassVar[str] = "catalog.attribute_updated"
    aggregate_type: ClassVar[AggregateType] = AggregateType.ATTRIBUTE
    changed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeDeleted(Event):
    type: ClassVar[str] = "catalog.attribute_deleted"
    aggregate_type: ClassVar[AggregateType] = AggregateType.ATTRIBUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductTypeCreated(Event):
    type: ClassVar[str] = "catalog.product_type_created"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRODUCT_TYPE
    attribute_ids: list[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductTypeUpdated(Event):
    """`changed` names the columns and lists that changed."""

    type: ClassVar[str] = "catalog.product_type_updated"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRODUCT_TYPE
    changed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantsGenerated(Event):
    """The combinations of the options' choices that a product did not have yet."""

    type: ClassVar[str] = "catalog.variants_generated"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRODUCT
    variant_ids: list[UUID]
