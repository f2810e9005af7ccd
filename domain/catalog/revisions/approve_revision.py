"""Approving a revision: the product manager says that it may be made true."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.revisions.errors import OwnRevision
from domain.catalog.revisions.models import ProductRevision
from domain.catalog.revisions.moving import move_revision
from domain.catalog.revisions.queries import lock_revision
from domain.catalog.revisions.request_changes import COMMENT_LENGTH_MAX
from domain.catalog.states import RevisionAction, RevisionStatus
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.states import expect_version


async def approve_revision(
    ctx: Context, revision_id: UUID, *, comment: str = "", expected_version: int | None = None
) -> ProductRevision:
    """Approve a revision that somebody else wrote. Repeating the call is harmless.

    Raises:
        NotPermitted: the actor may not approve.
        NotFound: no such revision.
        InvalidInput: the comment is too long.
        OwnRevision: the actor wrote some of it.
        VersionConflict: it changed since `expected_version`.
        InvalidTransition: it was not handed in, or is over.
    """
    ctx.require(Scope.CATALOG_APPROVE)
    comment = inputs.text(comment, "comment", longest=COMMENT_LENGTH_MAX, required=False)
    async with in_transaction():
        revision = await lock_revision(ctx, revision_id)
        if ctx.actor.key in revision.authors:
            raise OwnRevision
        if revision.status is RevisionStatus.APPROVED:
            return revision
        expect_version(revision, "product revision", expected_version)
        await move_revision(
            ctx,
            revision,
            RevisionAction.APPROVE,
            comment=comment,
            reviewed_by=ctx.actor.key,
            reviewed_at=ctx.now,
        )
        return revision
