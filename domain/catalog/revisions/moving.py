"""One step of a revision's life: the row and the fact of it, in the caller's transaction."""

from collections.abc import Mapping
from typing import Any

from domain.catalog.revisions import events
from domain.catalog.revisions.models import ProductRevision
from domain.catalog.states import REVISION, RevisionAction
from domain.shared.context import Context
from domain.shared.outbox import append

FACTS: Mapping[RevisionAction, type[events.RevisionMoved]] = {
    RevisionAction.EDIT: events.RevisionEdited,
    RevisionAction.SUBMIT: events.RevisionSubmitted,
    RevisionAction.REQUEST_CHANGES: events.RevisionChangesRequested,
    RevisionAction.APPROVE: events.RevisionApproved,
    RevisionAction.REJECT: events.RevisionRejected,
    RevisionAction.PUBLISH: events.RevisionPublished,
    RevisionAction.WITHDRAW: events.RevisionWithdrawn,
}


async def move_revision(
    ctx: Context, revision: ProductRevision, action: RevisionAction, **columns: Any
) -> None:
    """Move a revision and tell of it.

    Raises:
        InvalidTransition: the table has no such arrow from here.
        VersionConflict: somebody else moved it first.
    """
    source = await REVISION.move(revision, action, at=ctx.now, **columns)
    await append(
        ctx,
        FACTS[action](
            aggregate_id=revision.id,
            version=revision.version,
            product_id=revision.product_id,
            status=revision.status,
            changed=sorted(revision.staged),
            source=source,
            action=action,
        ),
    )
