"""How many units of each line were scanned, and one more scan of them."""

from collections.abc import Mapping
from uuid import UUID

from domain.fulfillment.picking.counting import ToScan
from domain.fulfillment.states import FulfillmentProgress
from domain.shared import sql

COLUMN: Mapping[FulfillmentProgress, str] = {
    FulfillmentProgress.PICKED: "picked_units",
    FulfillmentProgress.PACKED: "packed_units",
}

# A label says what an item is called now; of an item that is gone, what it was sold as.
LINES = """
    SELECT line.id, line.order_line_id, COALESCE(variant.sku, sold.sku) AS sku, line.quantity,
        line.{column} AS scanned
    FROM fulfillment_order_line AS line
    JOIN order_line AS sold ON sold.id = line.order_line_id
    LEFT JOIN product_variant AS variant ON variant.id = sold.variant_id
    WHERE line.fulfillment_order_id = $1
    ORDER BY sold.position, line.id
"""
COUNT = """
    WITH counted AS (
        UPDATE fulfillment_order_line AS line SET {column} = line.{column} + share.units
        FROM unnest($2::uuid[], $3::int[]) AS share (id, units)
        WHERE line.fulfillment_order_id = $1 AND line.id = share.id
            AND line.{column} + share.units <= line.quantity
        RETURNING line.id
    ) SELECT count(*) FROM counted
"""


async def lines_to_scan(work_id: UUID, step: FulfillmentProgress) -> list[ToScan]:
    """The lines of some work, in the order of the order's, with what was scanned of them."""
    found = await sql.rows(LINES.format(column=COLUMN[step]), work_id)
    return [
        ToScan(row["id"], row["order_line_id"], row["sku"], row["quantity"], row["scanned"])
        for row in found
    ]


async def count_units(work_id: UUID, step: FulfillmentProgress, shares: Mapping[UUID, int]) -> None:
    """Count units (of a line, by its id) as scanned. Whoever calls holds the order."""
    touched = await sql.value(
        COUNT.format(column=COLUMN[step]), work_id, [*shares], [*shares.values()]
    )
    assert touched == len(shares), "nobody else changes work whose order we hold"
