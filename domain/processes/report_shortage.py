"""When a picker finds less than there should be, the rest is sent from elsewhere, or waited for."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.fulfillment.create_fulfillment import close_work, left_to_send
from domain.fulfillment.errors import TooManyUnits
from domain.fulfillment.events import FulfillmentOrderFellShort
from domain.fulfillment.hold_fulfillment_orders import hold_fulfillment_orders
from domain.fulfillment.locks import lock_fulfillment_order
from domain.fulfillment.models import FulfillmentOrder
from domain.fulfillment.move_fulfillment_order import taken_from
from domain.fulfillment.open_fulfillment_orders import open_fulfillment_orders
from domain.fulfillment.report_progress import finish_scanned
from domain.fulfillment.routing.decide import decided, rules_for
from domain.fulfillment.routing.keeping import keep, read
from domain.fulfillment.routing.models import RoutingDecision
from domain.fulfillment.routing.vocabulary import RoutingCause
from domain.fulfillment.split_fulfillment_order import check_units
from domain.fulfillment.states import FULFILLMENT_ORDER, FulfillmentOrderAction
from domain.fulfillment.take_units import LESSEN
from domain.fulfillment.telling import tell
from domain.identity.scopes import Scope
from domain.inventory.allocation import Allocation, Demand
from domain.inventory.backorders.beyond import Wait
from domain.inventory.backorders.keep import write_waits
from domain.inventory.backorders.states import BackorderKind
from domain.inventory.reallocate import lock_shelves, move_promises, parts_of
from domain.inventory.states import ReservationStatus
from domain.orders.counters import raise_counters, take_back_allocated
from domain.orders.events import UnitsAwaited
from domain.orders.models import Order, OrderLine
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.idempotency import claim
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version

Units = Mapping[UUID, int]  # how many of each order line


@dataclass(frozen=True, slots=True)
class FellShort:
    """The work, what other warehouses were given instead, and how many units are waited for."""

    work: FulfillmentOrder
    opened: list[FulfillmentOrder]
    units_waiting: int
    decision_id: UUID


async def report_shortage(
    ctx: Context,
    fulfillment_order_id: UUID,
    *,
    missing: Units,
    idempotency_key: str | None,
    expected_version: int | None = None,
) -> FellShort:
    """Say that so many units of these order lines are not on the shelf, in one transaction: they
    leave the stock, the rest of the work goes on without them, other warehouses are given as many
    by the rules of routing, and what nobody has is waited for. Work of which nothing is left to
    send is closed.

    Raises:
        NotPermitted: the actor does not work in a warehouse.
        NotFound: the actor can see no such work, or it has no such order line left to send.
        InvalidInput: no lines, too many, or not at least one unit of each.
        InvalidTransition: nobody is at work on it.
        TooManyUnits: more of a line than is left to send.
        NotAllocated: fewer units are set apart for it than it says.
        VersionConflict: it changed since the actor looked.
        IdempotencyInProgress, IdempotencyKeyReused: as the key's rules say.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    check_units(missing)
    action = FulfillmentOrderAction.REPORT_SHORTAGE
    async with in_transaction():
        request = [fulfillment_order_id, sorted(missing.items())]
        claimed = await claim(ctx, "fulfillment.report_shortage", idempotency_key, request)
        work = await lock_fulfillment_order(ctx, fulfillment_order_id)
        if claimed.replay_of:
            return await _as_before(work, claimed.replay_of)
        expect_version(work, FULFILLMENT_ORDER.kind, expected_version)
        FULFILLMENT_ORDER.target(work.status, action)
        left = await left_to_send(work)
        _check_left(left, missing)

        touched = await sql.value(LESSEN, work.id, [*missing], [*missing.values()])
        assert touched == len(missing), "nobody else changes work whose order we hold"
        source = await FULFILLMENT_ORDER.move(work, action, at=ctx.now)
        result = await _send_from_elsewhere(ctx.as_system(), work, missing)
        units = sum(missing.values())
        await tell(
            ctx,
            FulfillmentOrderFellShort.of(
                work,
                source=source,
                action=action,
                units=units,
                units_rerouted=units - result.units_waiting,
                units_waiting=result.units_waiting,
            ),
        )
        if left == dict(missing):
            await close_work(ctx, work)
        else:
            await finish_scanned(ctx, work)
        await claimed.settle(result.decision_id)
        return result


def _check_left(left: Units, missing: Units) -> None:
    for order_line_id, units in missing.items():
        if order_line_id not in left:
            raise NotFound("order line", order_line_id)
        if units > left[order_line_id]:
            raise TooManyUnits(order_line_id, units, left[order_line_id])


async def _send_from_elsewhere(ctx: Context, work: FulfillmentOrder, missing: Units) -> FellShort:
    order = await Order.get(id=work.order_id)
    lost = await taken_from(work.order_id, work.warehouse_id, dict(missing))
    demands = await _demands(missing, lost)
    await take_back_allocated(order.id, missing)
    levels = await lock_shelves({one.variant_id for one in lost})
    rules = await rules_for(order.channel_id)
    way, given = decided(order, demands, levels, rules, left_out=[work.warehouse_id])
    units = Counter[UUID]()
    for step in way.steps:
        units.update(step.units)
    if units:
        await raise_counters(order.id, allocated=+units)
    decision = await keep(ctx, order.id, RoutingCause.SHORTAGE, way)
    opened = await open_fulfillment_orders(ctx, order, given)
    if opened and order.hold_reason is not None:
        await hold_fulfillment_orders(ctx, order.id, reason=order.hold_reason)
    if way.missing:
        await _wait(ctx, order.id, demands, way.missing)
    # The shelves come last, and in two steps: what is lost is told as what it is.
    status = ReservationStatus.COMMITTED
    await move_promises(ctx, order.id, taken=lost, status=status, locked=levels, lost=True)
    if given:
        await move_promises(ctx, order.id, given=given, status=status, locked=levels)
    return FellShort(work, opened, sum(way.missing.values()), decision.id)


async def _as_before(work: FulfillmentOrder, decision_id: UUID) -> FellShort:
    """What was answered the first time, as it is now."""
    decision = await RoutingDecision.get(id=decision_id)
    then = read(decision)
    opened = FulfillmentOrder.filter(
        order_id=work.order_id,
        created_at=decision.decided_at,
        warehouse_id__in=[step.warehouse_id for step in then.steps],
    )
    works = await opened.order_by("created_at", "id")
    return FellShort(work, works, sum(then.missing.values()), decision_id)


async def _demands(missing: Units, lost: list[Allocation]) -> list[Demand]:
    """What is missing, with what is in one unit of it."""
    recipes: dict[UUID, dict[UUID, int]] = {}
    for one in lost:
        recipes.setdefault(one.order_line_id, {})[one.variant_id] = one.units_each
    lines = await OrderLine.filter(id__in=list(missing)).order_by("position")
    return [
        Demand(
            line.id, line.variant_id, missing[line.id], parts_of(line.variant_id, recipes[line.id])
        )
        for line in lines
    ]


async def _wait(ctx: Context, order_id: UUID, demands: list[Demand], missing: Units) -> None:
    """Let the order wait, since it was placed: it comes before those that ordered later."""
    order = await Order.get(id=order_id)
    await write_waits(
        ctx,
        [
            Wait(one.order_line_id, one.variant_id, units, BackorderKind.SHORTAGE, None)
            for one in demands
            if (units := missing.get(one.order_line_id, 0))
        ],
        queued_at=order.placed_at,
        parts={one.order_line_id: one.parts for one in demands},
    )
    await raise_version(order, "order", at=ctx.now)
    await append(
        ctx,
        UnitsAwaited(
            aggregate_id=order.id,
            version=order.version,
            status=order.status,
            units=sum(missing.values()),
        ),
    )
