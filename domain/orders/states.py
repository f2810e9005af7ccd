"""The life of an order, as a table; and what its money and its parcels say of it."""

from enum import StrEnum

from domain.shared.states import StateMachine, move


class OrderStatus(StrEnum):
    """Where an order stands between the shop and the customer."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    CANCELED = "canceled"
    EXPIRED = "expired"
    MERGED = "merged"


class OrderAction(StrEnum):
    """What can be done to an order."""

    CONFIRM = "confirm"
    HOLD = "hold"
    RELEASE_HOLD = "release_hold"
    CANCEL = "cancel"
    COMPLETE = "complete"
    EXPIRE = "expire"
    SPLIT = "split"
    MERGE = "merge"
    UNMERGE = "unmerge"


ORDER = StateMachine(
    "order",
    OrderStatus,
    # What is split off a confirmed order is confirmed from the beginning.
    initial={OrderStatus.PENDING, OrderStatus.CONFIRMED},
    held={OrderStatus.ON_HOLD, OrderStatus.MERGED},
    moves=[
        move(OrderAction.CONFIRM, OrderStatus.PENDING, OrderStatus.CONFIRMED),
        move(OrderAction.HOLD, {OrderStatus.PENDING, OrderStatus.CONFIRMED}, OrderStatus.ON_HOLD),
        move(OrderAction.RELEASE_HOLD, OrderStatus.ON_HOLD, None),
        move(
            OrderAction.CANCEL,
            {OrderStatus.PENDING, OrderStatus.CONFIRMED, OrderStatus.ON_HOLD},
            OrderStatus.CANCELED,
        ),
        move(OrderAction.COMPLETE, OrderStatus.CONFIRMED, OrderStatus.COMPLETED),
        move(OrderAction.EXPIRE, OrderStatus.PENDING, OrderStatus.EXPIRED),
        move(OrderAction.SPLIT, OrderStatus.CONFIRMED, OrderStatus.CONFIRMED),
        move(OrderAction.MERGE, {OrderStatus.PENDING, OrderStatus.CONFIRMED}, OrderStatus.MERGED),
        move(OrderAction.UNMERGE, OrderStatus.MERGED, None),
    ],
)


class HoldReason(StrEnum):
    """Why an order waits."""

    FRAUD = "fraud"
    PAYMENT = "payment"
    STOCK = "stock"
    ADDRESS = "address"
    CUSTOMER_REQUEST = "customer_request"
    EXCHANGE = "exchange"
    MANUAL = "manual"


class CancelReason(StrEnum):
    """Why an order will not be fulfilled."""

    CUSTOMER = "customer"
    PAYMENT = "payment"
    FRAUD = "fraud"
    STOCK = "stock"
    OTHER = "other"


class OrderPaymentStatus(StrEnum):
    """What has been paid, derived from the payments."""

    PENDING = "pending"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    OVERPAID = "overpaid"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    AUTHORIZED = "authorized"
    VOIDED = "voided"
    FAILED = "failed"


class OrderFulfillmentStatus(StrEnum):
    """What has left and arrived, derived from the lines' counters."""

    UNFULFILLED = "unfulfilled"
    IN_PROGRESS = "in_progress"
    PARTIALLY_FULFILLED = "partially_fulfilled"
    FULFILLED = "fulfilled"
    PARTIALLY_DELIVERED = "partially_delivered"
    DELIVERED = "delivered"
    CANCELED = "canceled"


class MergeShipping(StrEnum):
    """What becomes of the shipping charges of orders that become one."""

    KEEP_HIGHEST = "keep_highest"
    KEEP_ALL = "keep_all"


class MergeObstacle(StrEnum):
    """Why an order cannot be merged with another."""

    NOT_OPEN = "not_open"
    NO_CUSTOMER = "no_customer"
    ANOTHER_CUSTOMER = "another_customer"
    ANOTHER_ADDRESS = "another_address"
    ANOTHER_CURRENCY = "another_currency"
    ANOTHER_STATUS = "another_status"
    ANOTHER_TAX = "another_tax"
    PICKING_STARTED = "picking_started"
    MONEY_HELD = "money_held"
    TOO_MANY_LINES = "too_many_lines"


class UnmergeObstacle(StrEnum):
    """Why orders that became one cannot be taken apart again."""

    NOT_OPEN = "not_open"
    PICKING_STARTED = "picking_started"
    CHANGED_SINCE = "changed_since"


class OrderReturnStatus(StrEnum):
    """What is coming back and what has, derived from the returns and the lines' counters."""

    NONE = "none"
    REQUESTED = "requested"
    IN_PROGRESS = "in_progress"
    PARTIALLY_RETURNED = "partially_returned"
    RETURNED = "returned"
