"""Submitting a revision: it is written, and somebody else shall look at it."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.models import Product
from domain.catalog.revisions.models import ProductRevision
from domain.catalog.revisions.moving import move_revision
from domain.catalog.revisions.queries import lock_revision
from domain.catalog.states import PublicationStatus, RevisionAction, RevisionStatus
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import InvalidInput
from domain.shared.states import expect_version


async def submit_revision(
    ctx: Context, revision_id: UUID, *, expected_version: int | None = None
) -> ProductRevision:
    """Hand a revision in for review. Repeating the call is harmless.

    Raises:
        NotPermitted: the actor may not change the catalog.
        NotFound: no such revision.
        VersionConflict: it changed since `expected_version`.
        InvalidInput: it changes nothing of a product that is on the shelf already.
        InvalidTransition: it was approved, or is over.
    """
    ctx.require(Scope.CATALOG_WRITE)
    async with in_transaction():
        revision = await lock_revision(ctx, revision_id)
        if revision.status is RevisionStatus.IN_REVIEW:
            return revision
        expect_version(revision, "product revision", expected_version)
        shown = Product.filter(id=revision.product_id, status=PublicationStatus.PUBLISHED)
        if not revision.staged and await shown.exists():
            raise InvalidInput("This revision changes nothing.", "id")
        await move_revision(ctx, revision, RevisionAction.SUBMIT, submitted_at=ctx.now)
        return revision
