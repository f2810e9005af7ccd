"""Putting something into feeds, and telling whoever follows them."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from domain.notifications.events import NotificationShown
from domain.notifications.models import Notification
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.outbox import append_all

# Feeds are raised in the order of their ids, whoever does it; one that is not there is made.
RAISE = """
INSERT INTO notification_feed (id, version, webhook_url, webhook_secret, updated_at)
SELECT id, raised, '', '', $3 FROM unnest($1::uuid[], $2::int[]) AS feed (id, raised) ORDER BY id
ON CONFLICT (id) DO UPDATE SET version = notification_feed.version + excluded.version,
    updated_at = excluded.updated_at
RETURNING id, version
"""


async def tell_feeds(ctx: Context, shown: Sequence[Notification]) -> None:
    """Tell, in the caller's transaction, that these are in their customers' feeds now."""
    if not shown:
        return
    of: dict[UUID, list[Notification]] = defaultdict(list)
    for each in shown:
        of[each.customer_id].append(each)
    owners = sorted(of)
    versions = await raised(ctx, owners, [len(of[owner]) for owner in owners])
    await append_all(
        ctx,
        [
            NotificationShown(
                aggregate_id=owner,
                version=versions[owner] - len(of[owner]) + place,
                notification_id=each.id,
                order_id=each.order_id,
                kind=each.kind,
            )
            for owner in owners
            for place, each in enumerate(of[owner], 1)
        ],
    )


async def raised(ctx: Context, owners: Sequence[UUID], by: Sequence[int]) -> dict[UUID, int]:
    """Raise the versions of customers' feeds, and say what they are now."""
    rows = await sql.rows(RAISE, list(owners), list(by), ctx.now)
    return {row["id"]: row["version"] for row in rows}
