"""The life of an exchange, as a table."""

from enum import StrEnum

from domain.shared.states import StateMachine, move


class ExchangeStatus(StrEnum):
    """Goods that come back, and others that go out for them."""

    REQUESTED = "requested"
    APPROVED = "approved"
    RECEIVED = "received"
    FULFILLED = "fulfilled"
    CLOSED = "closed"
    CANCELED = "canceled"


class ExchangeAction(StrEnum):
    """What is done with an exchange."""

    APPROVE = "approve"
    RECEIVE = "receive"
    FULFILL = "fulfill"
    CLOSE = "close"
    CANCEL = "cancel"


IS_OPEN = {ExchangeStatus.REQUESTED, ExchangeStatus.APPROVED, ExchangeStatus.RECEIVED}

EXCHANGE = StateMachine(
    "exchange",
    ExchangeStatus,
    initial={ExchangeStatus.REQUESTED},
    moves=[
        move(ExchangeAction.APPROVE, ExchangeStatus.REQUESTED, ExchangeStatus.APPROVED),
        move(ExchangeAction.RECEIVE, ExchangeStatus.APPROVED, ExchangeStatus.RECEIVED),
        move(ExchangeAction.FULFILL, ExchangeStatus.RECEIVED, ExchangeStatus.FULFILLED),
        move(ExchangeAction.CLOSE, ExchangeStatus.FULFILLED, ExchangeStatus.CLOSED),
        move(ExchangeAction.CANCEL, IS_OPEN, ExchangeStatus.CANCELED),
    ],
)
