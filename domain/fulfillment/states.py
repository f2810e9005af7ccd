"""The lives of work in a warehouse and of a parcel; and what carriers say, in twelve words."""

from enum import StrEnum

from domain.shared.states import StateMachine, move


class FulfillmentOrderStatus(StrEnum):
    """Work for one warehouse: what to pick, pack and send for one order."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    ON_HOLD = "on_hold"
    IN_PROGRESS = "in_progress"
    INCOMPLETE = "incomplete"
    CLOSED = "closed"
    CANCELED = "canceled"


class FulfillmentOrderAction(StrEnum):
    """What is done with the work."""

    OPEN = "open"
    HOLD = "hold"
    RELEASE_HOLD = "release_hold"
    START_PICKING = "start_picking"
    FULFILL = "fulfill"
    CANCEL = "cancel"
    SPLIT = "split"
    MOVE = "move"
    REPORT_SHORTAGE = "report_shortage"


class FulfillmentProgress(StrEnum):
    """How far the hands have come."""

    PICKED = "picked"
    PACKED = "packed"


FULFILLMENT_ORDER = StateMachine(
    "fulfillment order",
    FulfillmentOrderStatus,
    initial={FulfillmentOrderStatus.SCHEDULED, FulfillmentOrderStatus.OPEN},
    held=FulfillmentOrderStatus.ON_HOLD,
    moves=[
        move(
            FulfillmentOrderAction.OPEN,
            FulfillmentOrderStatus.SCHEDULED,
            FulfillmentOrderStatus.OPEN,
        ),
        move(
            FulfillmentOrderAction.HOLD,
            {FulfillmentOrderStatus.SCHEDULED, FulfillmentOrderStatus.OPEN},
            FulfillmentOrderStatus.ON_HOLD,
        ),
        move(FulfillmentOrderAction.RELEASE_HOLD, FulfillmentOrderStatus.ON_HOLD, None),
        move(
            FulfillmentOrderAction.START_PICKING,
            FulfillmentOrderStatus.OPEN,
            FulfillmentOrderStatus.IN_PROGRESS,
        ),
        move(
            FulfillmentOrderAction.FULFILL,
            {FulfillmentOrderStatus.IN_PROGRESS, FulfillmentOrderStatus.INCOMPLETE},
            FulfillmentOrderStatus.CLOSED,
        ),
        move(
            FulfillmentOrderAction.CANCEL,
            {
                FulfillmentOrderStatus.SCHEDULED,
                FulfillmentOrderStatus.OPEN,
                FulfillmentOrderStatus.ON_HOLD,
            },
            FulfillmentOrderStatus.CANCELED,
        ),
        move(
            FulfillmentOrderAction.SPLIT, FulfillmentOrderStatus.OPEN, FulfillmentOrderStatus.OPEN
        ),
        move(FulfillmentOrderAction.MOVE, FulfillmentOrderStatus.OPEN, FulfillmentOrderStatus.OPEN),
        move(
            FulfillmentOrderAction.MOVE,
            FulfillmentOrderStatus.SCHEDULED,
            FulfillmentOrderStatus.SCHEDULED,
        ),
        # What was found of it is still packed and sent.
        move(
            FulfillmentOrderAction.REPORT_SHORTAGE,
            {FulfillmentOrderStatus.IN_PROGRESS, FulfillmentOrderStatus.INCOMPLETE},
            FulfillmentOrderStatus.INCOMPLETE,
        ),
    ],
)


class FulfillmentStatus(StrEnum):
    """The merchant's view of one parcel."""

    PENDING = "pending"
    LABEL_PURCHASED = "label_purchased"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    RETURNED = "returned"
    CANCELED = "canceled"


class FulfillmentAction(StrEnum):
    """What is done with a parcel."""

    PURCHASE_LABEL = "purchase_label"
    SHIP = "ship"
    MARK_DELIVERED = "mark_delivered"
    MARK_RETURNED = "mark_returned"
    CANCEL = "cancel"


FULFILLMENT = StateMachine(
    "fulfillment",
    FulfillmentStatus,
    initial={FulfillmentStatus.PENDING},
    moves=[
        move(
            FulfillmentAction.PURCHASE_LABEL,
            FulfillmentStatus.PENDING,
            FulfillmentStatus.LABEL_PURCHASED,
        ),
        move(
            FulfillmentAction.SHIP,
            {FulfillmentStatus.PENDING, FulfillmentStatus.LABEL_PURCHASED},
            FulfillmentStatus.SHIPPED,
        ),
        move(
            FulfillmentAction.MARK_DELIVERED, FulfillmentStatus.SHIPPED, FulfillmentStatus.DELIVERED
        ),
        move(
            FulfillmentAction.MARK_RETURNED, FulfillmentStatus.SHIPPED, FulfillmentStatus.RETURNED
        ),
        move(
            FulfillmentAction.CANCEL,
            {FulfillmentStatus.PENDING, FulfillmentStatus.LABEL_PURCHASED},
            FulfillmentStatus.CANCELED,
        ),
    ],
)


class TrackingStatus(StrEnum):
    """The carrier's view: twelve words for what a hundred carriers say, in order of rank."""

    UNKNOWN = "unknown"
    LABEL_CREATED = "label_created"
    INFO_RECEIVED = "info_received"
    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERY_ATTEMPTED = "delivery_attempted"
    AVAILABLE_FOR_PICKUP = "available_for_pickup"
    EXCEPTION = "exception"
    RETURNING = "returning"
    RETURNED = "returned"
    DELIVERED = "delivered"


TRACKING_RANK = {status: rank for rank, status in enumerate(TrackingStatus)}
