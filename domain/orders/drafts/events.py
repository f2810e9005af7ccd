"""What drafts tell. Every one of them raises the draft's version by one."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self
from uuid import UUID

from domain.orders.drafts.models import DraftOrder
from domain.orders.drafts.states import DraftAction, DraftStatus
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftEvent(Event):
    """Something about one draft, and where it stands now."""

    aggregate_type: ClassVar[AggregateType] = AggregateType.ORDER_DRAFT
    status: DraftStatus

    @classmethod
    def of(cls, draft: DraftOrder, **facts: Any) -> Self:
        """The fact that made this version of the draft."""
        return cls(aggregate_id=draft.id, version=draft.version, status=draft.status, **facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCreated(DraftEvent):
    """Somebody began to put an order together."""

    type: ClassVar[str] = "orders.draft_created"
    channel_id: UUID
    customer_id: UUID | None
    currency: str
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftMoved(DraftEvent):
    """An arrow of the table was taken."""

    source: DraftStatus
    action: DraftAction


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftChanged(DraftMoved):
    """There is something else in it; a quote, if one was sent, is withdrawn."""

    type: ClassVar[str] = "orders.draft_changed"
    customer_id: UUID | None
    lines: int
    prices_set: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteSent(DraftMoved):
    """Its price is settled for a while."""

    type: ClassVar[str] = "orders.quote_sent"
    currency: str
    quoted_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteDeclined(DraftMoved):
    """The customer does not want it at that price."""

    type: ClassVar[str] = "orders.quote_declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteExpiredUnanswered(DraftMoved):
    """Nobody accepted it in time."""

    type: ClassVar[str] = "orders.quote_expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCompleted(DraftMoved):
    """It is an order now."""

    type: ClassVar[str] = "orders.draft_completed"
    order_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCanceled(DraftMoved):
    """Nothing will come of it."""

    type: ClassVar[str] = "orders.draft_canceled"
