"""What a review refuses."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from domain.catalog.revisions.content import Change
from domain.shared.errors import DomainError


class RevisionPending(DomainError):
    """A product has one pending edit at a time."""

    code: ClassVar[str] = "REVISION_PENDING"

    def __init__(self, product_id: UUID) -> None:
        super().__init__("This product has a pending revision already.", product_id=product_id)


class OwnRevision(DomainError):
    """Nobody approves what they wrote themselves."""

    code: ClassVar[str] = "OWN_REVISION"

    def __init__(self) -> None:
        super().__init__("Somebody else has to approve this: you worked on it.")


class RevisionConflicts(DomainError):
    """Somebody changed the same fields of the product since they were written down here."""

    code: ClassVar[str] = "REVISION_CONFLICTS"

    def __init__(self, changes: Sequence[Change]) -> None:
        names = ", ".join(change.field for change in changes)
        super().__init__(f"The product has changed in these fields since: {names}.", fields=names)
        self.changes = changes


class ApprovalRequired(DomainError):
    """In this shop, what customers see was approved by somebody."""

    code: ClassVar[str] = "APPROVAL_REQUIRED"

    def __init__(self, product_id: UUID) -> None:
        super().__init__("This needs a revision that somebody approved.", product_id=product_id)
