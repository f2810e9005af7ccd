"""What is told of the handling of an order. The words themselves are in no fact."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.orders.events import OrderEvent
from domain.orders.handling.states import NoteVisibility


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNoteEvent(OrderEvent):
    """Something about a note."""

    note_id: UUID
    visibility: NoteVisibility


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNoteAdded(OrderNoteEvent):
    """Somebody wrote something about it."""

    type: ClassVar[str] = "orders.order_note_added"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNoteEdited(OrderNoteEvent):
    """They wrote it otherwise."""

    type: ClassVar[str] = "orders.order_note_edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNoteRemoved(OrderNoteEvent):
    """What was written is gone."""

    type: ClassVar[str] = "orders.order_note_removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTagged(OrderEvent):
    """It carries these words from now on."""

    type: ClassVar[str] = "orders.order_tagged"

    tag_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderUntagged(OrderEvent):
    """It does not carry these words any more."""

    type: ClassVar[str] = "orders.order_untagged"

    tag_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAssigned(OrderEvent):
    """Somebody sees to it; or nobody does any more."""

    type: ClassVar[str] = "orders.order_assigned"

    assignee_id: UUID | None


# What customers are not told of their own orders: what the house notes, and who of it sees to them.
HOUSE_ONLY = (
    OrderNoteAdded.type,
    OrderNoteEdited.type,
    OrderNoteRemoved.type,
    OrderTagged.type,
    OrderUntagged.type,
    OrderAssigned.type,
)
