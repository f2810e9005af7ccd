"""The life of units that somebody waits for, and by which policy they were sold."""

from enum import StrEnum

from domain.shared.states import StateMachine, move


class SellingPolicy(StrEnum):
    """Whether a variant is sold beyond what lies in stock."""

    DENY = "deny"
    BACKORDER = "backorder"  # up to a limit, and sent when it comes
    PREORDER = "preorder"  # up to a limit until it appears, and sent from that day on


class BackorderKind(StrEnum):
    """Why somebody waits for units."""

    BACKORDER = "backorder"
    PREORDER = "preorder"
    SHORTAGE = "shortage"  # they were promised, and not on the shelf


class BackorderStatus(StrEnum):
    """Units of an order line that are not there yet."""

    WAITING = "waiting"
    FILLED = "filled"
    CANCELED = "canceled"


class BackorderAction(StrEnum):
    """What happens to units that somebody waits for."""

    FILL_PART = "fill_part"
    FILL = "fill"
    CANCEL = "cancel"


BACKORDER = StateMachine(
    "backorder",
    BackorderStatus,
    initial={BackorderStatus.WAITING},
    moves=[
        move(BackorderAction.FILL_PART, BackorderStatus.WAITING, BackorderStatus.WAITING),
        move(BackorderAction.FILL, BackorderStatus.WAITING, BackorderStatus.FILLED),
        move(BackorderAction.CANCEL, BackorderStatus.WAITING, BackorderStatus.CANCELED),
    ],
)
