"""What happened to dimensions. Which values goods have are facts of the product."""

from dataclasses import dataclass
from typing import ClassVar

from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionCreated(Event):
    type: ClassVar[str] = "catalog.dimension_created"
    aggregate_type: ClassVar[AggregateType] = AggregateType.DIMENSION


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionUpdated(Event):
    """`changed` names the columns and lists that changed."""

    type: ClassVar[str] = "catalog.dimension_updated"
    aggregate_type: ClassVar[AggregateType] = AggregateType.DIMENSION
    changed: list[str]
