"""Facts of claims. Each names its order, whose page tells of it too."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self
from uuid import UUID

from domain.returns.claims.models import Claim
from domain.returns.claims.states import ClaimAction, ClaimReason, ClaimResolution, ClaimStatus
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimEvent(Event):
    """Something about one claim."""

    aggregate_type: ClassVar[AggregateType] = AggregateType.CLAIM
    order_id: UUID
    status: ClaimStatus

    @classmethod
    def of(cls, row: Claim, **facts: Any) -> Self:
        """The fact that made this version of the row."""
        return cls(
            aggregate_id=row.id,
            version=row.version,
            order_id=row.order_id,
            status=row.status,
            **facts,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimOpened(ClaimEvent):
    """Somebody says that something is wrong."""

    type: ClassVar[str] = "returns.claim_opened"
    reason: ClaimReason
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimMoved(ClaimEvent):
    """A claim moved from one state to another."""

    source: ClaimStatus
    action: ClaimAction


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimApproved(ClaimMoved):
    """It is so, and it is decided what is done about it."""

    type: ClassVar[str] = "returns.claim_approved"
    resolution: ClaimResolution
    currency: str
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDenied(ClaimMoved):
    """We do not see it so."""

    type: ClassVar[str] = "returns.claim_denied"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimResolved(ClaimMoved):
    """It is done: so much is no longer owed, or new goods are on order."""

    type: ClassVar[str] = "returns.claim_resolved"
    resolution: ClaimResolution
    currency: str
    amount_minor: int
    replacement_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCanceled(ClaimMoved):
    """Nothing is wrong after all."""

    type: ClassVar[str] = "returns.claim_canceled"
