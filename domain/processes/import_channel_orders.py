"""Importing: orders that channels took come into our books, each once, whoever dies meanwhile."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from tortoise.transactions import in_transaction

from domain.channels.messages import normalized, terms_of
from domain.channels.models import ChannelImport, SalesChannel
from domain.channels.normalized import NormalizedOrder, Rejected
from domain.channels.states import ChannelOrderStatus, RejectReason
from domain.identity.scopes import Scope
from domain.orders.enter_orders import Entered, enter_orders
from domain.orders.entries import Entry, EntryLine
from domain.orders.request import ShippingAddress
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import DomainError

BATCH = 500  # messages in one transaction
# The first channel that has any, and so many of its messages.
CLAIM = """
SELECT id FROM channel_order WHERE id = ANY(ARRAY(
    SELECT id FROM channel_order
    WHERE status = 'normalized' AND kind = 'created' AND ($2::uuid[] IS NULL OR id = ANY($2))
        AND channel_id = (SELECT channel_id FROM channel_order
            WHERE status = 'normalized' AND kind = 'created'
                AND ($2::uuid[] IS NULL OR id = ANY($2))
            ORDER BY updated_at, id LIMIT 1)
    ORDER BY updated_at, id LIMIT $1 FOR UPDATE SKIP LOCKED))
ORDER BY received_at, id
"""
LISTED = "SELECT external_sku, variant_id FROM channel_listing WHERE channel_id = $1 AND" + (
    " external_sku = ANY($2)"
)
CANCELED = """
SELECT DISTINCT external_id FROM channel_order
WHERE channel_id = $1 AND external_id = ANY($2) AND kind = 'canceled'
    AND status IN ('normalized', 'rejected')
"""
# What an order of ours is now: its units by variant, and what it comes to.
AS_IT_IS = """
SELECT sales_order.id, sales_order.total_minor, line.variant_id, sum(line.quantity)::int AS units
FROM sales_order JOIN order_line AS line ON line.order_id = sales_order.id
WHERE sales_order.id = ANY($1) AND line.quantity > line.canceled
GROUP BY 1, 2, 3
"""
SETTLE = """
UPDATE channel_order AS row
SET status = done.status, version = row.version + 1, reason = done.reason,
    reason_field = done.field, facts = done.facts::jsonb, order_id = done.order_id,
    kind = done.kind, message = CASE WHEN done.status IN ('imported', 'duplicate') THEN NULL
        ELSE row.message END, updated_at = $1
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::text[])
    AS done (id, status, reason, field, facts, order_id, kind)
WHERE row.id = done.id AND row.status = 'normalized'
"""
LATER = "UPDATE channel_order SET updated_at = $2 WHERE id = $1 AND status = 'normalized'"
WAITING = (
    "SELECT id FROM channel_order WHERE status = 'normalized' AND kind = 'created'"
    " AND ($2::uuid[] IS NULL OR id = ANY($2)) ORDER BY updated_at, id LIMIT $1"
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a message. One that changes an order we have is left for `apply_changes`."""

    status: ChannelOrderStatus
    order_id: UUID | None = None
    why: Rejected | None = None
    kind: str = "created"


async def import_channel_orders(
    ctx: Context, *, limit: int = BATCH, ids: Sequence[UUID] | None = None
) -> int:
    """Enter up to so many normalized orders of one channel, or those named; how many there were.

    One transaction, at most twelve statements, whatever the number: the order, its money, its
    stock and the message's end are written together, so whoever dies leaves all of them or none.
    Two at once take different messages; the same order by two messages meets a lock, and then the
    index of `sales_order (channel_id, external_id)`.

    A batch that fails is tried message by message, so one that cannot be written holds up no other;
    it goes to the end of the queue.

    Raises:
        NotPermitted: the actor may not write orders.
    """
    ctx.require(Scope.ORDERS_WRITE)
    try:
        return await _batch(ctx, limit, ids)
    except DomainError:
        raise
    except Exception:
        logger.exception("A batch of channel orders failed; each is tried alone")
    waiting = [row["id"] for row in await sql.rows(WAITING, limit, ids and list(ids))]
    for id_ in waiting:
        try:
            await _batch(ctx, 1, [id_])
        except Exception:
            logger.exception("A channel order could not be entered: %s", id_)
            await sql.execute(LATER, id_, ctx.now)
    return len(waiting)


async def _batch(ctx: Context, limit: int, ids: Sequence[UUID] | None) -> int:
    async with in_transaction():
        claimed = [row["id"] for row in await sql.rows(CLAIM, limit, ids and list(ids))]
        if not claimed:
            return 0
        found = {row.id: row for row in await ChannelImport.filter(id__in=claimed)}
        rows = [found[id_] for id_ in claimed]
        channel = await SalesChannel.get(id=rows[0].channel_id)
        outcomes = await enter(ctx, channel, rows)
        await settle(ctx, rows, outcomes)
        return len(rows)


async def enter(
    ctx: Context, channel: SalesChannel, rows: Sequence[ChannelImport]
) -> list[Outcome]:
    """Enter the orders that messages of one channel mean, in the caller's transaction."""
    read = [_read(row, channel) for row in rows]
    orders = [order for order in read if isinstance(order, NormalizedOrder)]
    variants = await listed(channel, orders)
    names = [order.external_id for order in orders]
    canceled = {row["external_id"] for row in await sql.rows(CANCELED, channel.id, names)}
    entries: dict[int, Entry] = {}
    outcomes: dict[int, Outcome] = {}
    for place, order in enumerate(read):
        try:
            if isinstance(order, Rejected):
                raise order
            if order.external_id in canceled:
                raise Rejected(RejectReason.NOT_TO_IMPORT, "status", said="canceled")
            entries[place] = entry_of(order, variants)
        except Rejected as why:
            outcomes[place] = Outcome(ChannelOrderStatus.REJECTED, why=why)
    entered = await enter_orders(ctx, channel, list(entries.values()))
    known = [one.order_id for one in entered if one.order_id and not one.is_new]
    as_it_is = await contents(known) if known else {}
    for place, one in zip(entries, entered, strict=True):
        outcomes[place] = _outcome(entries[place], one, as_it_is)
    return [outcomes[place] for place in range(len(rows))]


def _read(row: ChannelImport, channel: SalesChannel) -> NormalizedOrder | Rejected:
    try:
        return normalized(row, terms_of(channel))
    except Rejected as why:
        return why


async def listed(channel: SalesChannel, orders: Sequence[NormalizedOrder]) -> Mapping[str, UUID]:
    """Which variants a channel means."""
    skus = {line.sku for order in orders for line in order.lines}
    rows = await sql.rows(LISTED, channel.id, list(skus)) if skus else []
    return {row["external_sku"]: row["variant_id"] for row in rows}


def entry_of(order: NormalizedOrder, variants: Mapping[str, UUID]) -> Entry:
    """An order with our variants. One whose address is none that a parcel finds is taken all the
    same, for it is sold: it waits for somebody to see to it.

    Raises:
        Rejected: the channel has not said what one of its SKUs is.
    """
    if unknown := sorted({line.sku for line in order.lines if line.sku not in variants}):
        raise Rejected(RejectReason.UNKNOWN_SKU, "sku", skus=unknown[:20])
    address = ShippingAddress(**order.address) if order.address else None
    return Entry(
        order.external_id,
        order.currency,
        order.placed_at,
        [
            EntryLine(variants[line.sku], line.quantity, line.unit_price_minor, line.discount_minor)
            for line in order.lines
        ],
        order.shipping_minor,
        order.paid_minor,
        order.payment_reference,
        address,
        _is_lost(address),
        order.note,
    )


def _is_lost(address: ShippingAddress | None) -> bool:
    """Whether a parcel would not find its way."""
    try:
        if address is not None:
            address.snapshot()
    except DomainError:
        return True
    return False


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in an order: units by variant, and what it comes to."""

    units: Mapping[UUID, int]
    total_minor: int

    @classmethod
    def of(cls, entry: Entry) -> "Contents":
        """What a channel says is in it."""
        units = Counter[UUID]()
        for line in entry.lines:
            units[line.variant_id] += line.quantity
        return cls(units, entry.total_minor)

    def differences(self, said: "Contents") -> dict[str, Any]:
        """What a channel says otherwise, for a person: by variant, ours and theirs."""
        lines = [
            {
                "variantId": str(key),
                "ours": self.units.get(key, 0),
                "theirs": said.units.get(key, 0),
            }
            for key in sorted({*self.units, *said.units})
            if self.units.get(key, 0) != said.units.get(key, 0)
        ]
        facts: dict[str, Any] = {"lines": lines[:50]} if lines else {}
        if self.total_minor != said.total_minor:
            facts["total_minor"] = {"ours": self.total_minor, "theirs": said.total_minor}
        return facts


async def contents(order_ids: Sequence[UUID]) -> dict[UUID, Contents]:
    """What is in orders of ours now."""
    units: dict[UUID, dict[UUID, int]] = {}
    totals: dict[UUID, int] = {}
    for row in await sql.rows(AS_IT_IS, list(order_ids)):
        units.setdefault(row["id"], {})[row["variant_id"]] = row["units"]
        totals[row["id"]] = row["total_minor"]
    return {key: Contents(found, totals[key]) for key, found in units.items()}


def _outcome(entry: Entry, one: Entered, as_it_is: Mapping[UUID, Contents]) -> Outcome:
    if one.short:
        short = [
            {"variantId": str(each.variant_id), "asked": each.requested, "there": each.available}
            for each in one.short
        ]
        why = Rejected(RejectReason.INSUFFICIENT_STOCK, "lines", short=short[:50])
        return Outcome(ChannelOrderStatus.REJECTED, why=why)
    if one.is_new:
        return Outcome(ChannelOrderStatus.IMPORTED, one.order_id)
    assert one.order_id is not None, "an order is new, known or short"
    ours = as_it_is.get(one.order_id)
    if ours is None or not ours.differences(Contents.of(entry)):
        return Outcome(ChannelOrderStatus.DUPLICATE, one.order_id)
    # It says something else of an order that we have: it is a change of it.
    return Outcome(ChannelOrderStatus.NORMALIZED, one.order_id, kind="updated")


async def settle(ctx: Context, rows: Sequence[ChannelImport], outcomes: Sequence[Outcome]) -> None:
    """Write on messages what became of them."""
    whys = [one.why for one in outcomes]
    await sql.execute(
        SETTLE,
        ctx.now,
        [row.id for row in rows],
        [one.status.value for one in outcomes],
        [why and why.reason.value for why in whys],
        [why and why.field and why.field[:120] for why in whys],
        [why and orjson.dumps(why.facts).decode() for why in whys],
        [one.order_id for one in outcomes],
        [one.kind for one in outcomes],
    )
