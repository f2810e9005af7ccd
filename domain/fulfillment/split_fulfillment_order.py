"""Splitting work: some of it becomes work of its own, for other hands or for another parcel."""

from collections.abc import Mapping
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.fulfillment.errors import TooManyUnits
from domain.fulfillment.events import FulfillmentOrderSplit
from domain.fulfillment.locks import lock_fulfillment_order
from domain.fulfillment.models import FulfillmentOrder, FulfillmentOrderLine
from domain.fulfillment.open_fulfillment_orders import open_work
from domain.fulfillment.states import FULFILLMENT_ORDER, FulfillmentOrderAction
from domain.fulfillment.take_units import LESSEN
from domain.fulfillment.telling import tell
from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.idempotency import claim
from domain.shared.inputs import count, items
from domain.shared.states import expect_version

Units = Mapping[UUID, int]  # how many of each order line


async def split_fulfillment_order(
    ctx: Context,
    fulfillment_order_id: UUID,
    *,
    units: Units,
    idempotency_key: str | None,
    expected_version: int | None = None,
) -> tuple[FulfillmentOrder, FulfillmentOrder]:
    """Take so many units of these order lines out of work into new work in the same warehouse; the
    work and the new one.

    Raises:
        NotPermitted: the actor does not work in a warehouse.
        NotFound: the actor can see no such work, or it has no such order line.
        InvalidInput: no lines, too many, not at least one unit of each, or nothing would stay.
        TooManyUnits: more of a line than the work has.
        InvalidTransition: the work is on hold, begun, or over.
        VersionConflict: it changed since the actor looked.
        IdempotencyInProgress, IdempotencyKeyReused: as the key's rules say.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    check_units(units)
    action = FulfillmentOrderAction.SPLIT
    async with in_transaction():
        request = [fulfillment_order_id, sorted(units.items())]
        claimed = await claim(ctx, "fulfillment.split_order", idempotency_key, request)
        work = await lock_fulfillment_order(ctx, fulfillment_order_id)
        if claimed.replay_of:
            return work, await FulfillmentOrder.get(id=claimed.replay_of)
        expect_version(work, FULFILLMENT_ORDER.kind, expected_version)
        FULFILLMENT_ORDER.target(work.status, action)
        await _may_leave(work, units)

        touched = await sql.value(LESSEN, work.id, [*units], [*units.values()])
        assert touched == len(units), "nobody else changes work whose order we hold"
        source = await FULFILLMENT_ORDER.move(work, action, at=ctx.now)
        new = await open_work(ctx, work.order_id, work.warehouse_id, dict(units))
        await tell(
            ctx,
            FulfillmentOrderSplit.of(
                work, source=source, action=action, into_id=new.id, units=sum(units.values())
            ),
        )
        await claimed.settle(new.id)
        return work, new


def check_units(units: Units) -> None:
    """Some units of some lines.

    Raises:
        InvalidInput: no lines, too many, or not at least one unit of each.
    """
    if not units:
        raise InvalidInput("Say what shall go.", "lines")
    for place, wanted in enumerate(items(list(units.values()), "lines")):
        count(wanted, "lines", str(place), "quantity")


async def _may_leave(work: FulfillmentOrder, units: Units) -> None:
    lines = await FulfillmentOrderLine.filter(fulfillment_order_id=work.id)
    known = {line.order_line_id: line.quantity for line in lines}
    for order_line_id, wanted in units.items():
        if order_line_id not in known:
            raise NotFound("order line", order_line_id)
        if wanted > known[order_line_id]:
            raise TooManyUnits(order_line_id, wanted, known[order_line_id])
    if known == units:
        raise InvalidInput("Something has to stay in the work.", "lines")
