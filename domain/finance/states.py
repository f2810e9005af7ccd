"""The words of money: how it moves, and what its movements add up to."""

from enum import StrEnum


class PaymentMethod(StrEnum):
    """How money came: by hand (cash, bank transfer) or through the simulated gateway."""

    MANUAL = "manual"
    SIMULATED = "simulated"


class TransactionType(StrEnum):
    """What a line of the ledger does."""

    CAPTURE = "capture"
    REFUND = "refund"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"


class TransactionState(StrEnum):
    """How far it has come."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"


class PaymentStatus(StrEnum):
    """What the lines add up to."""

    PENDING = "pending"
    CAPTURED = "captured"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    FAILED = "failed"
    MOVED = "moved"


def payment_status(captured_minor: int, refunded_minor: int) -> PaymentStatus:
    """A payment's status, from its sums."""
    if captured_minor == 0:
        return PaymentStatus.PENDING
    if refunded_minor == 0:
        return PaymentStatus.CAPTURED
    if refunded_minor < captured_minor:
        return PaymentStatus.PARTIALLY_REFUNDED
    return PaymentStatus.REFUNDED
