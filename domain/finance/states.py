"""The words of money: how it moves, and what its movements add up to."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.shared.states import StateMachine, move


class PaymentMethod(StrEnum):
    """How money came: by hand (cash, bank transfer), as the simulated gateway told us, or through
    a gateway that we ask.
    """

    MANUAL = "manual"
    SIMULATED = "simulated"
    GATEWAY = "gateway"


class TransactionType(StrEnum):
    """What a line of the ledger does."""

    CAPTURE = "capture"
    REFUND = "refund"
    AUTHORIZATION = "authorization"
    VOID = "void"
    CHARGEBACK = "chargeback"
    CHARGEBACK_REVERSAL = "chargeback_reversal"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"


class TransactionState(StrEnum):
    """How far it has come."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    PENDING = "pending"
    ACTION_REQUIRED = "action_required"
    EXPIRED = "expired"


class TransactionAction(StrEnum):
    """What happens to a line that has not come to its end."""

    SUCCEED = "succeed"
    FAIL = "fail"
    REQUIRE_ACTION = "require_action"  # the customer has to agree at their bank
    RESUME = "resume"  # they have done what there was to do, or the time for it is over
    EXPIRE = "expire"


TRANSACTION = StateMachine(
    "payment transaction",
    TransactionState,
    initial={TransactionState.PENDING},
    moves=[
        move(TransactionAction.SUCCEED, TransactionState.PENDING, TransactionState.SUCCEEDED),
        move(TransactionAction.FAIL, TransactionState.PENDING, TransactionState.FAILED),
        move(
            TransactionAction.REQUIRE_ACTION,
            TransactionState.PENDING,
            TransactionState.ACTION_REQUIRED,
        ),
        move(TransactionAction.EXPIRE, TransactionState.PENDING, TransactionState.EXPIRED),
        move(TransactionAction.RESUME, TransactionState.ACTION_REQUIRED, TransactionState.PENDING),
    ],
)
UNSETTLED = (TransactionState.PENDING, TransactionState.ACTION_REQUIRED)


class PaymentStatus(StrEnum):
    """What the lines add up to."""

    PENDING = "pending"
    CAPTURED = "captured"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    FAILED = "failed"
    ACTION_REQUIRED = "action_required"
    AUTHORIZED = "authorized"
    PARTIALLY_CAPTURED = "partially_captured"
    VOIDED = "voided"
    CHARGED_BACK = "charged_back"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Sums:
    """What a payment's ledger adds up to, in minor units. `charged_back` is net of reversals.

    What is unsettled is what was asked and not yet answered; `waits` for the customer.
    """

    authorized: int = 0
    voided: int = 0
    captured: int = 0
    refunded: int = 0
    charged_back: int = 0
    moved_in: int = 0  # from payments of other orders
    moved_out: int = 0  # to them
    unsettled_begin: int = 0  # authorizations and direct sales
    unsettled_capture: int = 0  # of what is authorized
    unsettled_void: int = 0
    unsettled_refund: int = 0
    waits: bool = False

    @property
    def open(self) -> int:
        """Held at the customer's bank: neither captured nor let go."""
        return max(0, self.authorized - self.voided - self.captured)

    @property
    def capturable(self) -> int:
        """What of it nobody is about to capture or let go."""
        return max(0, self.open - self.unsettled_capture - self.unsettled_void)

    @property
    def refundable(self) -> int:
        """What came, has not gone back, and is not about to."""
        return max(0, self.came - self.refunded - self.lost - self.unsettled_refund)

    @property
    def came(self) -> int:
        """What counts for the order: captured, with what came from others and without what went."""
        return self.captured + self.moved_in - self.moved_out

    @property
    def lost(self) -> int:
        """What the customer's bank took away. A reversal may be told before what it reverses."""
        return max(0, self.charged_back)

    @property
    def kept(self) -> int:
        """What came and was not taken away by the customer's bank. What we gave back counts."""
        return max(self.refunded, self.came - self.lost)

    @property
    def is_under_way(self) -> bool:
        """Whether money may still come by it that nobody has told us of."""
        return self.unsettled_begin > 0 or self.unsettled_capture > 0


Line = tuple[TransactionType, TransactionState, int]
SETTLED_SUMS = {
    TransactionType.AUTHORIZATION: "authorized",
    TransactionType.VOID: "voided",
    TransactionType.CAPTURE: "captured",
    TransactionType.REFUND: "refunded",
    TransactionType.TRANSFER_IN: "moved_in",
    TransactionType.TRANSFER_OUT: "moved_out",
}
UNSETTLED_SUMS = {
    TransactionType.AUTHORIZATION: "unsettled_begin",
    TransactionType.VOID: "unsettled_void",
    TransactionType.REFUND: "unsettled_refund",
}


def sums_of(lines: Iterable[Line]) -> Sums:
    """Add up a ledger, whatever the order of its lines. What failed or expired counts nowhere."""
    known = list(lines)
    is_held = any(kind is TransactionType.AUTHORIZATION for kind, _, _ in known)
    found: dict[str, int] = {}
    waits = False
    for kind, state, minor in known:
        name, sign = SETTLED_SUMS.get(kind, "charged_back"), 1
        if kind is TransactionType.CHARGEBACK_REVERSAL:
            sign = -1
        if state in UNSETTLED:
            waits = waits or state is TransactionState.ACTION_REQUIRED
            own = "unsettled_capture" if is_held else "unsettled_begin"
            name = UNSETTLED_SUMS.get(kind, own)
        elif state is not TransactionState.SUCCEEDED:
            continue
        found[name] = found.get(name, 0) + sign * minor
    return Sums(**found, waits=waits)


def payment_status(sums: Sums) -> PaymentStatus:
    """A payment's status, from its sums: what came decides, then what is held, then what is hoped
    for. Where nothing of the kind is left, it was let go, or it never was.
    """
    if sums.came:
        return _of_what_came(sums)
    if sums.moved_out:
        return PaymentStatus.MOVED
    if sums.open:
        return PaymentStatus.AUTHORIZED
    if sums.waits:
        return PaymentStatus.ACTION_REQUIRED
    if sums.unsettled_begin:
        return PaymentStatus.PENDING
    return PaymentStatus.VOIDED if sums.voided else PaymentStatus.FAILED


def _of_what_came(sums: Sums) -> PaymentStatus:
    if sums.lost:
        return PaymentStatus.CHARGED_BACK
    if sums.refunded >= sums.came:
        return PaymentStatus.REFUNDED
    if sums.refunded:
        return PaymentStatus.PARTIALLY_REFUNDED
    return PaymentStatus.PARTIALLY_CAPTURED if sums.open else PaymentStatus.CAPTURED
