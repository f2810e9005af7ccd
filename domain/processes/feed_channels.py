"""Telling channels of stock and prices: what changed, as the log has it, the latest value alone."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from tortoise.transactions import in_transaction

from domain.channels.feed.port import ChannelFeed, FeedFailed, Offered
from domain.channels.feed.registry import feeds
from domain.channels.models import ChannelPush, SalesChannel
from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.context import Context

FACTS = 2_000  # of the log, in one look
LISTINGS = 200  # in one call
LEASE = timedelta(minutes=2)  # a feeder that dies is followed by another then
RETRY = timedelta(seconds=30)
# Listings of variants of which something was said, due from then on. One that is on its way out
# becomes due again: what it was given may be old.
MARK = """
WITH fact AS (
    SELECT seq, (payload->>'variant_id')::uuid AS variant_id FROM event
    WHERE seq > $2 AND type IN ('inventory.stock_moved', 'catalog.price_set')
    ORDER BY seq LIMIT $3
), marked AS (
    UPDATE channel_listing AS listing SET due_at = coalesce(listing.due_at, $4)
    WHERE channel_id = $1 AND variant_id IN (SELECT variant_id FROM fact)
)
SELECT count(*) AS facts, max(seq) AS seq FROM fact
"""
CLAIM = """
UPDATE channel_listing SET leased_until = $3, due_at = NULL WHERE id = ANY(ARRAY(
    SELECT id FROM channel_listing
    WHERE channel_id = $1 AND due_at <= $2 AND (leased_until IS NULL OR leased_until <= $2)
    ORDER BY due_at, id LIMIT $4 FOR UPDATE SKIP LOCKED))
RETURNING id, external_sku, variant_id, pushed_available, pushed_price_minor
"""
NOW = """
SELECT variant.id, coalesce(stock.available, 0)::int AS available, price.amount_minor
FROM unnest($1::uuid[]) AS variant (id)
LEFT JOIN LATERAL (
    SELECT sum(on_hand - committed - reserved) AS available
    FROM inventory_level JOIN warehouse ON warehouse.id = warehouse_id AND warehouse.is_active
    WHERE inventory_level.variant_id = variant.id
) AS stock ON true
LEFT JOIN variant_price AS price ON price.variant_id = variant.id AND price.currency = $2
"""
DONE = """
UPDATE channel_listing AS listing
SET leased_until = NULL,
    pushed_available = CASE WHEN done.is_told = 1 THEN done.available
        ELSE listing.pushed_available END,
    pushed_price_minor = CASE WHEN done.is_told = 1 THEN done.price
        ELSE listing.pushed_price_minor END,
    pushed_at = CASE WHEN done.is_told = 1 THEN $1 ELSE listing.pushed_at END,
    due_at = CASE WHEN done.is_told = 1 THEN listing.due_at
        ELSE coalesce(listing.due_at, $2) END
FROM unnest($3::uuid[], $4::int[], $5::bigint[], $6::int[])
    AS done (id, available, price, is_told)
WHERE listing.id = done.id
"""
# Of a feeder that died with them in hand.
LOST = """
UPDATE channel_listing SET due_at = $2, leased_until = NULL
WHERE channel_id = $1 AND leased_until <= $2 AND due_at IS NULL
"""


async def feed_channels(ctx: Context) -> int:
    """Tell each channel that has a feed of what changed since; of how many listings.

    The channel is asked in no transaction: what is to be told is taken out first and settled
    after. Whoever dies in between leaves it to whoever looks two minutes later, and telling twice
    does no harm, for it is the value of the moment that is told.

    Raises:
        NotPermitted: the actor may not write the catalog.
    """
    ctx.require(Scope.CATALOG_WRITE)
    known = feeds()
    told = 0
    for channel in await SalesChannel.filter(code__in=list(known)) if known else ():
        await mark_listings(ctx, channel)
        told += await push_listings(ctx, channel, known[channel.code])
    return told


async def mark_listings(ctx: Context, channel: SalesChannel) -> int:
    """Read on in the log, and mark what a channel has to be told of; how many facts were read."""
    async with in_transaction():
        row = await SalesChannel.select_for_update(no_key=True).get(id=channel.id)
        await sql.execute(LOST, channel.id, ctx.now)
        found = await sql.row(MARK, channel.id, row.fed_seq, FACTS, ctx.now)
        assert found is not None, "a count is a row"
        if found["facts"]:
            await SalesChannel.filter(id=row.id).update(fed_seq=found["seq"])
        return int(found["facts"])


async def push_listings(ctx: Context, channel: SalesChannel, feed: ChannelFeed) -> int:
    """Tell a channel of what is due, in one call; of how many listings."""
    claimed = await sql.rows(CLAIM, channel.id, ctx.now, ctx.now + LEASE, LISTINGS)
    if not claimed:
        return 0
    variants = list({row["variant_id"] for row in claimed})
    now = {row["id"]: row for row in await sql.rows(NOW, variants, channel.currency)}
    offered = [_offered(row, now) for row in claimed]
    changed = [
        one
        for row, one in zip(claimed, offered, strict=True)
        if (row["pushed_available"], row["pushed_price_minor"]) != (one.available, one.price_minor)
    ]
    accepted, failure = await _push(feed, changed)
    async with in_transaction():
        same = {one.external_sku for one in offered} - {one.external_sku for one in changed}
        await sql.execute(
            DONE,
            ctx.now,
            ctx.now + RETRY,
            [row["id"] for row in claimed],
            [one.available for one in offered],
            [one.price_minor for one in offered],
            [int(one.external_sku in accepted | same) for one in offered],
        )
        if changed:
            await ChannelPush.create(
                channel_id=channel.id,
                listings=len(changed),
                accepted=len(accepted),
                failure=failure,
                pushed_at=ctx.now,
            )
    return len(changed)


async def _push(feed: ChannelFeed, changed: Sequence[Offered]) -> tuple[set[str], str | None]:
    if not changed:
        return set(), None
    try:
        return await feed.push(changed), None
    except FeedFailed as failed:
        return set(), failed.code[:120]


def _offered(row: Mapping[str, Any], now: Mapping[Any, Mapping[str, Any]]) -> Offered:
    found = now[row["variant_id"]]
    return Offered(row["external_sku"], max(0, found["available"]), found["amount_minor"])
