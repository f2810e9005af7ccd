"""Receiving: what a channel says is written down, sealed, before anybody looks into it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.channels.messages import Message, sealed
from domain.channels.models import SalesChannel
from domain.channels.states import ChannelFormat
from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.ids import new_id

# Whoever says the same again is told so by the index: nothing is written twice.
RECEIVE = """
INSERT INTO channel_order (id, channel_id, source_id, external_id, kind, format, status, version,
    hash, message, row_number, received_at, updated_at)
SELECT id, $1, source_id, external_id, kind, $2, 'received', 1, hash, message, row_number, $3, $3
FROM unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::int[])
    AS said (id, source_id, external_id, kind, hash, message, row_number)
ON CONFLICT (channel_id, source_id) DO NOTHING
RETURNING id
"""
KNOWN = "SELECT source_id FROM channel_order WHERE channel_id = $1 AND source_id = ANY($2)"


@dataclass(frozen=True, slots=True)
class Received:
    """Messages that were new, and how many we had already."""

    ids: Sequence[UUID]
    known: int


async def receive_messages(
    ctx: Context, channel: SalesChannel, format: ChannelFormat, messages: Sequence[Message]
) -> Received:
    """Write messages down, each once, in two statements whatever their number.

    Raises:
        NotPermitted: the actor may not write orders.
    """
    ctx.require(Scope.ORDERS_WRITE)
    fresh: dict[str, tuple[Message, str]] = {}
    for message in messages:
        hash_ = message.hash
        fresh.setdefault(message.source_id or f"hash:{hash_}", (message, hash_))
    known = {row["source_id"] for row in await sql.rows(KNOWN, channel.id, list(fresh))}
    new = {name: said for name, said in fresh.items() if name not in known}
    if not new:
        return Received((), len(messages))
    ids = [new_id() for _ in new]
    said = list(new.values())
    rows = await sql.rows(
        RECEIVE,
        channel.id,
        format.value,
        ctx.now,
        ids,
        list(new),
        [message.external_id for message, _ in said],
        [message.kind.value for message, _ in said],
        [hash_ for _, hash_ in said],
        [sealed(id_, message.text) for id_, (message, _) in zip(ids, said, strict=True)],
        [message.row_number for message, _ in said],
    )
    found = [row["id"] for row in rows]
    return Received(found, len(messages) - len(found))
