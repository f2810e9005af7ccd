"""The life of a return, as a table; why goods come back, and what becomes of each unit."""

from enum import StrEnum

from domain.shared.states import StateMachine, move


class ReturnStatus(StrEnum):
    """Goods of one order on their way back to us."""

    REQUESTED = "requested"
    APPROVED = "approved"
    DECLINED = "declined"
    IN_TRANSIT = "in_transit"
    PARTIALLY_RECEIVED = "partially_received"
    RECEIVED = "received"
    INSPECTED = "inspected"
    CLOSED = "closed"
    CANCELED = "canceled"


class ReturnAction(StrEnum):
    """What is done with a return."""

    APPROVE = "approve"
    DECLINE = "decline"
    CANCEL = "cancel"
    SEND = "send"
    RECEIVE_PART = "receive_part"
    RECEIVE = "receive"
    INSPECT = "inspect"
    CLOSE = "close"


# Not every customer says when they send something: it may arrive while it is merely approved.
ON_ITS_WAY = {ReturnStatus.APPROVED, ReturnStatus.IN_TRANSIT, ReturnStatus.PARTIALLY_RECEIVED}

RETURN = StateMachine(
    "return",
    ReturnStatus,
    initial={ReturnStatus.REQUESTED},
    moves=[
        move(ReturnAction.APPROVE, ReturnStatus.REQUESTED, ReturnStatus.APPROVED),
        move(ReturnAction.DECLINE, ReturnStatus.REQUESTED, ReturnStatus.DECLINED),
        move(
            ReturnAction.CANCEL,
            {ReturnStatus.REQUESTED, ReturnStatus.APPROVED},
            ReturnStatus.CANCELED,
        ),
        move(ReturnAction.SEND, ReturnStatus.APPROVED, ReturnStatus.IN_TRANSIT),
        move(ReturnAction.RECEIVE_PART, ON_ITS_WAY, ReturnStatus.PARTIALLY_RECEIVED),
        move(ReturnAction.RECEIVE, ON_ITS_WAY, ReturnStatus.RECEIVED),
        move(ReturnAction.INSPECT, ReturnStatus.RECEIVED, ReturnStatus.INSPECTED),
        move(ReturnAction.CLOSE, ReturnStatus.INSPECTED, ReturnStatus.CLOSED),
    ],
)

UNDER_WAY = ON_ITS_WAY | {ReturnStatus.RECEIVED, ReturnStatus.INSPECTED}


class ReturnReason(StrEnum):
    """Why goods come back."""

    CHANGED_MIND = "changed_mind"
    DEFECTIVE = "defective"
    DAMAGED = "damaged"
    WRONG_ITEM = "wrong_item"
    NOT_AS_DESCRIBED = "not_as_described"
    OTHER = "other"


# Whether what sending the order cost goes back too, once every unit of it has come back.
SHIPPING_GOES_BACK = {
    ReturnReason.CHANGED_MIND: False,
    ReturnReason.DEFECTIVE: True,
    ReturnReason.DAMAGED: True,
    ReturnReason.WRONG_ITEM: True,
    ReturnReason.NOT_AS_DESCRIBED: True,
    ReturnReason.OTHER: False,
}


class Disposition(StrEnum):
    """What becomes of a unit that came back."""

    RESTOCK = "restock"
    QUARANTINE = "quarantine"
    REPAIR = "repair"
    SCRAP = "scrap"
    RETURN_TO_CUSTOMER = "return_to_customer"


# The column of a line that counts the units of each.
COUNTED_IN = {
    Disposition.RESTOCK: "restocked",
    Disposition.QUARANTINE: "quarantined",
    Disposition.REPAIR: "to_repair",
    Disposition.SCRAP: "scrapped",
    Disposition.RETURN_TO_CUSTOMER: "sent_back",
}
