"""When goods come that orders wait for, they become theirs, and warehouses get the work."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.fulfillment.hold_fulfillment_orders import hold_fulfillment_orders
from domain.fulfillment.open_fulfillment_orders import open_fulfillment_orders
from domain.fulfillment.routing.decide import decided, rules_for
from domain.fulfillment.routing.keeping import keep
from domain.fulfillment.routing.vocabulary import RoutingCause
from domain.identity.scopes import Scope
from domain.inventory.allocation import Demand
from domain.inventory.backorders.keep import take_in
from domain.inventory.backorders.queue import (
    Waiting,
    ahead_of,
    due_orders,
    shared_out,
    waiting_of,
)
from domain.inventory.reallocate import lock_shelves, move_promises
from domain.inventory.states import ReservationStatus
from domain.orders.counters import raise_counters
from domain.orders.events import UnitsArrived
from domain.orders.models import Order
from domain.orders.states import OrderStatus
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version

BATCH = 100  # orders in one sweep
OPEN = [OrderStatus.PENDING, OrderStatus.CONFIRMED, OrderStatus.ON_HOLD]


async def fill_backorders(ctx: Context, *, limit: int = BATCH) -> int:
    """Give what has come to those that wait for it, in the order in which they ordered; how many
    orders got something.

    Each goes in a transaction of its own; one that somebody else is at work with has its turn at
    the next time. Goods that somebody else in front waits for are left to them, so several sweepers
    at once are harmless.

    Raises:
        NotPermitted: the actor may not write orders.
    """
    ctx.require(Scope.ORDERS_WRITE)
    return sum([await _fill(ctx.as_system(), order_id) for order_id in await due_orders(limit)])


async def _fill(ctx: Context, order_id: UUID) -> bool:
    async with in_transaction():
        mine = Order.filter(id=order_id, status__in=OPEN)
        order = await mine.select_for_update(no_key=True, skip_locked=True).first()
        return order is not None and await fill_order(ctx, order) > 0


async def fill_order(
    ctx: Context, order: Order, *, variants: Collection[UUID] | None = None
) -> int:
    """Give an order what has come of what it waits for, inside a transaction that holds it; how
    many units. With `variants`, only what is made of nothing else: the caller holds their shelves.

    A confirmed order has them for its own, and a warehouse gets the work; for a pending one they
    are held as long as the rest.
    """
    waiting = await waiting_of(order.id)
    if variants is not None:
        waiting = [one for one in waiting if one.recipe.keys() <= set(variants)]
    if not waiting:
        return 0
    levels = await lock_shelves({key for one in waiting for key in one.recipe})
    demands = _by_line(shared_out(waiting, levels, await ahead_of(order.id, waiting)))
    if not demands:
        return 0
    way, given = decided(order, demands, levels, await rules_for(order.channel_id))
    units = Counter[UUID]()
    for step in way.steps:
        units.update(step.units)
    units = +units
    if not units:
        return 0
    is_held = OrderStatus.PENDING in {order.status, order.held_from}
    if not is_held:
        await raise_counters(order.id, allocated=units)
    await _tell(ctx, order, waiting, units)
    await keep(ctx, order.id, RoutingCause.ARRIVAL, way)
    if not is_held:
        await open_fulfillment_orders(ctx, order, given)
        if order.hold_reason is not None:
            await hold_fulfillment_orders(ctx, order.id, reason=order.hold_reason)
    await move_promises(
        ctx,
        order.id,
        given=given,
        status=ReservationStatus.ACTIVE if is_held else ReservationStatus.COMMITTED,
        expires_at=order.expires_at if is_held else None,
        locked=levels,
    )
    await take_in(ctx, _came(waiting, units))
    return units.total()


def _by_line(demands: Sequence[Demand]) -> list[Demand]:
    """What comes for a line once, though it waits for a reason more than one."""
    found: dict[UUID, Demand] = {}
    for one in demands:
        known = found.get(one.order_line_id)
        found[one.order_line_id] = (
            one if known is None else replace(known, quantity=known.quantity + one.quantity)
        )
    return list(found.values())


def _came(waiting: list[Waiting], units: Counter[UUID]) -> dict[UUID, int]:
    """Which backorders come to an end, and which in part: a line may have more than one."""
    left = Counter(units)
    came: dict[UUID, int] = {}
    for one in waiting:
        if part := min(left[one.order_line_id], one.waiting):
            came[one.id] = part
            left[one.order_line_id] -= part
    return came


async def _tell(ctx: Context, order: Order, waiting: list[Waiting], units: Counter[UUID]) -> None:
    await raise_version(order, "order", at=ctx.now)
    await append(
        ctx,
        UnitsArrived(
            aggregate_id=order.id,
            version=order.version,
            status=order.status,
            units=units.total(),
            units_waiting=sum(one.waiting for one in waiting) - units.total(),
        ),
    )
