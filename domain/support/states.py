"""The life of a ticket."""

from enum import StrEnum

from domain.shared.states import StateMachine, move


class TicketStatus(StrEnum):
    """Whose turn it is."""

    NEW = "new"
    OPEN = "open"
    PENDING_CUSTOMER = "pending_customer"
    RESOLVED = "resolved"
    CLOSED = "closed"


class TicketAction(StrEnum):
    """What is done with a ticket."""

    ASSIGN = "assign"  # somebody takes it
    CUSTOMER_REPLY = "customer_reply"
    AGENT_REPLY = "agent_reply"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    CLOSE = "close"


class TicketPriority(StrEnum):
    """How soon."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    URGENT = "urgent"


class MessageVisibility(StrEnum):
    """Who reads a message: everybody on the ticket, or staff alone."""

    PUBLIC = "public"
    INTERNAL = "internal"


TICKET = StateMachine(
    "ticket",
    TicketStatus,
    initial={TicketStatus.NEW},
    moves=[
        move(
            TicketAction.ASSIGN,
            {TicketStatus.NEW, TicketStatus.OPEN},
            TicketStatus.OPEN,
        ),
        # Handing on a ticket that waits for the customer does not make it our turn.
        move(TicketAction.ASSIGN, TicketStatus.PENDING_CUSTOMER, TicketStatus.PENDING_CUSTOMER),
        move(
            TicketAction.AGENT_REPLY,
            {TicketStatus.NEW, TicketStatus.OPEN, TicketStatus.PENDING_CUSTOMER},
            TicketStatus.PENDING_CUSTOMER,
        ),
        # Whoever adds a word before anybody looked at it is still new.
        move(TicketAction.CUSTOMER_REPLY, TicketStatus.NEW, TicketStatus.NEW),
        move(
            TicketAction.CUSTOMER_REPLY,
            {TicketStatus.OPEN, TicketStatus.PENDING_CUSTOMER, TicketStatus.RESOLVED},
            TicketStatus.OPEN,
        ),
        move(
            TicketAction.RESOLVE,
            {TicketStatus.NEW, TicketStatus.OPEN, TicketStatus.PENDING_CUSTOMER},
            TicketStatus.RESOLVED,
        ),
        move(TicketAction.REOPEN, TicketStatus.RESOLVED, TicketStatus.OPEN),
        move(TicketAction.CLOSE, TicketStatus.RESOLVED, TicketStatus.CLOSED),
    ],
)
