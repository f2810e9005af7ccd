"""Saying that something about delivered goods is wrong: of each unit once."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.customers.queries import hold_customer
from domain.identity.scopes import Scope
from domain.orders.models import OrderLine
from domain.orders.queries import get_order, lock_order
from domain.returns.claims.events import ClaimOpened
from domain.returns.claims.models import Claim, ClaimLine
from domain.returns.claims.states import ClaimReason
from domain.returns.claims.telling import tell
from domain.returns.request_return import NOTE_LENGTH_MAX, Units, check_units
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.idempotency import claim
from domain.shared.ids import new_id
from domain.shared.inputs import text

NEXT_NUMBER = "SELECT 'CLM-' || nextval('claim_number')"


async def open_claim(
    ctx: Context,
    order_id: UUID,
    *,
    quantities: Units,
    reason: ClaimReason,
    note: str = "",
    idempotency_key: str,
) -> Claim:
    """Claim that something is wrong with units of an order. Customers do it for their own orders.

    No more than was delivered, and is in no return and no other claim; the counters of the order's
    lines are the guard, so that of two at once one is refused.

    Raises:
        NotSignedIn, NotPermitted: the actor may not write orders, and is not the customer.
        NotFound: the actor can see no such order, its customer was erased, or it has no such line.
        InvalidInput: nothing, too many lines, not at least one unit of each, or too long a note.
        ClaimExceedsDelivered: more units than there are to claim.
        IdempotencyInProgress, IdempotencyKeyReused: as the key's rules say.
    """
    check_units(quantities)
    note = text(note, "note", longest=NOTE_LENGTH_MAX, required=False)
    if ctx.customer_id is None:
        ctx.require(Scope.ORDERS_WRITE)
    async with in_transaction():
        request = [order_id, sorted(quantities.items()), reason, note]
        claimed = await claim(ctx, "returns.open_claim", idempotency_key, request)
        if claimed.replay_of:
            return await Claim.get(id=claimed.replay_of)
        customer_id = (await get_order(ctx, order_id)).customer_id
        if customer_id is not None:  # first, as whoever erases them holds them first
            await hold_customer(customer_id)
        order = await lock_order(order_id)
        known = OrderLine.filter(order_id=order.id, id__in=list(quantities))
        if missing := set(quantities) - set(await known.values_list("id", flat=True)):
            raise NotFound("order line", min(missing))

        row = Claim(
            id=new_id(),
            number=await sql.value(NEXT_NUMBER),
            version=1,
            order_id=order.id,
            reason=reason,
            note=note,
            currency=order.currency,
            opened_by=ctx.actor.key,
            opened_at=ctx.now,
            updated_at=ctx.now,
        )
        await row.save(force_create=True)
        await ClaimLine.bulk_create(
            ClaimLine(parent_id=row.id, order_line_id=line_id, quantity=units)
            for line_id, units in quantities.items()
        )
        opened = ClaimOpened.of(row, reason=reason, units=sum(quantities.values()))
        await tell(ctx, opened, claimed=quantities)
        await claimed.settle(row.id)
        return row
