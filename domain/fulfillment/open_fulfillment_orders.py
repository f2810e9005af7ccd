"""Giving out work: one piece for each warehouse that has a part of the order."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.fulfillment.events import FulfillmentOrderOpened
from domain.fulfillment.models import FulfillmentOrder, FulfillmentOrderLine
from domain.fulfillment.states import FulfillmentOrderStatus
from domain.fulfillment.telling import tell
from domain.identity.scopes import Scope
from domain.inventory.allocation import Allocation
from domain.inventory.backorders.states import SellingPolicy
from domain.inventory.reservations import units_by_line
from domain.orders.models import Order
from domain.shared import sql
from domain.shared.context import Context

DAYS = f"""
SELECT line.id, policy.available_from
FROM order_line AS line JOIN stock_policy AS policy USING (variant_id)
WHERE line.id = ANY($1::uuid[]) AND policy.policy = '{SellingPolicy.PREORDER}'
    AND policy.available_from > $2
"""


async def open_fulfillment_orders(
    ctx: Context, order: Order, allocations: Sequence[Allocation]
) -> list[FulfillmentOrder]:
    """Ask each warehouse to pick, pack and send what was allocated there: at once, or from the day
    on which a preorder is sent.

    Raises:
        NotPermitted: the actor may not give out work.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    async with in_transaction():
        opened = []
        given = units_by_line(allocations)
        days = await sql.rows(DAYS, [line_id for _, line_id in given], ctx.now)
        sent_from = {row["id"]: row["available_from"] for row in days}
        parts: dict[tuple[UUID, datetime | None], dict[UUID, int]] = {}
        for (warehouse_id, line_id), units in sorted(given.items()):
            parts.setdefault((warehouse_id, sent_from.get(line_id)), {})[line_id] = units
        for (warehouse_id, day), lines in parts.items():
            opened.append(await open_work(ctx, order.id, warehouse_id, lines, scheduled_for=day))
        return opened


async def open_work(
    ctx: Context,
    order_id: UUID,
    warehouse_id: UUID,
    units: dict[UUID, int],
    *,
    scheduled_for: datetime | None = None,
) -> FulfillmentOrder:
    """One piece of work: so many units of these order lines from this warehouse."""
    later = scheduled_for is not None
    work = await FulfillmentOrder.create(
        version=1,
        order_id=order_id,
        warehouse_id=warehouse_id,
        status=FulfillmentOrderStatus.SCHEDULED if later else FulfillmentOrderStatus.OPEN,
        scheduled_for=scheduled_for,
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    await FulfillmentOrderLine.bulk_create(
        FulfillmentOrderLine(
            fulfillment_order_id=work.id, order_line_id=order_line_id, quantity=quantity
        )
        for order_line_id, quantity in units.items()
    )
    await tell(ctx, FulfillmentOrderOpened.of(work, units=sum(units.values())))
    return work
