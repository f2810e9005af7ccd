"""How many bundles can be made of what lies in stock: in each warehouse as many as the scarcest
component allows, for a bundle is put together in one.
"""

from collections.abc import Collection
from uuid import UUID

from domain.catalog.queries import visible_variants
from domain.shared import sql
from domain.shared.context import Context

# What is short of a component (more promised than there is) makes no bundle, and takes none away.
MAKEABLE = """
SELECT variant_id, sum(units)::int AS units FROM (
    SELECT component.bundle_id AS variant_id, min(greatest(coalesce(
        level.on_hand - level.committed - level.reserved, 0), 0) / component.quantity) AS units
    FROM bundle_component component
    LEFT JOIN warehouse ON warehouse.is_active
    LEFT JOIN inventory_level level
        ON level.variant_id = component.variant_id AND level.warehouse_id = warehouse.id
    WHERE component.bundle_id = ANY($1::uuid[])
    GROUP BY component.bundle_id, warehouse.id
) AS in_one_house GROUP BY variant_id
"""


async def makeable_by_variant(ctx: Context, variant_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many units of each bundle there are components for; nothing of what is no bundle.

    The answer counts whole bundles, of all warehouses; it reserves nothing.
    """
    seen = await visible_variants(ctx).filter(id__in=list(variant_ids)).values_list("id", flat=True)
    rows = await sql.rows(MAKEABLE, list(seen))
    return {row["variant_id"]: row["units"] for row in rows}
