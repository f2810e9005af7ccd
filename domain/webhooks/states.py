"""The lives of an endpoint and of one delivery to it."""

from enum import StrEnum

from domain.shared.states import StateMachine, move


class WebhookStatus(StrEnum):
    """Whether an endpoint is told anything."""

    ACTIVE = "active"
    PAUSED = "paused"
    DISABLED = "disabled"


class WebhookAction(StrEnum):
    """What is done with an endpoint."""

    PAUSE = "pause"
    RESUME = "resume"
    DISABLE = "disable"  # by the receiver, who answered that it is gone


class DeliveryState(StrEnum):
    """How far one fact has come on its way to one endpoint."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"


class DeliveryAction(StrEnum):
    """What happens to a delivery."""

    RETRY = "retry"  # an attempt failed, and there is another
    DELIVER = "deliver"
    GIVE_UP = "give_up"
    REPLAY = "replay"


class AttemptError(StrEnum):
    """Why an attempt failed."""

    ADDRESS_REFUSED = "address_refused"
    NAME_NOT_RESOLVED = "name_not_resolved"
    CONNECTION_FAILED = "connection_failed"
    TLS_FAILED = "tls_failed"
    TIMED_OUT = "timed_out"
    CONNECTION_LOST = "connection_lost"
    REDIRECTED = "redirected"
    REJECTED = "rejected"
    SECRET_UNREADABLE = "secret_unreadable"


WEBHOOK = StateMachine(
    "webhook",
    WebhookStatus,
    initial={WebhookStatus.ACTIVE},
    moves=[
        move(WebhookAction.PAUSE, WebhookStatus.ACTIVE, WebhookStatus.PAUSED),
        move(
            WebhookAction.RESUME,
            {WebhookStatus.PAUSED, WebhookStatus.DISABLED},
            WebhookStatus.ACTIVE,
        ),
        move(WebhookAction.DISABLE, WebhookStatus.ACTIVE, WebhookStatus.DISABLED),
    ],
)
WEBHOOK_DELIVERY = StateMachine(
    "webhook delivery",
    DeliveryState,
    initial={DeliveryState.PENDING},
    moves=[
        move(DeliveryAction.RETRY, DeliveryState.PENDING, DeliveryState.PENDING),
        move(DeliveryAction.DELIVER, DeliveryState.PENDING, DeliveryState.DELIVERED),
        move(DeliveryAction.GIVE_UP, DeliveryState.PENDING, DeliveryState.DEAD),
        move(
            DeliveryAction.REPLAY,
            {DeliveryState.DELIVERED, DeliveryState.DEAD},
            DeliveryState.PENDING,
        ),
    ],
)
