"""Taking a merge back: every order has again what it had, as long as nothing else was changed."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from domain.inventory.reassign import move_reservations_to
from domain.orders.editing.states import OrderEditStatus
from domain.orders.errors import MergeNotUndoable
from domain.orders.events import OrderGaveBack, OrderUnmerged
from domain.orders.journal import Journal, Left, State
from domain.orders.merge_orders import MOVE_LINES
from domain.orders.models import Order, OrderEdit, OrderLine, OrderMerge
from domain.orders.proration import Amounts
from domain.orders.split_plan import amount_columns
from domain.orders.states import ORDER, OrderAction, OrderStatus, UnmergeObstacle
from domain.orders.statuses import payment_status
from domain.orders.tax_moves import scatter_taxes
from domain.promotions.sharing import move_uses, uses_of
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version


async def unmerge_orders(
    ctx: Context, merge: OrderMerge, target: Order, sources: Mapping[UUID, Order]
) -> None:
    """Write down that a merge is taken back: lines, what is promised to them, what promotions took
    off, all amounts. A source comes back to where its target stands: if that was confirmed
    meanwhile, so is the source.

    Part of a story that holds all of the orders, and moves their money and work.

    Raises:
        MergeNotUndoable: the target has ended or waits, or is not what the merge made of it.
    """
    journal = Journal.read(merge.journal)
    if not ORDER.allows(target.status, OrderAction.MERGE):
        raise MergeNotUndoable(UnmergeObstacle.NOT_OPEN)
    lines = await OrderLine.filter(order_id=target.id)
    is_edited = await OrderEdit.filter(
        order_id=target.id, status=OrderEditStatus.COMMITTED, closed_at__gte=merge.merged_at
    ).exists()
    if is_edited or State.of(target, lines) != journal.after:
        raise MergeNotUndoable(UnmergeObstacle.CHANGED_SINCE)

    await _move_back(ctx, target, journal.sources)
    if target.prices_include_tax is not None:
        await scatter_taxes(
            target.id,
            {left.order_id: left.shipping_taxes for left in journal.sources}
            | {target.id: journal.shipping_taxes},
        )
    is_pending = target.status is OrderStatus.PENDING
    await raise_version(
        target,
        "order",
        at=ctx.now,
        **_amounts(target, journal.before),
        expires_at=journal.expires_at if is_pending else target.expires_at,
    )
    merge.undone_at = ctx.now
    await merge.save(update_fields=["undone_at"])
    await append(
        ctx,
        OrderGaveBack(
            aggregate_id=target.id,
            version=target.version,
            status=target.status,
            to_ids=tuple(left.order_id for left in journal.sources),
            merge_id=merge.id,
            total_minor=target.total_minor,
        ),
    )
    for left in journal.sources:
        await _bring_back(ctx, sources[left.order_id], target, left)


async def _bring_back(ctx: Context, order: Order, target: Order, left: Left) -> None:
    action, merge_id = OrderAction.UNMERGE, order.merge_id
    assert merge_id is not None, "an order that was merged knows by which act"
    order.held_from = target.status
    is_pending = target.status is OrderStatus.PENDING
    source = await ORDER.move(
        order,
        action,
        at=ctx.now,
        **_amounts(order, left.amounts),
        expires_at=left.expires_at if is_pending else None,
        confirmed_at=order.confirmed_at or target.confirmed_at,
        merge_id=None,
        merged_into_id=None,
        fulfillment_status=target.fulfillment_status,
    )
    await append(
        ctx,
        OrderUnmerged(
            aggregate_id=order.id,
            version=order.version,
            source=source,
            status=order.status,
            action=action,
            from_id=target.id,
            merge_id=merge_id,
            total_minor=order.total_minor,
        ),
    )


async def _move_back(ctx: Context, target: Order, sources: Sequence[Left]) -> None:
    back = [(line_id, left.order_id, place) for left in sources for line_id, place in left.lines]
    await sql.execute(MOVE_LINES, *(list(column) for column in zip(*back, strict=True)))
    await move_reservations_to(
        ctx, {left.order_id: [line_id for line_id, _ in left.lines] for left in sources}
    )
    uses = {use.id: use for use in await uses_of([target.id])}
    for left in sources:
        theirs = [uses[use_id] for use_id in left.uses if use_id in uses]
        await move_uses(ctx, theirs, left.order_id, dict(left.lines))


def _amounts(order: Order, amounts: Amounts) -> dict[str, object]:
    return {
        **amount_columns(amounts),
        "payment_status": payment_status(
            amounts.total_minor,
            captured_minor=order.captured_minor,
            refunded_minor=order.refunded_minor,
        ),
    }
