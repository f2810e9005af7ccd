"""The life of one notification, where it goes, and why it did not arrive."""

from enum import StrEnum

from domain.shared.states import StateMachine, move


class Medium(StrEnum):
    """How somebody is told."""

    EMAIL = "email"
    FEED = "feed"  # the list in the shop itself
    SMS = "sms"
    WEBHOOK = "webhook"  # an endpoint of the customer's own


class NotificationStatus(StrEnum):
    """How far a notification has come."""

    PENDING = "pending"
    SENT = "sent"
    SUPPRESSED = "suppressed"
    DEAD = "dead"


class NotificationAction(StrEnum):
    """What happens to a notification."""

    REPEAT = "repeat"  # an attempt failed, and there is another
    SEND = "send"
    SUPPRESS = "suppress"
    GIVE_UP = "give_up"
    RETRY = "retry"


class SendingError(StrEnum):
    """Why it was not sent."""

    NO_ADDRESS = "no_address"
    NO_SENDER = "no_sender"
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    BUSY = "busy"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


NOTIFICATION = StateMachine(
    "notification",
    NotificationStatus,
    initial={NotificationStatus.PENDING},
    moves=[
        move(NotificationAction.REPEAT, NotificationStatus.PENDING, NotificationStatus.PENDING),
        move(NotificationAction.SEND, NotificationStatus.PENDING, NotificationStatus.SENT),
        move(
            NotificationAction.SUPPRESS,
            NotificationStatus.PENDING,
            NotificationStatus.SUPPRESSED,
        ),
        move(NotificationAction.GIVE_UP, NotificationStatus.PENDING, NotificationStatus.DEAD),
        move(NotificationAction.RETRY, NotificationStatus.DEAD, NotificationStatus.PENDING),
    ],
)
