"""How many bundles can be made of what lies in stock: in each warehouse as many as the scarcest
component allows, for a bundle is put together in one.
"""

from collections.abc import Collection
from uuid import UUID

from domain.catalog.queries import visible_variants
from domain.shared import sql
from domain.shared.context import Context

# How many of one bundle there are; `{bundle}` is which. What is short of a component (more promised
# than there is) makes no bundle, and takes none away.
MAKEABLE_OF = """(
    SELECT COALESCE(sum(in_one_house.units), 0) FROM (
        SELECT min(GREATEST(COALESCE(l.on_hand - l.committed - l.reserved, 0), 0) / c.quantity)
            AS units
        FROM bundle_component c CROSS JOIN warehouse w
        LEFT JOIN inventory_level l ON l.variant_id = c.variant_id AND l.warehouse_id = w.id
        WHERE c.bundle_id = {bundle} AND w.is_active GROUP BY w.id
    ) AS in_one_house)"""
MAKEABLE = f"""
SELECT variant.id AS variant_id, {MAKEABLE_OF.format(bundle="variant.id")}::int AS units
FROM product_variant AS variant WHERE variant.id = ANY($1::uuid[]) AND variant.is_bundle
"""


async def makeable_by_variant(ctx: Context, variant_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many units of each bundle there are components for; nothing of what is no bundle.

    The answer counts whole bundles, of all warehouses; it reserves nothing.
    """
    seen = await visible_variants(ctx).filter(id__in=list(variant_ids)).values_list("id", flat=True)
    rows = await sql.rows(MAKEABLE, list(seen))
    return {row["variant_id"]: row["units"] for row in rows}
