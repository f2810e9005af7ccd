"""When orders become one, their work, their stock and their money become one too."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from tortoise.functions import Count
from tortoise.transactions import in_transaction

from domain.finance.move_money import move_payments, payment_ids_of
from domain.finance.refund_surplus import refund_surplus
from domain.fulfillment.cancel_fulfillment_orders import cancel_fulfillment_orders
from domain.fulfillment.open_fulfillment_orders import open_fulfillment_orders
from domain.fulfillment.take_units import begun_orders
from domain.identity.scopes import Scope
from domain.inventory.reassign import committed_to
from domain.orders.errors import OrdersNotMergeable
from domain.orders.lock_orders import lock_orders
from domain.orders.merge_orders import merge_orders as merge
from domain.orders.merge_plan import Candidate, MergePlan, plan_merge
from domain.orders.models import Order, OrderLine
from domain.orders.queries import visible_orders
from domain.orders.snapshots import place_of
from domain.orders.states import MergeShipping, OrderStatus
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.idempotency import claim
from domain.shared.inputs import distinct, items
from domain.shared.states import expect_version

SOURCES_MAX = 20  # orders that another takes in at once


@dataclass(frozen=True, slots=True)
class Merged:
    """The order that goes on, and those that went into it."""

    order: Order
    sources: Sequence[Order]


async def merge_orders(
    ctx: Context,
    target_id: UUID,
    source_ids: Collection[UUID],
    *,
    shipping: MergeShipping = MergeShipping.KEEP_HIGHEST,
    idempotency_key: str | None,
    expected_version: int | None = None,
) -> Merged:
    """Let an order take others in: their lines, what is promised to them, their payments and what
    promotions took off. They end; what is charged too much for shipping goes back.

    All are of one customer, address, currency and status, pending or confirmed, and no warehouse
    has begun with any.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: there is no such order.
        InvalidInput: none to take in, too many, or one twice.
        OrdersNotMergeable: something is in the way; see `MergeObstacle`.
        VersionConflict: an order changed since the actor looked.
        IdempotencyInProgress, IdempotencyKeyReused: as the key's rules say.
    """
    ctx.require(Scope.ORDERS_WRITE)
    order_ids = _checked(target_id, source_ids)
    async with in_transaction():
        request = [target_id, sorted(source_ids), shipping]
        claimed = await claim(ctx, "orders.merge_orders", idempotency_key, request)
        await _see(ctx, order_ids)
        orders = await lock_orders(order_ids)
        target, sources = orders[target_id], [orders[one] for one in source_ids]
        if claimed.replay_of:
            return Merged(target, sources)
        expect_version(target, "order", expected_version)
        plan = await _planned(target, sources, shipping)
        if plan.obstacles:
            raise OrdersNotMergeable(plan.obstacles)

        await _write(ctx, target, sources, plan, shipping)
        await claimed.settle(target.id)
        found = {order.id: order for order in await Order.filter(id__in=order_ids)}
        return Merged(found[target_id], [found[one] for one in source_ids])


async def preview_merge(
    ctx: Context,
    target_id: UUID,
    source_ids: Collection[UUID],
    *,
    shipping: MergeShipping = MergeShipping.KEEP_HIGHEST,
) -> tuple[Order, MergePlan]:
    """An order, what it would come to if it took others in, and what is in the way of that. Nothing
    is written.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: there is no such order.
        InvalidInput: none to take in, too many, or one twice.
    """
    ctx.require(Scope.ORDERS_WRITE)
    order_ids = _checked(target_id, source_ids)
    seen = await _see(ctx, order_ids)
    target = seen[target_id]
    return target, await _planned(target, [seen[one] for one in source_ids], shipping)


def _checked(target_id: UUID, source_ids: Collection[UUID]) -> list[UUID]:
    if not source_ids:
        raise InvalidInput("Say which orders it shall take in.", "orderIds")
    items(list(source_ids), "orderIds", most=SOURCES_MAX)
    distinct([str(source_id) for source_id in source_ids], "orderIds")
    if target_id in source_ids:
        raise InvalidInput("An order cannot take itself in.", "orderIds")
    return [target_id, *source_ids]


async def _see(ctx: Context, order_ids: Collection[UUID]) -> dict[UUID, Order]:
    found = {order.id: order for order in await visible_orders(ctx).filter(id__in=list(order_ids))}
    for order_id in order_ids:
        if order_id not in found:
            raise NotFound("order", order_id)
    return found


async def _planned(target: Order, sources: Sequence[Order], shipping: MergeShipping) -> MergePlan:
    first, *others = await candidates_of([target, *sources])
    return plan_merge(first, others, shipping)


async def candidates_of(orders: Sequence[Order]) -> list[Candidate]:
    """Orders with what a merge asks of them, in a constant number of statements."""
    keys = [order.id for order in orders]
    begun = await begun_orders(keys)
    counted = OrderLine.filter(order_id__in=keys).annotate(lines=Count("id")).group_by("order_id")
    lines = dict(await counted.values_list("order_id", "lines"))
    return [
        Candidate(
            order,
            place_of(order.id, order.shipping_address),
            lines.get(order.id, 0),
            order.id in begun,
        )
        for order in orders
    ]


async def _write(
    ctx: Context,
    target: Order,
    sources: Sequence[Order],
    plan: MergePlan,
    shipping: MergeShipping,
) -> None:
    system = ctx.as_system()
    is_confirmed = target.status is OrderStatus.CONFIRMED
    payments = await payment_ids_of([source.id for source in sources])
    if is_confirmed:
        for order in (target, *sources):
            await cancel_fulfillment_orders(system, order.id)
            await order.refresh_from_db()
    await merge(ctx, target, sources, plan, shipping=shipping, payments=payments)
    for source_id, payment_ids in payments.items():
        await move_payments(system, payment_ids, source_id, target.id)
    await refund_surplus(system, target.id, plan.refund_minor, asked_by=ctx.actor.key)
    if is_confirmed:
        await open_fulfillment_orders(system, target, await committed_to(target.id))
