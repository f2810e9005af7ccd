"""Retracting progress: a parcel was unpacked before it left, and its units wait again."""

from collections.abc import Mapping
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.orders.errors import UnitsDoNotAddUp
from domain.orders.events import ShipmentProgressed
from domain.orders.models import Order, OrderLine
from domain.orders.queries import lock_order
from domain.orders.statuses import fulfillment_status
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version

LOWER = """
    UPDATE order_line AS line
    SET fulfilled = line.fulfilled - step.units
    FROM unnest($2::uuid[], $3::int[]) AS step (line_id, units)
    WHERE line.id = step.line_id AND line.order_id = $1
        AND line.fulfilled - step.units >= line.shipped
    RETURNING line.id
"""


async def retract_progress(
    ctx: Context, order_id: UUID, *, fulfillment_id: UUID, unpacked: Mapping[UUID, int]
) -> Order:
    """Take packed units (line id to units) back from an order's counters.

    Part of fulfillment's verbs, in their transaction: who may is decided there.

    Raises:
        UnitsDoNotAddUp: more units than are packed and not sent.
    """
    assert all(units > 0 for units in unpacked.values()), "a parcel held something"
    async with in_transaction():
        order = await lock_order(order_id)
        lowered = await sql.rows(LOWER, order.id, list(unpacked), list(unpacked.values()))
        if len(lowered) != len(unpacked):
            raise UnitsDoNotAddUp
        lines = await OrderLine.filter(order_id=order.id)
        await raise_version(
            order, "order", at=ctx.now, fulfillment_status=fulfillment_status(lines)
        )
        await append(
            ctx,
            ShipmentProgressed(
                aggregate_id=order.id,
                version=order.version,
                status=order.status,
                fulfillment_id=fulfillment_id,
                fulfillment_status=order.fulfillment_status,
                units_fulfilled=-sum(unpacked.values()),
                units_shipped=0,
                units_delivered=0,
            ),
        )
        return order
