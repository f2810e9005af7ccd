"""Requesting changes: the product manager says what is to be done before a revision is right."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.revisions.models import ProductRevision
from domain.catalog.revisions.moving import move_revision
from domain.catalog.revisions.queries import lock_revision
from domain.catalog.states import RevisionAction
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.states import expect_version

COMMENT_LENGTH_MAX = 2_000  # characters


async def request_changes(
    ctx: Context, revision_id: UUID, *, comment: str, expected_version: int | None = None
) -> ProductRevision:
    """Give a revision back to its authors; an approval is taken back with it.

    Raises:
        NotPermitted: the actor may not approve.
        NotFound: no such revision.
        InvalidInput: the comment is empty or too long.
        VersionConflict: it changed since `expected_version`.
        InvalidTransition: it was not handed in, or is over.
    """
    ctx.require(Scope.CATALOG_APPROVE)
    comment = inputs.text(comment, "comment", longest=COMMENT_LENGTH_MAX)
    async with in_transaction():
        revision = await lock_revision(ctx, revision_id)
        expect_version(revision, "product revision", expected_version)
        await move_revision(
            ctx,
            revision,
            RevisionAction.REQUEST_CHANGES,
            comment=comment,
            reviewed_by=ctx.actor.key,
            reviewed_at=ctx.now,
        )
        return revision
