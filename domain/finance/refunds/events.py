"""Facts of refunds. Each names its order, and its return if it is for one."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self
from uuid import UUID

from domain.finance.refunds.models import ReturnRefund
from domain.finance.refunds.states import (
    ReturnRefundAction,
    ReturnRefundKind,
    ReturnRefundStatus,
)
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRefundEvent(Event):
    """Something about money that goes back."""

    aggregate_type: ClassVar[AggregateType] = AggregateType.RETURN_REFUND
    order_id: UUID
    return_id: UUID | None
    status: ReturnRefundStatus
    currency: str
    amount_minor: int

    @classmethod
    def of(cls, row: ReturnRefund, **facts: Any) -> Self:
        """The fact that made this version of the row."""
        return cls(
            aggregate_id=row.id,
            version=row.version,
            order_id=row.order_id,
            return_id=row.parent_id,
            status=row.status,
            currency=row.currency,
            amount_minor=row.amount_minor,
            **facts,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRefundDue(ReturnRefundEvent):
    """So much is to go back; somebody must agree first if it is much."""

    type: ClassVar[str] = "finance.return_refund_due"
    kind: ReturnRefundKind
    needs_approval: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRefundMoved(ReturnRefundEvent):
    """A refund moved from one state to another."""

    source: ReturnRefundStatus
    action: ReturnRefundAction


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRefundProcessed(ReturnRefundMoved):
    """It is being given back."""

    type: ClassVar[str] = "finance.return_refund_processed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRefundSucceeded(ReturnRefundMoved):
    """It went back."""

    type: ClassVar[str] = "finance.return_refund_succeeded"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRefundFailed(ReturnRefundMoved):
    """It could not be given back: less than that is left of what was paid."""

    type: ClassVar[str] = "finance.return_refund_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRefundCanceled(ReturnRefundMoved):
    """It will not be given back this way."""

    type: ClassVar[str] = "finance.return_refund_canceled"
