"""What happened to tickets. Never what was said: that is personal."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.shared.context import ActorKind
from domain.shared.outbox import AggregateType, Event
from domain.support.states import TicketAction, TicketPriority, TicketStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOpened(Event):
    type: ClassVar[str] = "support.ticket_opened"
    aggregate_type: ClassVar[AggregateType] = AggregateType.TICKET
    status: TicketStatus
    priority: TicketPriority
    customer_id: UUID | None
    order_id: UUID | None
    fulfillment_id: UUID | None
    message_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketAssigned(Event):
    type: ClassVar[str] = "support.ticket_assigned"
    aggregate_type: ClassVar[AggregateType] = AggregateType.TICKET
    source: TicketStatus
    status: TicketStatus
    action: TicketAction
    assignee_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSent(Event):
    """Somebody said something that everybody on the ticket may read."""

    type: ClassVar[str] = "support.message_sent"
    aggregate_type: ClassVar[AggregateType] = AggregateType.TICKET
    source: TicketStatus
    status: TicketStatus
    action: TicketAction
    message_id: UUID
    author_kind: ActorKind


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(Event):
    """A colleague left a note that stays in the house. The ticket did not move."""

    type: ClassVar[str] = "support.note_written"
    aggregate_type: ClassVar[AggregateType] = AggregateType.TICKET
    message_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketResolved(Event):
    type: ClassVar[str] = "support.ticket_resolved"
    aggregate_type: ClassVar[AggregateType] = AggregateType.TICKET
    source: TicketStatus
    status: TicketStatus
    action: TicketAction


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReopened(Event):
    type: ClassVar[str] = "support.ticket_reopened"
    aggregate_type: ClassVar[AggregateType] = AggregateType.TICKET
    source: TicketStatus
    status: TicketStatus
    action: TicketAction


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketClosed(Event):
    type: ClassVar[str] = "support.ticket_closed"
    aggregate_type: ClassVar[AggregateType] = AggregateType.TICKET
    source: TicketStatus
    status: TicketStatus
    action: TicketAction


@dataclass(frozen=True, slots=True, kw_only=True)
class PrioritySet(Event):
    type: ClassVar[str] = "support.priority_set"
    aggregate_type: ClassVar[AggregateType] = AggregateType.TICKET
    before: TicketPriority
    priority: TicketPriority
