"""What orders tell. Every one of them raises the order's version by one."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.orders.states import (
    CancelReason,
    HoldReason,
    OrderAction,
    OrderFulfillmentStatus,
    OrderPaymentStatus,
    OrderReturnStatus,
    OrderStatus,
)
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEvent(Event):
    """Something about one order, and where it stands now."""

    aggregate_type: ClassVar[AggregateType] = AggregateType.ORDER

    status: OrderStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMoved(OrderEvent):
    """An arrow of the table was taken."""

    source: OrderStatus
    action: OrderAction


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(OrderEvent):
    """Somebody ordered; the units are held."""

    type: ClassVar[str] = "orders.order_placed"

    number: str
    channel_id: UUID
    customer_id: UUID | None
    currency: str
    total_minor: int
    lines: int
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderConfirmed(OrderMoved):
    """It will be fulfilled; the units are its own."""

    type: ClassVar[str] = "orders.order_confirmed"

    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderHeld(OrderMoved):
    """It waits for a person."""

    type: ClassVar[str] = "orders.order_held"

    reason: HoldReason
    note_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderHoldReleased(OrderMoved):
    """It goes on where it stopped."""

    type: ClassVar[str] = "orders.order_hold_released"

    reason: HoldReason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCanceled(OrderMoved):
    """It will not be fulfilled; the units are free again."""

    type: ClassVar[str] = "orders.order_canceled"

    reason: CancelReason
    units_released: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderExpired(OrderMoved):
    """Nobody paid in time; the units are free again."""

    type: ClassVar[str] = "orders.order_expired"

    units_released: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderExpiresSoon(OrderEvent):
    """Nobody has paid it, and in so many minutes it will be too late."""

    type: ClassVar[str] = "orders.order_expires_soon"

    minutes_left: int
    balance_due_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCompleted(OrderMoved):
    """Everything has arrived and is paid."""

    type: ClassVar[str] = "orders.order_completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRecorded(OrderEvent):
    """Money came or went back. The sums are those of the whole order; what came and went with this
    very fact is nothing where money of one order only became another's, and what came is below
    zero where a bank took it away.
    """

    type: ClassVar[str] = "orders.payment_recorded"

    payment_status: OrderPaymentStatus
    captured_minor: int
    refunded_minor: int
    balance_due_minor: int
    newly_captured_minor: int = 0
    newly_refunded_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAwaited(OrderEvent):
    """No money came or went, but what is hoped for did: a gateway was asked, holds it, waits for
    the customer, or let it go.
    """

    type: ClassVar[str] = "orders.payment_awaited"

    payment_status: OrderPaymentStatus
    authorized_minor: int
    is_under_way: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentProgressed(OrderEvent):
    """A parcel was packed, left or arrived: so many units of this order with it."""

    type: ClassVar[str] = "orders.shipment_progressed"

    fulfillment_id: UUID
    fulfillment_status: OrderFulfillmentStatus
    units_fulfilled: int
    units_shipped: int
    units_delivered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressNoted(OrderEvent):
    """News of something that belongs to the order: `what` happened to `ref_id`."""

    type: ClassVar[str] = "orders.progress_noted"

    what: str
    ref_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSplit(OrderMoved):
    """Some of its units became an order of their own. `total_minor` is what stayed."""

    type: ClassVar[str] = "orders.order_split"

    into_id: UUID
    units: int
    total_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSplitOff(OrderEvent):
    """It came to be out of units of another order."""

    type: ClassVar[str] = "orders.order_split_off"

    number: str
    from_id: UUID
    units: int
    total_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMerged(OrderMoved):
    """All that was in it went into another order. `total_minor` is what it came to."""

    type: ClassVar[str] = "orders.order_merged"

    into_id: UUID
    merge_id: UUID
    units: int
    total_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTookIn(OrderEvent):
    """All that was in other orders is in it. `shipping_saved_minor` is what shipping came down."""

    type: ClassVar[str] = "orders.order_took_in"

    from_ids: tuple[UUID, ...]
    merge_id: UUID
    units: int
    total_minor: int
    shipping_saved_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderUnmerged(OrderMoved):
    """What was in it before it was merged is in it again."""

    type: ClassVar[str] = "orders.order_unmerged"

    from_id: UUID
    merge_id: UUID
    total_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderGaveBack(OrderEvent):
    """What it took in by a merge went back to where it was."""

    type: ClassVar[str] = "orders.order_gave_back"

    to_ids: tuple[UUID, ...]
    merge_id: UUID
    total_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEdited(OrderEvent):
    """It was changed after it was placed. What is still to pay is below zero where too much was
    paid; `refund_minor` of that goes back.
    """

    type: ClassVar[str] = "orders.order_edited"

    edit_id: UUID
    lines_added: int
    lines_removed: int
    units_added: int
    units_removed: int
    total_before_minor: int
    total_minor: int
    balance_due_minor: int
    refund_minor: int
    is_shipping_changed: bool
    is_address_changed: bool
    discount_added_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnProgressed(OrderEvent):
    """News of a return: `what` happened to it, and what that changed here.

    The units and the credit are changes, below zero where something was taken back.
    """

    type: ClassVar[str] = "orders.return_progressed"

    return_id: UUID
    what: str
    return_status: OrderReturnStatus
    units_requested: int
    units_returned: int
    credit_minor: int
    balance_due_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimProgressed(OrderEvent):
    """News of a claim: `what` happened to it, and what that changed here, below zero where
    something was taken back.
    """

    type: ClassVar[str] = "orders.claim_progressed"

    claim_id: UUID
    what: str
    units_claimed: int
    credit_minor: int
    balance_due_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsAwaited(OrderEvent):
    """Some of its units are not there, and it waits for them."""

    type: ClassVar[str] = "orders.units_awaited"

    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsArrived(OrderEvent):
    """Units that it waited for are its own now. `units_waiting` still are not there."""

    type: ClassVar[str] = "orders.units_arrived"

    units: int
    units_waiting: int
