"""What happened to classes and rates."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxClassEvent(Event):
    """Something about a class."""

    aggregate_type: ClassVar[AggregateType] = AggregateType.TAX_CLASS


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxClassCreated(TaxClassEvent):
    """There is a class."""

    type: ClassVar[str] = "taxes.tax_class_created"

    code: str
    is_default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxClassDefaultChanged(TaxClassEvent):
    """It became the class of goods that have no other, or no longer is."""

    type: ClassVar[str] = "taxes.tax_class_default_changed"

    is_default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxClassAssigned(TaxClassEvent):
    """So many products and variants came to be of it."""

    type: ClassVar[str] = "taxes.tax_class_assigned"

    products: int
    variants: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRateEvent(Event):
    """Something about a rate."""

    aggregate_type: ClassVar[AggregateType] = AggregateType.TAX_RATE


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRatePut(TaxRateEvent):
    """It is there, or is another. `rate_ppm` is in parts per million."""

    type: ClassVar[str] = "taxes.tax_rate_put"

    tax_class_id: UUID
    country: str
    region: str
    name: str
    rate_ppm: int
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRateRemoved(TaxRateEvent):
    """Nobody owes it any more. Orders that were placed with it keep what they have."""

    type: ClassVar[str] = "taxes.tax_rate_removed"

    tax_class_id: UUID
