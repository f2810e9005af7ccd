"""Merging: all that is in some orders goes into another, and they end."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from domain.inventory.reassign import move_reservations_to
from domain.orders.events import OrderMerged, OrderTookIn
from domain.orders.journal import Journal, Left, State
from domain.orders.merge_plan import MergePlan
from domain.orders.models import Order, OrderLine, OrderMerge
from domain.orders.proration import Amounts
from domain.orders.split_plan import amount_columns, amounts_of
from domain.orders.states import ORDER, MergeShipping, OrderAction, OrderFulfillmentStatus
from domain.orders.statuses import payment_status
from domain.orders.tax_moves import ShippingTaxes, gather_taxes
from domain.promotions.sharing import move_uses, uses_of
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.ids import new_id
from domain.shared.outbox import append
from domain.shared.states import raise_version

MOVE_LINES = """
    UPDATE order_line AS line SET order_id = moved.order_id, position = moved.position
    FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS moved (line_id, order_id, position)
    WHERE line.id = moved.line_id
"""


async def merge_orders(
    ctx: Context,
    target: Order,
    sources: Sequence[Order],
    plan: MergePlan,
    *,
    shipping: MergeShipping,
    payments: Mapping[UUID, Sequence[UUID]],
) -> OrderMerge:
    """Write a merge down: lines, what is promised to them, what promotions took off, all amounts;
    and what it takes to undo it. `payments` are those of each source, which finance moves.

    Part of a story that holds all of the orders and has looked for obstacles.

    Raises:
        InvalidTransition: a source is neither pending nor confirmed.
    """
    lines = await _lines_of([target, *sources])
    uses = await uses_of([source.id for source in sources])
    used: dict[UUID, list[UUID]] = defaultdict(list)
    for use in uses:
        used[use.order_id].append(use.id)
    places = await _move_lines(target, sources, lines)
    await move_reservations_to(ctx, {target.id: [*places]})
    await move_uses(ctx, uses, target.id, places)
    shipping_taxes: ShippingTaxes = {}
    if target.prices_include_tax is not None:
        shipping_taxes = await gather_taxes(
            target.id, [source.id for source in sources], plan.keeps_shipping_of
        )

    merge_id, before, expires_at = new_id(), amounts_of(target), target.expires_at
    lefts = [
        Left(
            source.id,
            amounts_of(source),
            source.expires_at,
            [(line.id, line.position) for line in lines[source.id]],
            used[source.id],
            payments.get(source.id, ()),
            shipping_taxes.get(source.id, ()),
        )
        for source in sources
    ]
    after = plan.after
    ends = [one.expires_at for one in (target, *sources) if one.expires_at is not None]
    await raise_version(
        target,
        "order",
        at=ctx.now,
        **amount_columns(after),
        expires_at=max(ends, default=None),
        payment_status=payment_status(
            after.total_minor,
            captured_minor=target.captured_minor,
            refunded_minor=target.refunded_minor,
        ),
    )
    now = State.of(target, await OrderLine.filter(order_id=target.id))
    own_taxes = shipping_taxes.get(target.id, ())
    journal = Journal(shipping, before, expires_at, lefts, now, own_taxes)
    merge = await OrderMerge.create(
        id=merge_id, target_id=target.id, journal=journal.written(), merged_at=ctx.now
    )
    units = Counter(
        {one.id: sum(line.quantity for line in lines[one.id]) for one in (target, *sources)}
    )
    await append(
        ctx,
        OrderTookIn(
            aggregate_id=target.id,
            version=target.version,
            status=target.status,
            from_ids=tuple(source.id for source in sources),
            merge_id=merge.id,
            units=units.total(),
            total_minor=target.total_minor,
            shipping_saved_minor=plan.shipping_saved_minor,
        ),
    )
    for source in sources:
        await _end(ctx, source, merge, units[source.id])
    return merge


async def _end(ctx: Context, source: Order, merge: OrderMerge, units: int) -> None:
    """Nothing is in it any more, and nothing is owed for it."""
    action, total = OrderAction.MERGE, source.total_minor
    held_from = await ORDER.move(
        source,
        action,
        at=ctx.now,
        **amount_columns(Amounts()),
        expires_at=None,
        merge_id=merge.id,
        merged_into_id=merge.target_id,
        payment_status=payment_status(
            0, captured_minor=source.captured_minor, refunded_minor=source.refunded_minor
        ),
        fulfillment_status=OrderFulfillmentStatus.CANCELED,
    )
    await append(
        ctx,
        OrderMerged(
            aggregate_id=source.id,
            version=source.version,
            source=held_from,
            status=source.status,
            action=action,
            into_id=merge.target_id,
            merge_id=merge.id,
            units=units,
            total_minor=total,
        ),
    )


async def _lines_of(orders: Sequence[Order]) -> Mapping[UUID, list[OrderLine]]:
    found: dict[UUID, list[OrderLine]] = defaultdict(list)
    rows = OrderLine.filter(order_id__in=[order.id for order in orders])
    for line in await rows.order_by("position"):
        found[line.order_id].append(line)
    return found


async def _move_lines(
    target: Order, sources: Sequence[Order], lines: Mapping[UUID, list[OrderLine]]
) -> dict[UUID, int]:
    """Behind those of the target, source by source; the place of each."""
    first = 1 + max((line.position for line in lines[target.id]), default=-1)
    moved = [line for source in sources for line in lines[source.id]]
    places = {line.id: place for place, line in enumerate(moved, start=first)}
    await sql.execute(MOVE_LINES, [*places], [target.id] * len(places), [*places.values()])
    return places
