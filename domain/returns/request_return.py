"""Asking to send goods back: what was delivered, each unit once."""

from collections.abc import Mapping
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.customers.queries import hold_customer
from domain.identity.scopes import Scope
from domain.orders.models import OrderLine
from domain.orders.queries import get_order, lock_order
from domain.returns.events import ReturnRequested
from domain.returns.models import Return, ReturnLine
from domain.returns.states import ReturnReason
from domain.returns.telling import tell
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.idempotency import claim
from domain.shared.ids import new_id
from domain.shared.inputs import count, items, text

NOTE_LENGTH_MAX = 1_000  # characters
NEXT_NUMBER = "SELECT 'RET-' || nextval('return_number')"

Units = Mapping[UUID, int]  # how many of each order line


async def request_return(
    ctx: Context,
    order_id: UUID,
    *,
    quantities: Units,
    reason: ReturnReason,
    note: str = "",
    idempotency_key: str,
) -> Return:
    """Ask to send units of an order back. Customers do it for their own orders.

    No more than was delivered and is in no other return; the counters of the order's lines are the
    guard, so that of two at once one is refused.

    Raises:
        NotSignedIn, NotPermitted: the actor may not write orders, and is not the customer.
        NotFound: the actor can see no such order, or was erased, or it has no such line.
        InvalidInput: nothing, too many lines, not at least one unit of each, or too long a note.
        ReturnExceedsDelivered: more units than can come back.
        IdempotencyInProgress, IdempotencyKeyReused: as the key's rules say.
    """
    check_units(quantities)
    note = text(note, "note", longest=NOTE_LENGTH_MAX, required=False)
    if ctx.customer_id is None:
        ctx.require(Scope.ORDERS_WRITE)
    async with in_transaction():
        request = [order_id, sorted(quantities.items()), reason, note]
        claimed = await claim(ctx, "returns.request_return", idempotency_key, request)
        if claimed.replay_of:
            return await Return.get(id=claimed.replay_of)
        customer_id = (await get_order(ctx, order_id)).customer_id
        if customer_id is not None:
            # First, as whoever erases them holds them first. Goods of theirs may still come back.
            await hold_customer(customer_id, even_erased=ctx.customer_id is None)
        order = await lock_order(order_id)
        known = OrderLine.filter(order_id=order.id, id__in=list(quantities))
        if missing := set(quantities) - set(await known.values_list("id", flat=True)):
            raise NotFound("order line", min(missing))

        row = Return(
            id=new_id(),
            number=await sql.value(NEXT_NUMBER),
            version=1,
            order_id=order.id,
            reason=reason,
            note=note,
            currency=order.currency,
            requested_by=ctx.actor.key,
            requested_at=ctx.now,
            updated_at=ctx.now,
        )
        await row.save(force_create=True)
        await ReturnLine.bulk_create(
            ReturnLine(parent_id=row.id, order_line_id=line_id, quantity=units)
            for line_id, units in quantities.items()
        )
        asked = ReturnRequested.of(row, reason=reason, units=sum(quantities.values()))
        await tell(ctx, asked, requested=quantities)
        await claimed.settle(row.id)
        return row


def check_units(quantities: Units) -> None:
    """Raise unless it is at least one unit of each of some lines.

    Raises:
        InvalidInput: no lines, too many, or no unit of one.
    """
    if not quantities:
        raise InvalidInput("Say which lines, and how many units.", "lines")
    for place, units in enumerate(items(list(quantities.values()), "lines")):
        count(units, "lines", str(place), "quantity")
