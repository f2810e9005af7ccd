"""Whether this shop insists on approval: a setting, PUBLISH_NEEDS_APPROVAL, off unless it is set.

Where it is on, nothing goes on the shelf that nobody approved, and what was approved changes by
revisions alone. What is imported is taken as approved where it came from.
"""

from uuid import UUID

from domain.catalog.revisions.errors import ApprovalRequired
from domain.catalog.revisions.models import ProductRevision
from domain.catalog.states import RevisionStatus

REVIEWED = (RevisionStatus.IN_REVIEW, RevisionStatus.APPROVED, RevisionStatus.PUBLISHED)


class Policy:
    """What this process was told when it began."""

    needs_approval = False


def insist(needs_approval: bool) -> None:
    """Have this process insist on approval, or not."""
    Policy.needs_approval = needs_approval


async def must_be_approved(product_id: UUID) -> None:
    """Refuse to show a product that nobody approved, where the shop insists.

    Raises:
        ApprovalRequired: no revision of it was approved and made true.
    """
    if Policy.needs_approval:
        approved = ProductRevision.filter(product_id=product_id, status=RevisionStatus.PUBLISHED)
        if not await approved.exists():
            raise ApprovalRequired(product_id)


async def must_not_be_reviewed(product_id: UUID) -> None:
    """Refuse to change directly what was approved or is being looked at, where the shop insists.

    Raises:
        ApprovalRequired: begin a revision instead.
    """
    if Policy.needs_approval and await ProductRevision.exists(
        product_id=product_id, status__in=REVIEWED
    ):
        raise ApprovalRequired(product_id)
