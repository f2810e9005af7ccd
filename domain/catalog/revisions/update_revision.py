"""Editing a revision: more, or something else, shall be said of the product."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.revisions.content import Edit, checked, standing
from domain.catalog.revisions.models import ProductRevision
from domain.catalog.revisions.moving import move_revision
from domain.catalog.revisions.queries import lock_revision
from domain.catalog.states import REVISION, RevisionAction
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.states import expect_version


async def update_revision(
    ctx: Context, revision_id: UUID, edit: Edit, *, expected_version: int | None = None
) -> ProductRevision:
    """Write down more, before anybody reviews it or after changes were asked for.

    Whoever writes a field anew has seen what stands there now: it conflicts no more. A field that
    is set to what stands there is no change any more. Where nothing changes, nothing is told.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput, NotFound: see `checked`; or there is no such revision.
        VersionConflict: the revision changed since `expected_version`.
        InvalidTransition: it is being reviewed, or over.
    """
    ctx.require(Scope.CATALOG_WRITE)
    async with in_transaction():
        revision = await lock_revision(ctx, revision_id)
        expect_version(revision, "product revision", expected_version)
        REVISION.target(revision.status, RevisionAction.EDIT)
        wanted = await checked(ctx, edit)

        current = (await standing([revision.product_id]))[revision.product_id]
        staged, base = {**revision.staged, **wanted}, dict(revision.base)
        for name in wanted:
            base[name] = current.get(name)
            if staged[name] == base[name]:
                del staged[name], base[name]
        if (staged, base) == (revision.staged, revision.base):
            return revision
        authors = sorted({*revision.authors, ctx.actor.key})
        await move_revision(
            ctx, revision, RevisionAction.EDIT, staged=staged, base=base, authors=authors
        )
        return revision
