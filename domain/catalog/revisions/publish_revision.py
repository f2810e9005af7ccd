"""Publishing a revision: the product becomes what was approved, all of it or nothing."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.events import ProductUpdated
from domain.catalog.queries import lock_product
from domain.catalog.reindex import reindex
from domain.catalog.revisions.content import changes, set_content, standing
from domain.catalog.revisions.errors import RevisionConflicts
from domain.catalog.revisions.models import ProductRevision
from domain.catalog.revisions.moving import move_revision
from domain.catalog.revisions.queries import get_revision, lock_revision
from domain.catalog.states import REVISION, RevisionAction, RevisionStatus
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def publish_revision(
    ctx: Context, revision_id: UUID, *, expected_version: int | None = None
) -> ProductRevision:
    """Make an approved revision true. Repeating the call is harmless.

    What else changed of the product meanwhile stays. Where somebody wrote into the same field,
    nothing is done and the fields are said: have changes requested, set them anew, or withdraw.
    Whether the product is on the shelf does not change by this.

    Raises:
        NotPermitted: the actor may not change the catalog.
        NotFound: no such revision.
        VersionConflict: it changed since `expected_version`.
        InvalidTransition: it is not approved, or over.
        RevisionConflicts: the product changed in the same fields.
        AlreadyTaken: another product has its slug.
    """
    ctx.require(Scope.CATALOG_WRITE)
    async with in_transaction():
        product = await lock_product(ctx, (await get_revision(ctx, revision_id)).product_id)
        revision = await lock_revision(ctx, revision_id)
        if revision.status is RevisionStatus.PUBLISHED:
            return revision
        expect_version(revision, "product revision", expected_version)
        REVISION.target(revision.status, RevisionAction.PUBLISH)
        current = (await standing([product.id]))[product.id]
        found = changes(revision.base, revision.staged, current)
        if clashes := [change for change in found if change.is_conflict]:
            raise RevisionConflicts(clashes)

        if changed := [change.field for change in found if change.current != change.after]:
            columns = await set_content(product, revision.staged, current)
            await raise_version(product, "product", at=ctx.now, **columns)
            await reindex([product.id])
            await append(
                ctx,
                ProductUpdated(aggregate_id=product.id, version=product.version, changed=changed),
            )
        await move_revision(ctx, revision, RevisionAction.PUBLISH, published_at=ctx.now)
        return revision
