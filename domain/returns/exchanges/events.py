"""Facts of exchanges. Each names its order, whose page tells of it too."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self
from uuid import UUID

from domain.returns.exchanges.models import Exchange
from domain.returns.exchanges.states import ExchangeAction, ExchangeStatus
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeEvent(Event):
    """Something about one exchange."""

    aggregate_type: ClassVar[AggregateType] = AggregateType.EXCHANGE
    order_id: UUID
    status: ExchangeStatus

    @classmethod
    def of(cls, row: Exchange, **facts: Any) -> Self:
        """The fact that made this version of the row."""
        return cls(
            aggregate_id=row.id,
            version=row.version,
            order_id=row.order_id,
            status=row.status,
            **facts,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRequested(ExchangeEvent):
    """Somebody wants other goods for what they have."""

    type: ClassVar[str] = "returns.exchange_requested"
    return_id: UUID
    units_back: int
    units_wanted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeMoved(ExchangeEvent):
    """An exchange moved from one state to another."""

    source: ExchangeStatus
    action: ExchangeAction


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeApproved(ExchangeMoved):
    """What goes out is an order, which waits for what comes back."""

    type: ClassVar[str] = "returns.exchange_approved"
    replacement_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeReceived(ExchangeMoved):
    """What came back was inspected, and so much of its worth was paid for what goes out."""

    type: ClassVar[str] = "returns.exchange_received"
    currency: str
    paid_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeFulfilled(ExchangeMoved):
    """What goes out has left."""

    type: ClassVar[str] = "returns.exchange_fulfilled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeClosed(ExchangeMoved):
    """It has arrived, and is paid."""

    type: ClassVar[str] = "returns.exchange_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeCanceled(ExchangeMoved):
    """Nothing goes out for it."""

    type: ClassVar[str] = "returns.exchange_canceled"
