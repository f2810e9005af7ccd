"""Saying what a channel calls our goods."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.channels.models import SalesChannel
from domain.channels.normalized import SKU_LENGTH_MAX
from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.ids import new_id
from domain.shared.inputs import items, text

LISTINGS_MAX = 1_000  # in one call
VARIANTS = "SELECT id, sku FROM product_variant WHERE id = ANY($1) OR sku = ANY($2)"
UPSERT = """
INSERT INTO channel_listing (id, channel_id, external_sku, variant_id, due_at, created_at,
    updated_at)
SELECT id, $1, external_sku, variant_id, $2, $2, $2
FROM unnest($3::uuid[], $4::text[], $5::uuid[]) AS said (id, external_sku, variant_id)
ORDER BY external_sku
ON CONFLICT (channel_id, external_sku) DO UPDATE
SET variant_id = excluded.variant_id, due_at = excluded.due_at, updated_at = excluded.updated_at,
    pushed_available = NULL, pushed_price_minor = NULL
WHERE channel_listing.variant_id <> excluded.variant_id
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a channel calls a variant, by our id or by our SKU."""

    external_sku: str
    variant_id: UUID | None = None
    sku: str | None = None


async def set_listings(ctx: Context, channel_id: UUID, listings: Sequence[Listed]) -> int:
    """Say what a channel calls so many of our variants; how many of them are new or changed. Three
    statements, whatever their number; said again, nothing changes.

    Raises:
        NotPermitted: the actor may not write the catalog.
        NotFound: no such channel, or no such variant.
        InvalidInput: empty or over-long words, too many, or one SKU twice.
    """
    ctx.require(Scope.CATALOG_WRITE)
    items(listings, "listings", most=LISTINGS_MAX)
    names = [
        text(one.external_sku, "listings", str(place), "externalSku", longest=SKU_LENGTH_MAX)
        for place, one in enumerate(listings)
    ]
    if len(set(names)) < len(names):
        raise InvalidInput("A SKU stands here twice.", "listings")
    async with in_transaction():
        if not await SalesChannel.exists(id=channel_id):
            raise NotFound("channel", channel_id)
        rows = await sql.rows(
            VARIANTS,
            [one.variant_id for one in listings if one.variant_id],
            [one.sku for one in listings if one.sku and not one.variant_id],
        )
        known = {row["id"] for row in rows}
        by_sku = {row["sku"]: row["id"] for row in rows}
        variants = []
        for place, one in enumerate(listings):
            found = one.variant_id if one.variant_id else by_sku.get(one.sku or "")
            if found not in known:
                missing = NotFound("variant", one.variant_id or one.sku or "")
                missing.facts["field"] = ["listings", str(place), "variantId"]
                raise missing
            variants.append(found)
        new = [new_id() for _ in names]
        return len(await sql.rows(UPSERT, channel_id, ctx.now, new, names, variants))
