"""Telling machines what to do, in the transaction of the fact that makes it necessary."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from domain.fulfillment.devices.events import DeviceInstructed
from domain.fulfillment.devices.models import DeviceInstruction
from domain.fulfillment.devices.states import InstructionKind
from domain.fulfillment.models import Fulfillment, FulfillmentOrder
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.outbox import append_all

VALID_FOR = timedelta(hours=4)

# Each piece of work goes to one robot, the least busy first, so that two never meet at a shelf for
# the same box.
PICKS = """
    WITH robot AS (
        SELECT id, code, row_number() OVER (ORDER BY busy, code) - 1 AS place,
            count(*) OVER () AS robots
        FROM (
            SELECT device.id, device.code, (
                SELECT count(*) FROM device_instruction AS told
                WHERE told.device_id = device.id AND told.status = 'pending'
            ) AS busy
            FROM device WHERE warehouse_id = $1 AND kind = 'robot' AND is_enabled
        ) AS free
    ), work AS (
        SELECT id, row_number() OVER (ORDER BY place) - 1 AS place
        FROM unnest($2::uuid[]) WITH ORDINALITY AS asked (id, place)
    )
    SELECT robot.id AS device_id, robot.code, work.id AS fulfillment_order_id,
        COALESCE(variant.sku, sold.sku) AS sku, SUM(line.quantity)::int AS quantity
    FROM work
    JOIN robot ON robot.place = work.place % robot.robots
    JOIN fulfillment_order_line AS line ON line.fulfillment_order_id = work.id
    JOIN order_line AS sold ON sold.id = line.order_line_id
    LEFT JOIN product_variant AS variant ON variant.id = sold.variant_id
    WHERE line.quantity > 0
    GROUP BY robot.id, robot.code, work.id, work.place, COALESCE(variant.sku, sold.sku)
    ORDER BY work.place, sku
"""
DIVERTS = """
    SELECT device.id AS device_id, device.code, device.warehouse_id, device.lanes ->> $2 AS lane
    FROM device JOIN fulfillment_order AS work ON work.warehouse_id = device.warehouse_id
    WHERE work.id = $1 AND device.kind IN ('sorter', 'conveyor') AND device.is_enabled
        AND device.lanes ->> $2 IS NOT NULL
    ORDER BY device.code
"""


async def instruct_to_pick(ctx: Context, works: Sequence[FulfillmentOrder]) -> None:
    """Share work that was just begun, all of one warehouse, among its robots; nothing where it has
    none. Each is told of every item once. Part of other verbs, in their transaction.
    """
    if works:
        house = works[0].warehouse_id
        found = await sql.rows(PICKS, house, [work.id for work in works])
        await _tell(ctx, InstructionKind.PICK, [{**row, "warehouse_id": house} for row in found])


async def instruct_to_divert(ctx: Context, parcel: Fulfillment, carrier_code: str) -> None:
    """Tell the sorters and conveyors of a parcel's warehouse on which lane its carrier waits, those
    that have one for it. Part of other verbs, in their transaction.
    """
    about = {"fulfillment_order_id": parcel.fulfillment_order_id, "fulfillment_id": parcel.id}
    found = await sql.rows(DIVERTS, parcel.fulfillment_order_id, carrier_code)
    await _tell(ctx, InstructionKind.DIVERT, [{**row, **about} for row in found])


async def _tell(ctx: Context, kind: InstructionKind, asked: Sequence[dict[str, Any]]) -> None:
    if not asked:
        return
    told: list[tuple[str, UUID, DeviceInstruction]] = []
    for each in asked:
        code, house = each.pop("code"), each.pop("warehouse_id")
        row = DeviceInstruction(
            version=1,
            kind=kind,
            created_at=ctx.now,
            updated_at=ctx.now,
            expires_at=ctx.now + VALID_FOR,
            **each,
        )
        told.append((code, house, row))
    await DeviceInstruction.bulk_create([row for _, _, row in told])
    await append_all(ctx, [DeviceInstructed.to(*each) for each in told])
