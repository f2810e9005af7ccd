"""How many bundles can be made of what lies in stock: as many as the scarcest component allows."""

from collections.abc import Collection
from uuid import UUID

from domain.catalog.queries import visible_variants
from domain.shared import sql
from domain.shared.context import Context

# What is short of a component (more promised than there is) makes no bundle, and takes none away.
MAKEABLE = """
SELECT component.bundle_id AS variant_id, floor(min(greatest(coalesce((
        SELECT sum(level.on_hand - level.committed - level.reserved) FROM inventory_level level
        JOIN warehouse ON warehouse.id = level.warehouse_id AND warehouse.is_active
        WHERE level.variant_id = component.variant_id), 0), 0) / component.quantity))::int AS units
FROM bundle_component component WHERE component.bundle_id = ANY($1::uuid[])
GROUP BY component.bundle_id
"""


async def makeable_by_variant(ctx: Context, variant_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many units of each bundle there are components for; nothing of what is no bundle.

    The answer counts whole bundles, over all warehouses; it reserves nothing.
    """
    seen = await visible_variants(ctx).filter(id__in=list(variant_ids)).values_list("id", flat=True)
    rows = await sql.rows(MAKEABLE, list(seen))
    return {row["variant_id"]: row["units"] for row in rows}
