"""Moving work: another warehouse sends it, and has the units for it."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.fulfillment.events import FulfillmentOrderRelocated
from domain.fulfillment.locks import lock_fulfillment_order
from domain.fulfillment.models import FulfillmentOrder, FulfillmentOrderLine
from domain.fulfillment.states import FULFILLMENT_ORDER, FulfillmentOrderAction
from domain.fulfillment.telling import tell
from domain.identity.scopes import Scope
from domain.inventory.allocation import Allocation, Shortage
from domain.inventory.errors import InsufficientStock, NotAllocated
from domain.inventory.models import InventoryLevel, Warehouse
from domain.inventory.reallocate import lock_shelves, move_promises, promised_to
from domain.inventory.states import ReservationStatus
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.states import expect_version


async def move_fulfillment_order(
    ctx: Context,
    fulfillment_order_id: UUID,
    *,
    warehouse_id: UUID,
    expected_version: int | None = None,
) -> FulfillmentOrder:
    """Let another warehouse do work that nobody has begun; its units are set apart there, and free
    where they were. Moving it to where it is changes nothing.

    Raises:
        NotPermitted: the actor does not work in a warehouse.
        NotFound: the actor can see no such work, or there is no such warehouse at work.
        InvalidTransition: the work is on hold, begun, or over.
        InsufficientStock: the other warehouse has too little of something; nothing moves.
        NotAllocated: fewer units are set apart for it than it says.
        VersionConflict: it changed since the actor looked.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    action = FulfillmentOrderAction.MOVE
    async with in_transaction():
        work = await lock_fulfillment_order(ctx, fulfillment_order_id)
        if work.warehouse_id == warehouse_id:
            return work
        expect_version(work, FULFILLMENT_ORDER.kind, expected_version)
        FULFILLMENT_ORDER.target(work.status, action)
        if not await Warehouse.exists(id=warehouse_id, is_active=True):
            raise NotFound("warehouse", warehouse_id)
        lines = await FulfillmentOrderLine.filter(fulfillment_order_id=work.id)
        units = {line.order_line_id: line.quantity for line in lines}

        before = work.warehouse_id
        source = await FULFILLMENT_ORDER.move(work, action, at=ctx.now, warehouse_id=warehouse_id)
        await tell(
            ctx,
            FulfillmentOrderRelocated.of(
                work,
                source=source,
                action=action,
                from_warehouse_id=before,
                units=sum(units.values()),
            ),
        )
        taken = await taken_from(work.order_id, before, units)
        levels = await lock_shelves({one.variant_id for one in taken})
        await move_promises(
            ctx,
            work.order_id,
            taken=taken,
            given=_there(taken, levels, warehouse_id),
            status=ReservationStatus.COMMITTED,
            locked=levels,
        )
        return work


async def taken_from(
    order_id: UUID, warehouse_id: UUID, units: dict[UUID, int]
) -> list[Allocation]:
    """So many units of order lines as they lie in a warehouse, by shelf: of a bundle, its parts.

    Raises:
        NotAllocated: of a line there is nothing set apart there.
    """
    found = [
        Allocation(
            one.order_line_id,
            one.variant_id,
            one.level_id,
            one.warehouse_id,
            units[one.order_line_id] * one.units_each,
            one.units_each,
        )
        for promised in await promised_to(order_id)
        for one in [promised.allocation]
        if promised.status is ReservationStatus.COMMITTED
        and one.warehouse_id == warehouse_id
        and one.order_line_id in units
    ]
    if {one.order_line_id for one in found} != units.keys():
        raise NotAllocated
    return found


def _there(
    taken: list[Allocation], levels: list[InventoryLevel], warehouse_id: UUID
) -> list[Allocation]:
    """The same units, of the shelves of another warehouse."""
    shelves = {level.variant_id: level for level in levels if level.warehouse_id == warehouse_id}
    wanted: dict[UUID, int] = {}
    for one in taken:
        wanted[one.variant_id] = wanted.get(one.variant_id, 0) + one.quantity
    short = [
        Shortage(variant_id, units, free)
        for variant_id, units in wanted.items()
        for free in [shelves[variant_id].available if variant_id in shelves else 0]
        if free < units
    ]
    if short:
        raise InsufficientStock(short)
    return [
        Allocation(
            one.order_line_id,
            one.variant_id,
            shelves[one.variant_id].id,
            warehouse_id,
            one.quantity,
            one.units_each,
        )
        for one in taken
    ]
