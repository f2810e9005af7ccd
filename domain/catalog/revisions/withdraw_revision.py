"""Withdrawing a revision: nobody wants it any more, and another can be begun."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.revisions.models import ProductRevision
from domain.catalog.revisions.moving import move_revision
from domain.catalog.revisions.queries import lock_revision
from domain.catalog.states import RevisionAction, RevisionStatus
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.states import expect_version


async def withdraw_revision(
    ctx: Context, revision_id: UUID, *, expected_version: int | None = None
) -> ProductRevision:
    """End a pending revision without making it true. Repeating the call is harmless.

    Raises:
        NotPermitted: the actor may not change the catalog.
        NotFound: no such revision.
        VersionConflict: it changed since `expected_version`.
        InvalidTransition: it is over.
    """
    ctx.require(Scope.CATALOG_WRITE)
    async with in_transaction():
        revision = await lock_revision(ctx, revision_id)
        if revision.status is RevisionStatus.WITHDRAWN:
            return revision
        expect_version(revision, "product revision", expected_version)
        await move_revision(ctx, revision, RevisionAction.WITHDRAW)
        return revision
