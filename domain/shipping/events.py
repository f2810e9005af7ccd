"""What happened to zones and methods."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingZonePut(Event):
    """A zone is there, or has other places."""

    type: ClassVar[str] = "shipping.shipping_zone_put"
    aggregate_type: ClassVar[AggregateType] = AggregateType.SHIPPING_ZONE

    places: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingMethodPut(Event):
    """A method is there, or is another."""

    type: ClassVar[str] = "shipping.shipping_method_put"
    aggregate_type: ClassVar[AggregateType] = AggregateType.SHIPPING_METHOD

    channel_id: UUID
    zone_id: UUID
    currency: str
    is_active: bool
