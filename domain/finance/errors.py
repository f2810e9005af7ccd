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


class CaptureExceedsAuthorized(DomainError):
    """We take no more than the customer's bank holds for us."""

    code = "CAPTURE_EXCEEDS_AUTHORIZED"

    def __init__(self, requested: Money, capturable: Money) -> None:
        super().__init__(
            f"{capturable.amount} {capturable.currency} can still be captured.",
            requested=requested,
            capturable=capturable,
        )
        self.requested = requested
        self.capturable = capturable


class NothingToVoid(DomainError):
    """Nothing of the payment is held, nor about to be."""

    code = "NOTHING_TO_VOID"

    def __init__(self) -> None:
        super().__init__("Nothing of this payment is held at the customer's bank.")


class PaymentUnderWay(DomainError):
    """The gateway has not answered what it was asked before, or holds what we have not captured."""

    code = "PAYMENT_UNDER_WAY"
    retryable = True

    def __init__(self) -> None:
        super().__init__("A gateway holds this money, or has not answered yet.")
