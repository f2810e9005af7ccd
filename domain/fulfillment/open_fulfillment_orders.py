"""Giving out work: one piece for each warehouse that has a part of the order."""

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.fulfillment.events import FulfillmentOrderOpened
from domain.fulfillment.models import FulfillmentOrder, FulfillmentOrderLine
from domain.fulfillment.telling import tell
from domain.identity.scopes import Scope
from domain.inventory.allocation import Allocation
from domain.inventory.reservations import units_by_line
from domain.orders.models import Order
from domain.shared.context import Context


async def open_fulfillment_orders(
    ctx: Context, order: Order, allocations: Sequence[Allocation]
) -> list[FulfillmentOrder]:
    """Ask each warehouse to pick, pack and send what was allocated there.

    Raises:
        NotPermitted: the actor may not give out work.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    async with in_transaction():
        opened = []
        given = sorted(units_by_line(allocations).items())
        for warehouse_id, part in groupby(given, key=_warehouse):
            units = {line_id: quantity for (_, line_id), quantity in part}
            opened.append(await open_work(ctx, order.id, warehouse_id, units))
        return opened


async def open_work(
    ctx: Context, order_id: UUID, warehouse_id: UUID, units: dict[UUID, int]
) -> FulfillmentOrder:
    """One piece of work: so many units of these order lines from this warehouse."""
    work = await FulfillmentOrder.create(
        version=1,
        order_id=order_id,
        warehouse_id=warehouse_id,
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


def _warehouse(given: tuple[tuple[UUID, UUID], int]) -> UUID:
    return given[0][0]
