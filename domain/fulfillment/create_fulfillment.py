"""Making up a parcel from what has been packed."""

from collections.abc import Mapping
from uuid import UUID

from tortoise.functions import Sum
from tortoise.transactions import in_transaction

from domain.fulfillment.errors import NotPacked, TooManyUnits
from domain.fulfillment.events import FulfillmentCreated, FulfillmentOrderClosed
from domain.fulfillment.locks import lock_fulfillment_order
from domain.fulfillment.models import (
    Fulfillment,
    FulfillmentLine,
    FulfillmentOrder,
    FulfillmentOrderLine,
)
from domain.fulfillment.states import (
    FULFILLMENT_ORDER,
    FulfillmentOrderAction,
    FulfillmentProgress,
    FulfillmentStatus,
)
from domain.identity.scopes import Scope
from domain.orders.record_progress import record_progress
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.idempotency import claim
from domain.shared.inputs import count, items
from domain.shared.outbox import append
from domain.shared.states import expect_version

Units = Mapping[UUID, int]  # how many of each order line


async def create_fulfillment(
    ctx: Context,
    fulfillment_order_id: UUID,
    *,
    quantities: Units | None = None,
    idempotency_key: str | None = None,
    expected_version: int | None = None,
) -> Fulfillment:
    """Make up a parcel: of these units per order line, or of all that is left to send.

    The work closes with the parcel that takes the last unit.

    Raises:
        NotPermitted: the actor does not work in a warehouse.
        NotFound: the actor can see no such work, or it has no such order line.
        InvalidTransition: nobody is at work on it.
        NotPacked: the goods are not packed yet.
        OrderNotConfirmed: the order waits for an answer.
        InvalidInput: no lines, too many, not at least one unit of each, or nothing is left to send.
        TooManyUnits: more of a line than is left to send.
        VersionConflict: the work changed since the actor looked.
        IdempotencyInProgress, IdempotencyKeyReused: as the key's rules say.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    if quantities is not None:
        _check(quantities)
    async with in_transaction():
        request = [fulfillment_order_id, quantities and sorted(quantities.items())]
        claimed = await claim(ctx, "fulfillment.create_fulfillment", idempotency_key, request)
        if claimed.replay_of:
            return await Fulfillment.get(id=claimed.replay_of)
        work = await lock_fulfillment_order(ctx, fulfillment_order_id)
        expect_version(work, FULFILLMENT_ORDER.kind, expected_version)
        FULFILLMENT_ORDER.target(work.status, FulfillmentOrderAction.FULFILL)
        if work.progress is not FulfillmentProgress.PACKED:
            raise NotPacked(work.id)
        left = await left_to_send(work)
        if not left:
            raise InvalidInput("Nothing of this work is left to send.", "fulfillmentOrderId")
        units = dict(left) if quantities is None else _taken(quantities, left)

        parcel = await _make_up(ctx, work, units)
        if units == left:
            await close_work(ctx, work)
        await claimed.settle(parcel.id)
        return parcel


def _check(quantities: Units) -> None:
    if not quantities:
        raise InvalidInput("A parcel holds something.", "lines")
    for place, units in enumerate(items(list(quantities.values()), "lines")):
        count(units, "lines", str(place), "quantity")


async def left_to_send(work: FulfillmentOrder) -> dict[UUID, int]:
    """Units of this work that are in no parcel yet, per order line."""
    lines = await FulfillmentOrderLine.filter(fulfillment_order_id=work.id)
    parcels = FulfillmentLine.filter(fulfillment__fulfillment_order_id=work.id)
    sent = await (
        parcels.exclude(fulfillment__status=FulfillmentStatus.CANCELED)
        .annotate(units=Sum("quantity"))
        .group_by("order_line_id")
        .values_list("order_line_id", "units")
    )
    gone = dict(sent)
    left = {line.order_line_id: line.quantity - gone.get(line.order_line_id, 0) for line in lines}
    return {order_line_id: units for order_line_id, units in left.items() if units > 0}


def _taken(quantities: Units, left: Units) -> dict[UUID, int]:
    for order_line_id, units in quantities.items():
        if order_line_id not in left:
            raise NotFound("order line", order_line_id)
        if units > left[order_line_id]:
            raise TooManyUnits(order_line_id, units, left[order_line_id])
    return dict(quantities)


async def _make_up(ctx: Context, work: FulfillmentOrder, units: dict[UUID, int]) -> Fulfillment:
    parcel = await Fulfillment.create(
        version=1,
        fulfillment_order_id=work.id,
        order_id=work.order_id,
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    await FulfillmentLine.bulk_create(
        FulfillmentLine(fulfillment_id=parcel.id, order_line_id=order_line_id, quantity=quantity)
        for order_line_id, quantity in units.items()
    )
    created = FulfillmentCreated.of(parcel, fulfillment_order_id=work.id, units=sum(units.values()))
    await append(ctx, created)
    await record_progress(ctx, work.order_id, fulfilled=units, fulfillment_id=parcel.id)
    return parcel


async def close_work(ctx: Context, work: FulfillmentOrder) -> None:
    """Nothing of it is left to send. Part of other verbs, with the order held."""
    action = FulfillmentOrderAction.FULFILL
    source = await FULFILLMENT_ORDER.move(work, action, at=ctx.now, closed_at=ctx.now)
    await append(ctx, FulfillmentOrderClosed.of(work, source=source, action=action))
