"""The lives of a promise and of a warning, and the kinds of movement."""

from enum import StrEnum

from domain.shared.states import StateMachine, move


class ReservationStatus(StrEnum):
    """Units promised to an order line: held, allocated, gone."""

    ACTIVE = "active"
    COMMITTED = "committed"
    CONSUMED = "consumed"
    RELEASED = "released"
    EXPIRED = "expired"


class ReservationAction(StrEnum):
    """What happens to a promise."""

    COMMIT = "commit"
    CONSUME = "consume"
    RELEASE = "release"
    EXPIRE = "expire"


RESERVATION = StateMachine(
    "reservation",
    ReservationStatus,
    initial={ReservationStatus.ACTIVE},
    moves=[
        move(ReservationAction.COMMIT, ReservationStatus.ACTIVE, ReservationStatus.COMMITTED),
        move(ReservationAction.CONSUME, ReservationStatus.COMMITTED, ReservationStatus.CONSUMED),
        move(
            ReservationAction.RELEASE,
            {ReservationStatus.ACTIVE, ReservationStatus.COMMITTED},
            ReservationStatus.RELEASED,
        ),
        move(ReservationAction.EXPIRE, ReservationStatus.ACTIVE, ReservationStatus.EXPIRED),
    ],
)


class MovementKind(StrEnum):
    """Why a level changed; the direction is in the kind."""

    RECEIVED = "received"  # goods came in
    RESERVED = "reserved"  # an order was placed
    ALLOCATED = "allocated"  # it was confirmed: reserved becomes committed
    RELEASED = "released"  # it was cancelled or ran out of time
    SHIPPED = "shipped"  # a parcel left
    RETURNED = "returned"  # a customer sent it back, and it can be sold again
    ADJUSTED = "adjusted"  # somebody counted or corrected


class StockAlertKind(StrEnum):
    """What the warning is about."""

    BELOW_REORDER_POINT = "below_reorder_point"
    ABOVE_MAX_STOCK = "above_max_stock"


class StockAlertStatus(StrEnum):
    """The life of a warning."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


class StockAlertAction(StrEnum):
    """What happens to a warning. It resolves by itself, when the level recovers."""

    ACKNOWLEDGE = "acknowledge"
    RESOLVE = "resolve"


STOCK_ALERT = StateMachine(
    "stock alert",
    StockAlertStatus,
    initial={StockAlertStatus.OPEN},
    moves=[
        move(StockAlertAction.ACKNOWLEDGE, StockAlertStatus.OPEN, StockAlertStatus.ACKNOWLEDGED),
        move(
            StockAlertAction.RESOLVE,
            {StockAlertStatus.OPEN, StockAlertStatus.ACKNOWLEDGED},
            StockAlertStatus.RESOLVED,
        ),
    ],
)
