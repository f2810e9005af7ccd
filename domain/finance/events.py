"""Facts of money. Each names its order, so that the order's page can follow."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.finance.states import PaymentMethod, PaymentStatus
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentEvent(Event):
    """Money moved by one payment. The sums are those of the whole payment."""

    aggregate_type: ClassVar[AggregateType] = AggregateType.PAYMENT

    order_id: UUID
    transaction_id: UUID
    source: PaymentStatus
    status: PaymentStatus
    currency: str
    amount_minor: int
    captured_minor: int
    refunded_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCaptured(PaymentEvent):
    """Money came."""

    type: ClassVar[str] = "finance.payment_captured"

    method: PaymentMethod


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRefunded(PaymentEvent):
    """Money went back."""

    type: ClassVar[str] = "finance.payment_refunded"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentTransferred(PaymentEvent):
    """A part of the money counts for another order: it went there, or came from there."""

    type: ClassVar[str] = "finance.payment_transferred"

    other_payment_id: UUID
    other_order_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMoved(Event):
    """The whole payment counts for another order."""

    type: ClassVar[str] = "finance.payment_moved"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PAYMENT

    order_id: UUID
    from_order_id: UUID
    status: PaymentStatus
    currency: str
    captured_minor: int
    refunded_minor: int
