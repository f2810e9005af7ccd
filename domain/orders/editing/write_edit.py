"""Writing an edit into the order: lines, what promotions took off them, amounts, the address."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from domain.orders.editing.changes import Draft
from domain.orders.editing.plan import EditedLine, EditPlan
from domain.orders.errors import UnitsDoNotAddUp
from domain.orders.events import OrderEdited
from domain.orders.models import Order, OrderLine
from domain.orders.split_plan import amount_columns
from domain.orders.statuses import fulfillment_status, payment_status, uncaptured
from domain.orders.taxing import replace_taxes
from domain.promotions.sharing import lessen_uses
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version

# The guard: no unit goes that is in a parcel.
EDIT = """
    UPDATE order_line AS line
    SET quantity = line.quantity + edit.more, allocated = line.allocated - edit.let_go,
        discount_minor = edit.discount_minor, total_minor = edit.total_minor,
        tax_minor = edit.tax_minor
    FROM unnest($2::uuid[], $3::int[], $4::int[], $5::bigint[], $6::bigint[], $7::bigint[])
        AS edit (line_id, more, let_go, discount_minor, total_minor, tax_minor)
    WHERE line.id = edit.line_id AND line.order_id = $1
        AND line.allocated - edit.let_go >= line.fulfilled
    RETURNING line.id
"""


async def write_edit(
    ctx: Context,
    order: Order,
    edit_id: UUID,
    draft: Draft,
    plan: EditPlan,
    let_go: Mapping[UUID, int],
    *,
    address: str | None,
) -> None:
    """Let an order be what a plan without problems says. One fact tells of it. `let_go` are units
    by line that were promised to it and are not any more; what is promised more is for the caller.

    Part of a story that holds the order, and changes its work, its stock and its money along.

    Raises:
        UnitsDoNotAddUp: units that go are in a parcel.
        VersionConflict: the order changed.
    """
    await _write_lines(order, plan.lines, let_go)
    lessened = [line for line in plan.lines if line.more < 0 and line.shares]
    if lessened:
        await lessen_uses(ctx, order.id, {line.line_id: line.shares for line in lessened})
    await replace_taxes(order.id, plan.taxes)
    total_before = order.total_minor
    after = plan.after
    changes = {"shipping_address": address} if address is not None else {}
    await raise_version(
        order,
        "order",
        at=ctx.now,
        **amount_columns(after),
        prices_include_tax=plan.is_tax_included,
        payment_status=payment_status(
            after.total_minor - order.return_credit_minor,
            captured_minor=order.captured_minor,
            refunded_minor=order.refunded_minor,
            uncaptured=uncaptured(order.payment_status),
        ),
        fulfillment_status=fulfillment_status(await OrderLine.filter(order_id=order.id)),
        **changes,
    )
    await append(
        ctx,
        OrderEdited(
            aggregate_id=order.id,
            version=order.version,
            status=order.status,
            edit_id=edit_id,
            lines_added=sum(line.is_new for line in plan.lines),
            lines_removed=sum(line.more < 0 and not line.units_after for line in plan.lines),
            units_added=plan.units_added,
            units_removed=plan.units_removed,
            total_before_minor=total_before,
            total_minor=order.total_minor,
            balance_due_minor=order.balance_due_minor,
            refund_minor=plan.refund_minor,
            is_shipping_changed=draft.shipping_minor is not None,
            is_address_changed=address is not None,
            discount_added_minor=sum(one.amount_minor for one in draft.discounts),
        ),
    )


async def _write_lines(
    order: Order, lines: Sequence[EditedLine], let_go: Mapping[UUID, int]
) -> None:
    last = await OrderLine.filter(order_id=order.id).order_by("-position").first()
    changed = [line for line in lines if line.is_changed and not line.is_new]
    if changed:
        written = await sql.rows(
            EDIT,
            order.id,
            [line.line_id for line in changed],
            [line.more for line in changed],
            [let_go.get(line.line_id, 0) for line in changed],
            [line.discount_minor for line in changed],
            [line.total_minor for line in changed],
            [line.tax_minor for line in changed],
        )
        if len(written) != len(changed):
            raise UnitsDoNotAddUp
    after = last.position + 1 if last else 0
    new = (line for line in lines if line.is_new)
    await OrderLine.bulk_create(
        OrderLine(
            id=line.line_id,
            order_id=order.id,
            position=position,
            variant_id=line.variant_id,
            sku=line.sku,
            name=line.name,
            quantity=line.units_after,
            unit_price_minor=line.unit_price_minor,
            discount_minor=line.discount_minor,
            total_minor=line.total_minor,
            tax_minor=line.tax_minor,
        )
        for position, line in enumerate(new, start=after)
    )
