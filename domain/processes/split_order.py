"""When an order is split, its work, its stock and its money go with its units."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.finance.errors import PaymentUnderWay
from domain.finance.move_money import move_money
from domain.fulfillment.models import FulfillmentOrder
from domain.fulfillment.open_fulfillment_orders import open_work
from domain.fulfillment.split_fulfillment_order import check_units
from domain.fulfillment.take_units import take_units, waiting_units
from domain.identity.scopes import Scope
from domain.inventory.reassign import Given, split_reservations
from domain.orders.complete_order import complete_if_done
from domain.orders.errors import UnitsNotFree
from domain.orders.models import Order, OrderLine, OrderTaxLine
from domain.orders.queries import get_order, lock_order
from domain.orders.split_order import split_order as split
from domain.orders.split_plan import SplitPlan, plan_split
from domain.orders.states import ORDER, OrderAction
from domain.promotions.sharing import shares_of
from domain.shared.context import Context
from domain.shared.idempotency import claim
from domain.shared.states import expect_version

Units = Mapping[UUID, int]  # how many of each order line


@dataclass(frozen=True, slots=True)
class Split:
    """An order, and what was split off it."""

    order: Order
    sibling: Order


async def split_order(
    ctx: Context,
    order_id: UUID,
    *,
    units: Units,
    idempotency_key: str | None,
    expected_version: int | None = None,
) -> Split:
    """Make so many units of these lines an order of their own, in the same group.

    Only units that wait to be picked can go. Prices stay; what was taken off, the shipping and what
    was paid are shared in proportion, and add up to what they were to the last minor unit.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: there is no such order, or it has no such line.
        InvalidInput: no lines, too many, more units than a line has, or nothing would stay.
        InvalidTransition: the order is not confirmed.
        UnitsNotFree: a warehouse has begun with too many of them.
        PaymentUnderWay: a gateway holds money for it, or has not answered yet.
        VersionConflict: the order changed since the actor looked.
        IdempotencyInProgress, IdempotencyKeyReused: as the key's rules say.
    """
    ctx.require(Scope.ORDERS_WRITE)
    check_units(units)
    async with in_transaction():
        claimed = await claim(
            ctx, "orders.split_order", idempotency_key, [order_id, sorted(units.items())]
        )
        order = await _held(ctx, order_id)
        if claimed.replay_of:
            return Split(order, await Order.get(id=claimed.replay_of))
        expect_version(order, "order", expected_version)
        plan, taken = await _planned(order, units)

        sibling = await split(ctx, order, plan)
        await _move_work(ctx.as_system(), order, sibling, plan, taken)
        await move_money(ctx.as_system(), order.id, sibling.id, plan.paid_minor)
        await claimed.settle(sibling.id)
        order = await complete_if_done(ctx.as_system(), order.id)
        await sibling.refresh_from_db()
        return Split(order, sibling)


async def preview_split(
    ctx: Context, order_id: UUID, *, units: Units, expected_version: int | None = None
) -> tuple[Order, SplitPlan]:
    """An order, and what a split of it would come to. Nothing is written.

    Raises:
        NotPermitted, NotFound, InvalidInput, InvalidTransition, UnitsNotFree, VersionConflict: as
            `split_order`.
    """
    ctx.require(Scope.ORDERS_WRITE)
    check_units(units)
    order = await get_order(ctx, order_id)
    expect_version(order, "order", expected_version)
    plan, _ = await _planned(order, units)
    return order, plan


async def _held(ctx: Context, order_id: UUID) -> Order:
    await get_order(ctx, order_id)
    return await lock_order(order_id)


async def _planned(order: Order, units: Units) -> tuple[SplitPlan, dict[UUID, dict[UUID, int]]]:
    """The plan, and how many units leave which work, by order line."""
    ORDER.target(order.status, OrderAction.SPLIT)
    if order.is_money_held:
        raise PaymentUnderWay
    lines = await OrderLine.filter(order_id=order.id).order_by("position")
    taxes: list[OrderTaxLine] = []
    if order.prices_include_tax is not None:
        taxes = await OrderTaxLine.filter(order_id=order.id).order_by("name", "rate_ppm", "id")
    plan = plan_split(order, lines, await shares_of(order.id), units, taxes)
    return plan, _taken(await waiting_units(order.id), units)


def _taken(waiting: Mapping[UUID, Mapping[UUID, int]], units: Units) -> dict[UUID, dict[UUID, int]]:
    """Which work gives how many units of each line: the oldest first."""
    left = Counter(units)
    taken: dict[UUID, dict[UUID, int]] = {}
    for work_id, lines in waiting.items():
        for line_id in left.keys() & lines.keys():
            if part := min(left[line_id], lines[line_id]):
                left[line_id] -= part
                taken.setdefault(work_id, {})[line_id] = part
    for line_id, missing in left.items():
        if missing:
            raise UnitsNotFree(line_id, units[line_id], units[line_id] - missing)
    return taken


async def _move_work(
    ctx: Context,
    order: Order,
    sibling: Order,
    plan: SplitPlan,
    taken: Mapping[UUID, Mapping[UUID, int]],
) -> None:
    """Each warehouse has less to do for the one order, and as much more for the other."""
    works = {work.id: work for work in await FulfillmentOrder.filter(id__in=[*taken])}
    new_ids = {part.line.id: part.new_line_id for part in plan.parts}
    given = Counter[tuple[UUID, UUID]]()
    for work_id, units in taken.items():
        await take_units(ctx, works[work_id], units)
        for line_id, part in units.items():
            given[works[work_id].warehouse_id, line_id] += part
    for warehouse_id in sorted({warehouse_id for warehouse_id, _ in given}):
        units = {
            new_ids[line_id]: part
            for (where, line_id), part in given.items()
            if where == warehouse_id
        }
        await open_work(ctx, sibling.id, warehouse_id, units)
    await split_reservations(
        ctx,
        order.id,
        sibling.id,
        [
            Given(warehouse_id, line_id, new_ids[line_id], part)
            for (warehouse_id, line_id), part in given.items()
        ],
    )
