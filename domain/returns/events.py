"""Facts of returns. Each names its order, whose page tells of it too."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self
from uuid import UUID

from domain.returns.models import Return
from domain.returns.states import ReturnAction, ReturnReason, ReturnStatus
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnEvent(Event):
    """Something about one return."""

    aggregate_type: ClassVar[AggregateType] = AggregateType.RETURN
    order_id: UUID
    status: ReturnStatus

    @classmethod
    def of(cls, row: Return, **facts: Any) -> Self:
        """The fact that made this version of the row."""
        return cls(
            aggregate_id=row.id,
            version=row.version,
            order_id=row.order_id,
            status=row.status,
            **facts,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRequested(ReturnEvent):
    """Somebody wants to send goods back."""

    type: ClassVar[str] = "returns.return_requested"
    reason: ReturnReason
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLabelCreated(ReturnEvent):
    """There is a waybill number to send them under."""

    type: ClassVar[str] = "returns.return_label_created"
    carrier_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnCredited(ReturnEvent):
    """So much is no longer owed, though nothing has come back yet: the refund is instant."""

    type: ClassVar[str] = "returns.return_credited"
    currency: str
    credit_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnMoved(ReturnEvent):
    """A return moved from one state to another."""

    source: ReturnStatus
    action: ReturnAction


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnApproved(ReturnMoved):
    """We take them back."""

    type: ClassVar[str] = "returns.return_approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnDeclined(ReturnMoved):
    """We do not take them back."""

    type: ClassVar[str] = "returns.return_declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnCanceled(ReturnMoved):
    """They will not be sent after all."""

    type: ClassVar[str] = "returns.return_canceled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnSent(ReturnMoved):
    """They are on their way."""

    type: ClassVar[str] = "returns.return_sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnReceived(ReturnMoved):
    """Some arrived and were counted: so many now, so many in all of so many announced."""

    type: ClassVar[str] = "returns.return_received"
    warehouse_id: UUID
    units: int
    units_received: int
    units_announced: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnInspected(ReturnMoved):
    """Of each unit it is known what becomes of it, and what is no longer owed."""

    type: ClassVar[str] = "returns.return_inspected"
    currency: str
    credit_minor: int
    shipping_credit_minor: int
    units_restocked: int
    units_sent_back: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnClosed(ReturnMoved):
    """Goods and money are where they belong."""

    type: ClassVar[str] = "returns.return_closed"
