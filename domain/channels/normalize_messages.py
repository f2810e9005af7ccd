"""Normalizing: messages that were received become orders of ours, or are rejected with a reason."""

from collections.abc import Sequence
from uuid import UUID

import orjson
from tortoise.transactions import in_transaction

from domain.channels.messages import normalized, terms_of
from domain.channels.models import ChannelImport, SalesChannel
from domain.channels.normalized import NormalizedOrder, Rejected
from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.context import Context

BATCH = 500  # messages in one transaction
CLAIM = """
SELECT id FROM channel_order WHERE id = ANY(ARRAY(
    SELECT id FROM channel_order WHERE status = 'received' AND ($2::uuid[] IS NULL OR id = ANY($2))
    ORDER BY received_at, id LIMIT $1 FOR UPDATE SKIP LOCKED))
ORDER BY received_at, id
"""
WRITE = """
UPDATE channel_order AS row
SET status = CASE WHEN done.reason IS NULL THEN 'normalized' ELSE 'rejected' END,
    version = row.version + 1, reason = done.reason, reason_field = done.field,
    facts = done.facts::jsonb, currency = done.currency, total_minor = done.total,
    placed_at = done.placed_at, kind = coalesce(done.kind, row.kind), said_at = done.said_at,
    updated_at = $1
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[],
    $8::timestamptz[], $9::text[], $10::timestamptz[])
    AS done (id, reason, field, facts, currency, total, placed_at, kind, said_at)
WHERE row.id = done.id AND row.status = 'received'
"""


async def normalize_messages(
    ctx: Context, *, limit: int = BATCH, ids: Sequence[UUID] | None = None
) -> int:
    """Take up to so many messages that were received, or those named, and read them; how many.

    One transaction, three statements whatever their number; whoever dies in it leaves them
    received. What is wrong with a message is written on it, and holds up no other.

    Raises:
        NotPermitted: the actor may not write orders.
    """
    ctx.require(Scope.ORDERS_WRITE)
    async with in_transaction():
        claimed = [row["id"] for row in await sql.rows(CLAIM, limit, ids and list(ids))]
        if not claimed:
            return 0
        rows = await ChannelImport.filter(id__in=claimed)
        channels = await SalesChannel.in_bulk({row.channel_id for row in rows}, "id")
        read = [(row, _read(row, channels[row.channel_id])) for row in rows]
        found = [order if isinstance(order, NormalizedOrder) else None for _, order in read]
        wrong = [order if isinstance(order, Rejected) else None for _, order in read]
        await sql.execute(
            WRITE,
            ctx.now,
            [row.id for row, _ in read],
            [why and why.reason.value for why in wrong],
            [why and why.field and why.field[:120] for why in wrong],
            [why and orjson.dumps(why.facts).decode() for why in wrong],
            [order and order.currency for order in found],
            [order and order.total_minor for order in found],
            [order and order.placed_at for order in found],
            [order and order.kind.value for order in found],
            [order and order.said_at for order in found],
        )
        return len(rows)


def _read(row: ChannelImport, channel: SalesChannel) -> NormalizedOrder | Rejected:
    try:
        return normalized(row, terms_of(channel))
    except Rejected as why:
        return why
