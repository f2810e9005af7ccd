"""Saying that something in one's feed was read."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.customers.permission import require_own_card
from domain.customers.queries import lock_customer
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


async def mark_read(ctx: Context, customer_id: UUID, ids: Sequence[UUID] | None = None) -> int:
    """Mark what is named of a customer's feed as read, or all of it; how many were not yet.
    Customers may say so of their own. Repeating it marks nothing more and tells nobody.

    Raises:
        NotPermitted: the actor may not change customers.
        InvalidInput: too many at once.
        NotFound: no such customer, or one is not in their feed.
    """
    require_own_card(ctx)
    named = None if ids is None else sorted(set(inputs.items(ids, "ids")))
    async with in_transaction():
        customer = await lock_customer(ctx, customer_id)
        if named and await feed_of(customer.id).filter(id__in=named).count() < len(named):
            raise NotFound("notification")
        count = await sql.execute(READ, customer.id, named, ctx.now)
        if count:
            versions = await raised(ctx, [customer.id], [1])
            await append(
                ctx,
                NotificationsRead(
                    aggregate_id=customer.id, version=versions[customer.id], count=count
                ),
            )
        return count
