"""What was noted of a product on its way. These are facts about the product."""

from dataclasses import dataclass
from typing import ClassVar

from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class StockEstimated(Event):
    """Units that somebody expects to need in the first weeks."""

    type: ClassVar[str] = "catalog.product_stock_estimated"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRODUCT
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaConfirmed(Event):
    """Pictures and the like that are taken, edited and right."""

    type: ClassVar[str] = "catalog.product_media_confirmed"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRODUCT
    items: int
