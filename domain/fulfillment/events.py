"""Facts of warehouses and parcels. Each names its order, so that the order's page can follow."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self
from uuid import UUID

from domain.fulfillment.models import Fulfillment, FulfillmentOrder
from domain.fulfillment.states import (
    FulfillmentAction,
    FulfillmentOrderAction,
    FulfillmentOrderStatus,
    FulfillmentProgress,
    FulfillmentStatus,
    TrackingStatus,
)
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentOrderEvent(Event):
    """Something about the work of one warehouse for one order."""

    aggregate_type: ClassVar[AggregateType] = AggregateType.FULFILLMENT_ORDER
    order_id: UUID
    warehouse_id: UUID
    status: FulfillmentOrderStatus

    @classmethod
    def of(cls, work: FulfillmentOrder, **facts: Any) -> Self:
        """The fact that made this version of the row."""
        return cls(
            aggregate_id=work.id,
            version=work.version,
            order_id=work.order_id,
            warehouse_id=work.warehouse_id,
            status=work.status,
            **facts,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentOrderOpened(FulfillmentOrderEvent):
    """A warehouse was given work."""

    type: ClassVar[str] = "fulfillment.fulfillment_order_opened"
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentOrderMoved(FulfillmentOrderEvent):
    """The work moved from one state to another."""

    source: FulfillmentOrderStatus
    action: FulfillmentOrderAction


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentOrderHeld(FulfillmentOrderMoved):
    """The work waits."""

    type: ClassVar[str] = "fulfillment.fulfillment_order_held"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentOrderReleased(FulfillmentOrderMoved):
    """The work may go on."""

    type: ClassVar[str] = "fulfillment.fulfillment_order_released"


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentOrderPickingStarted(FulfillmentOrderMoved):
    """Somebody walks the shelves: for this work alone, or for all of a wave."""

    type: ClassVar[str] = "fulfillment.fulfillment_order_picking_started"
    wave_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentOrderScanned(FulfillmentOrderEvent):
    """So many units of an item were scanned for a step; `units_left` are still to come."""

    type: ClassVar[str] = "fulfillment.fulfillment_order_scanned"
    step: FulfillmentProgress
    code: str
    units: int
    units_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentOrderPicked(FulfillmentOrderEvent):
    """All of it is in the basket."""

    type: ClassVar[str] = "fulfillment.fulfillment_order_picked"
    progress: FulfillmentProgress


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentOrderPacked(FulfillmentOrderEvent):
    """All of it is in boxes."""

    type: ClassVar[str] = "fulfillment.fulfillment_order_packed"
    progress: FulfillmentProgress


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentOrderClosed(FulfillmentOrderMoved):
    """Every unit is in a parcel."""

    type: ClassVar[str] = "fulfillment.fulfillment_order_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentOrderCanceled(FulfillmentOrderMoved):
    """The work will not be done."""

    type: ClassVar[str] = "fulfillment.fulfillment_order_canceled"


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentOrderSplit(FulfillmentOrderMoved):
    """Some of the work became work of its own."""

    type: ClassVar[str] = "fulfillment.fulfillment_order_split"
    into_id: UUID
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentOrderDue(FulfillmentOrderMoved):
    """The day came from which it may be sent."""

    type: ClassVar[str] = "fulfillment.fulfillment_order_due"


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentOrderRelocated(FulfillmentOrderMoved):
    """Another warehouse does it from now on."""

    type: ClassVar[str] = "fulfillment.fulfillment_order_relocated"
    from_warehouse_id: UUID
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentOrderFellShort(FulfillmentOrderMoved):
    """Some of it was not on the shelf: sent from elsewhere, or waited for."""

    type: ClassVar[str] = "fulfillment.fulfillment_order_fell_short"
    units: int
    units_rerouted: int
    units_waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentOrderLessened(FulfillmentOrderEvent):
    """Some of the work is another order's from now on."""

    type: ClassVar[str] = "fulfillment.fulfillment_order_lessened"
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentOrderPickFailed(FulfillmentOrderEvent):
    """A robot did not manage to pick; nothing is missing, somebody picks it by hand."""

    type: ClassVar[str] = "fulfillment.fulfillment_order_pick_failed"
    sku: str | None
    reason: str
    device_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentEvent(Event):
    """Something about one parcel."""

    aggregate_type: ClassVar[AggregateType] = AggregateType.FULFILLMENT
    order_id: UUID
    status: FulfillmentStatus

    @classmethod
    def of(cls, parcel: Fulfillment, **facts: Any) -> Self:
        """The fact that made this version of the row."""
        return cls(
            aggregate_id=parcel.id,
            version=parcel.version,
            order_id=parcel.order_id,
            status=parcel.status,
            **facts,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentCreated(FulfillmentEvent):
    """A parcel was made up."""

    type: ClassVar[str] = "fulfillment.fulfillment_created"
    fulfillment_order_id: UUID
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentMoved(FulfillmentEvent):
    """A parcel moved from one state to another."""

    source: FulfillmentStatus
    action: FulfillmentAction


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentLabelPurchased(FulfillmentMoved):
    """A parcel has a carrier and a waybill number."""

    type: ClassVar[str] = "fulfillment.fulfillment_label_purchased"
    carrier_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentSorted(FulfillmentEvent):
    """A belt put a parcel on a lane."""

    type: ClassVar[str] = "fulfillment.fulfillment_sorted"
    lane: str
    device_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentShipped(FulfillmentMoved):
    """A parcel left the house, and its goods left the stock."""

    type: ClassVar[str] = "fulfillment.fulfillment_shipped"
    carrier_id: UUID
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentTrackingUpdated(FulfillmentEvent):
    """A carrier said something. `moved` tells whether that changed what stands."""

    type: ClassVar[str] = "fulfillment.fulfillment_tracking_updated"
    tracking_event_id: UUID
    news: TrackingStatus
    source: TrackingStatus
    tracking_status: TrackingStatus
    moved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentDelivered(FulfillmentMoved):
    """A parcel arrived."""

    type: ClassVar[str] = "fulfillment.fulfillment_delivered"
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentReturned(FulfillmentMoved):
    """A parcel came back to us."""

    type: ClassVar[str] = "fulfillment.fulfillment_returned"
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentCanceled(FulfillmentMoved):
    """A parcel was unpacked before it left; its waybill is void."""

    type: ClassVar[str] = "fulfillment.fulfillment_canceled"
    units: int
