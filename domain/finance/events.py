"""Facts of money. Each names its order, so that the order's page can follow."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.finance.states import PaymentMethod, PaymentStatus, TransactionState, TransactionType
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentEvent(Event):
    """Something happened to one line of a payment's ledger. The sums are those of the payment."""

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
class PaymentAuthorized(PaymentEvent):
    """The customer's bank holds it for us."""

    type: ClassVar[str] = "finance.payment_authorized"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentVoided(PaymentEvent):
    """What was held was let go."""

    type: ClassVar[str] = "finance.payment_voided"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentChargedBack(PaymentEvent):
    """The customer's bank took it away."""

    type: ClassVar[str] = "finance.payment_charged_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentChargebackReversed(PaymentEvent):
    """The customer's bank gave it back to us."""

    type: ClassVar[str] = "finance.payment_chargeback_reversed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentTransactionMoved(PaymentEvent):
    """No money moved, but it is known better whether it will: a line was begun, waits for the
    customer, goes on, failed or expired.
    """

    type: ClassVar[str] = "finance.payment_transaction_moved"

    transaction_type: TransactionType
    transaction_state: TransactionState


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


OF_SUCCESS: dict[TransactionType, type[PaymentEvent]] = {
    TransactionType.REFUND: PaymentRefunded,
    TransactionType.AUTHORIZATION: PaymentAuthorized,
    TransactionType.VOID: PaymentVoided,
    TransactionType.CHARGEBACK: PaymentChargedBack,
    TransactionType.CHARGEBACK_REVERSAL: PaymentChargebackReversed,
}
