"""What happened to pending edits."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.catalog.states import RevisionAction, RevisionStatus
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionEvent(Event):
    """`changed` names the fields that the revision changes now."""

    aggregate_type: ClassVar[AggregateType] = AggregateType.PRODUCT_REVISION

    product_id: UUID
    status: RevisionStatus
    changed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionBegun(RevisionEvent):
    type: ClassVar[str] = "catalog.product_revision_begun"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionMoved(RevisionEvent):
    """Whatever comes after. Why stands on the revision: it is free text."""

    source: RevisionStatus
    action: RevisionAction


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionEdited(RevisionMoved):
    type: ClassVar[str] = "catalog.product_revision_edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionSubmitted(RevisionMoved):
    type: ClassVar[str] = "catalog.product_revision_submitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionChangesRequested(RevisionMoved):
    type: ClassVar[str] = "catalog.product_revision_changes_requested"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionApproved(RevisionMoved):
    type: ClassVar[str] = "catalog.product_revision_approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionRejected(RevisionMoved):
    type: ClassVar[str] = "catalog.product_revision_rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionPublished(RevisionMoved):
    type: ClassVar[str] = "catalog.product_revision_published"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionWithdrawn(RevisionMoved):
    type: ClassVar[str] = "catalog.product_revision_withdrawn"
