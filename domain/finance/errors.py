"""What money refuses."""

from domain.shared.errors import DomainError
from domain.shared.money import Money


class PaymentExceedsBalance(DomainError):
    """We take no more than is owed."""

    code = "PAYMENT_EXCEEDS_BALANCE"

    def __init__(self, requested: Money, due: Money) -> None:
        super().__init__(
            f"{due.amount} {due.currency} is still to pay.", requested=requested, due=due
        )
        self.requested = requested
        self.due = due


class RefundExceedsCaptured(DomainError):
    """We give back no more than came by this payment and has not gone back yet."""

    code = "REFUND_EXCEEDS_CAPTURED"

    def __init__(self, requested: Money, refundable: Money) -> None:
        super().__init__(
            f"{refundable.amount} {refundable.currency} can still be refunded.",
            requested=requested,
            refundable=refundable,
        )
        self.requested = requested
        self.refundable = refundable
