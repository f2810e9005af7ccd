"""Taking units out of work that nobody has begun: for other work, or for another order."""

from collections.abc import Collection, Mapping
from uuid import UUID

from domain.fulfillment.events import FulfillmentOrderCanceled, FulfillmentOrderLessened
from domain.fulfillment.models import FulfillmentOrder, FulfillmentOrderLine
from domain.fulfillment.states import (
    FULFILLMENT_ORDER,
    FulfillmentOrderAction,
    FulfillmentOrderStatus,
    FulfillmentStatus,
)
from domain.fulfillment.telling import tell
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.states import raise_version

LESSEN = """
    WITH gone AS (
        DELETE FROM fulfillment_order_line AS line
        USING unnest($2::uuid[], $3::int[]) AS taken (line_id, units)
        WHERE line.fulfillment_order_id = $1 AND line.order_line_id = taken.line_id
            AND line.quantity = taken.units
        RETURNING line.id
    ), less AS (
        UPDATE fulfillment_order_line AS line SET quantity = line.quantity - taken.units,
            picked_units = LEAST(line.picked_units, line.quantity - taken.units),
            packed_units = LEAST(line.packed_units, line.quantity - taken.units)
        FROM unnest($2::uuid[], $3::int[]) AS taken (line_id, units)
        WHERE line.fulfillment_order_id = $1 AND line.order_line_id = taken.line_id
            AND line.quantity > taken.units
        RETURNING line.id
    )
    SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM less)
"""

BEGUN = f"""
    SELECT order_id AS id FROM fulfillment_order AS work
    WHERE order_id = ANY($1::uuid[]) AND (status = '{FulfillmentOrderStatus.IN_PROGRESS}'
        OR status = '{FulfillmentOrderStatus.INCOMPLETE}'
            AND EXISTS (SELECT FROM fulfillment_order_line WHERE fulfillment_order_id = work.id))
    UNION SELECT order_id FROM fulfillment
    WHERE order_id = ANY($1::uuid[]) AND status <> '{FulfillmentStatus.CANCELED}'
"""

Units = Mapping[UUID, int]  # how many of each order line


async def waiting_units(order_id: UUID) -> dict[UUID, dict[UUID, int]]:
    """Units of an order that wait to be picked: by work, oldest first, and by order line."""
    works = FulfillmentOrder.filter(order_id=order_id, status=FulfillmentOrderStatus.OPEN)
    found: dict[UUID, dict[UUID, int]] = {
        work.id: {} for work in await works.order_by("created_at", "id")
    }
    for line in await FulfillmentOrderLine.filter(fulfillment_order_id__in=[*found]):
        found[line.fulfillment_order_id][line.order_line_id] = line.quantity
    return found


async def take_units(ctx: Context, work: FulfillmentOrder, units: Units) -> None:
    """Take units (order line to units) out of open work. Work with nothing left is called off.

    Part of a story that holds the order, and gives the units to somebody else.

    Raises:
        InvalidTransition: somebody is at work on it, or it waits.
    """
    FULFILLMENT_ORDER.target(work.status, FulfillmentOrderAction.SPLIT)
    lines = await FulfillmentOrderLine.filter(fulfillment_order_id=work.id)
    if {line.order_line_id: line.quantity for line in lines} == units:
        action = FulfillmentOrderAction.CANCEL
        source = await FULFILLMENT_ORDER.move(work, action, at=ctx.now)
        await tell(ctx, FulfillmentOrderCanceled.of(work, source=source, action=action))
        return
    touched = await sql.value(LESSEN, work.id, [*units], [*units.values()])
    assert touched == len(units), "no more is taken of a line than it has"
    await raise_version(work, FULFILLMENT_ORDER.kind, at=ctx.now)
    await tell(ctx, FulfillmentOrderLessened.of(work, units=sum(units.values())))


async def begun_orders(order_ids: Collection[UUID]) -> set[UUID]:
    """Those of some orders that a warehouse has begun with: picking, or with a parcel made up. Of
    which nothing was found, that is over.
    """
    return {row["id"] for row in await sql.rows(BEGUN, list(order_ids))}
