"""Saying that something in one's feed was read."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.notifications.events import NotificationsRead
from domain.notifications.feeding import raised
from domain.notifications.queries import feed_of
from domain.shared import inputs, sql
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.outbox import append

READ = """
UPDATE notification SET read_at = $3, updated_at = $3 WHERE customer_id = $1 AND medium = 'feed'
    AND status = 'sent' AND read_at IS NULL AND ($2::uuid[] IS NULL OR id = ANY($2))
"""


async def mark_read(ctx: Context, ids: Sequence[UUID] | None = None) -> int:
    """Mark what the asker names of their own feed as read, or all of it; how many were not yet.

    Repeating it marks nothing more and tells nobody.

    Raises:
        NotSignedIn: nobody is signed in.
        InvalidInput: too many at once.
        NotFound: one is not in the asker's feed.
    """
    ctx.require_somebody()
    named = None if ids is None else sorted(set(inputs.items(ids, "ids")))
    if ctx.customer_id is None:
        if named:
            raise NotFound("notification")
        return 0  # whoever is no customer has an empty feed
    async with in_transaction():
        if named and await feed_of(ctx.customer_id).filter(id__in=named).count() < len(named):
            raise NotFound("notification")
        count = await sql.execute(READ, ctx.customer_id, named, ctx.now)
        if count:
            versions = await raised(ctx, [ctx.customer_id], [1])
            await append(
                ctx,
                NotificationsRead(
                    aggregate_id=ctx.customer_id, version=versions[ctx.customer_id], count=count
                ),
            )
        return count
