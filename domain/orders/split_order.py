"""Splitting: some units of a confirmed order become an order of their own, to the last cent."""

from uuid import UUID

from domain.orders.errors import UnitsDoNotAddUp
from domain.orders.events import OrderSplit, OrderSplitOff
from domain.orders.models import Order, OrderGroup, OrderLine
from domain.orders.snapshots import resealed
from domain.orders.split_plan import SplitPlan, amount_columns
from domain.orders.states import ORDER, OrderAction, OrderStatus
from domain.orders.statuses import fulfillment_status, payment_status
from domain.orders.tax_moves import move_taxes
from domain.promotions.sharing import Leaving, split_uses
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.ids import new_id
from domain.shared.outbox import append

# The guard: what leaves is allocated, and in no parcel. A line that leaves whole keeps its row.
LESSEN = """
    UPDATE order_line AS line
    SET quantity = line.quantity - part.units, allocated = line.allocated - part.units,
        discount_minor = line.discount_minor - part.discount_minor,
        total_minor = line.total_minor - part.total_minor,
        tax_minor = line.tax_minor - part.tax_minor
    FROM unnest($2::uuid[], $3::int[], $4::bigint[], $5::bigint[], $6::bigint[])
        AS part (line_id, units, discount_minor, total_minor, tax_minor)
    WHERE line.id = part.line_id AND line.order_id = $1
        AND line.allocated - part.units >= line.fulfilled
    RETURNING line.id
"""
MOVE = """
    UPDATE order_line AS line SET order_id = $2, position = part.position
    FROM unnest($3::uuid[], $4::int[]) AS part (line_id, position)
    WHERE line.id = part.line_id AND line.order_id = $1
        AND line.fulfilled = 0 AND line.allocated = line.quantity
    RETURNING line.id
"""


async def split_order(ctx: Context, order: Order, plan: SplitPlan) -> Order:
    """Write a split down: the lines, what promotions took off them, and both orders' amounts. The
    new order, in the same group.

    Part of a story that holds the order and moves its work, its stock and its money along.

    Raises:
        InvalidTransition: the order is not confirmed.
        UnitsDoNotAddUp: units that leave are not allocated, or in a parcel.
    """
    ORDER.target(order.status, OrderAction.SPLIT)
    group_id = order.group_id or (await OrderGroup.create(created_at=ctx.now)).id
    sibling = await _create(ctx, order, plan, group_id)
    await _move_lines(order, sibling, plan)
    if order.prices_include_tax is not None:
        await move_taxes(order.id, sibling.id, plan.taxes)
    if order.discount_minor:
        await split_uses(
            ctx,
            order.id,
            sibling.id,
            [
                Leaving(part.line.id, part.new_line_id, part.position, part.shares)
                for part in plan.parts
            ],
        )
    units = sum(part.units for part in plan.parts)
    action, stays = OrderAction.SPLIT, plan.stays
    source = await ORDER.move(
        order,
        action,
        at=ctx.now,
        group_id=group_id,
        **amount_columns(stays),
        payment_status=payment_status(
            stays.total_minor,
            captured_minor=order.captured_minor,
            refunded_minor=order.refunded_minor,
        ),
        fulfillment_status=fulfillment_status(await OrderLine.filter(order_id=order.id)),
    )
    await append(
        ctx,
        OrderSplit(
            aggregate_id=order.id,
            version=order.version,
            source=source,
            status=order.status,
            action=action,
            into_id=sibling.id,
            units=units,
            total_minor=stays.total_minor,
        ),
        OrderSplitOff(
            aggregate_id=sibling.id,
            version=sibling.version,
            status=sibling.status,
            number=sibling.number,
            from_id=order.id,
            units=units,
            total_minor=sibling.total_minor,
        ),
    )
    return sibling


async def _create(ctx: Context, order: Order, plan: SplitPlan, group_id: UUID) -> Order:
    """The new order: what the first is, but for what is in it and what was paid."""
    sibling_id, leaves = new_id(), plan.leaves
    return await Order.create(
        id=sibling_id,
        number=await sql.value("SELECT 'ORD-' || nextval('order_number')"),
        version=1,
        channel_id=order.channel_id,
        customer_id=order.customer_id,
        group_id=group_id,
        status=OrderStatus.CONFIRMED,
        payment_status=payment_status(leaves.total_minor, captured_minor=0, refunded_minor=0),
        currency=order.currency,
        **amount_columns(leaves),
        prices_include_tax=order.prices_include_tax,
        shipping_method_id=order.shipping_method_id,
        shipping_method_name=order.shipping_method_name,
        shipping_address=resealed(order.id, sibling_id, order.shipping_address),
        note=order.note,
        placed_at=order.placed_at,
        confirmed_at=order.confirmed_at,
        updated_at=ctx.now,
    )


async def _move_lines(order: Order, sibling: Order, plan: SplitPlan) -> None:
    whole = [part for part in plan.parts if part.is_whole]
    parts = [part for part in plan.parts if not part.is_whole]
    moved = await sql.rows(
        MOVE,
        order.id,
        sibling.id,
        [part.line.id for part in whole],
        [part.position for part in whole],
    )
    lessened = await sql.rows(
        LESSEN,
        order.id,
        [part.line.id for part in parts],
        [part.units for part in parts],
        [part.discount_minor for part in parts],
        [part.total_minor for part in parts],
        [part.tax_minor for part in parts],
    )
    if len(moved) + len(lessened) != len(plan.parts):
        raise UnitsDoNotAddUp
    await OrderLine.bulk_create(
        OrderLine(
            id=part.new_line_id,
            order_id=sibling.id,
            position=part.position,
            variant_id=part.line.variant_id,
            sku=part.line.sku,
            name=part.line.name,
            quantity=part.units,
            unit_price_minor=part.line.unit_price_minor,
            discount_minor=part.discount_minor,
            total_minor=part.total_minor,
            tax_minor=part.tax_minor,
            allocated=part.units,
        )
        for part in parts
    )
