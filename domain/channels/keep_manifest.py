"""Keeping what a channel itself counts, to compare ours with."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.channels.models import SalesChannel
from domain.channels.normalized import EXTERNAL_ID_LENGTH_MAX
from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.ids import new_id
from domain.shared.inputs import text

AT_ONCE = 5_000  # entries in one statement
KEEP = """
INSERT INTO channel_manifest_entry (id, channel_id, external_id, total_minor, placed_at, times,
    updated_at)
SELECT id, $1, external_id, total_minor, placed_at, times, $2
FROM unnest($3::uuid[], $4::text[], $5::bigint[], $6::timestamptz[], $7::int[])
    AS said (id, external_id, total_minor, placed_at, times)
ORDER BY external_id
ON CONFLICT (channel_id, external_id) DO UPDATE SET total_minor = excluded.total_minor,
    placed_at = excluded.placed_at, times = excluded.times, updated_at = excluded.updated_at
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """An order as its channel counts it; `total_minor` in the channel's currency."""

    external_id: str
    total_minor: int
    placed_at: datetime


async def keep_manifest(ctx: Context, channel_id: UUID, manifest: Sequence[Counted]) -> int:
    """Keep a channel's own list of orders; how many orders it has. Given again, it takes the place
    of what it said before. An order that stands in it twice is kept as counted twice.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: no such channel.
        InvalidInput: an id that is empty or too long.
    """
    ctx.require(Scope.ORDERS_WRITE)
    times = Counter(one.external_id for one in manifest)
    last = {one.external_id: one for one in manifest}
    for name in last:
        text(name, "orders", longest=EXTERNAL_ID_LENGTH_MAX)
    rows = list(last.values())
    async with in_transaction():
        if not await SalesChannel.exists(id=channel_id):
            raise NotFound("channel", channel_id)
        for start in range(0, len(rows), AT_ONCE):
            part = rows[start : start + AT_ONCE]
            await sql.execute(
                KEEP,
                channel_id,
                ctx.now,
                [new_id() for _ in part],
                [one.external_id for one in part],
                [one.total_minor for one in part],
                [one.placed_at for one in part],
                [times[one.external_id] for one in part],
            )
    return len(rows)
