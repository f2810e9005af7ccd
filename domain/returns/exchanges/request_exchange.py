"""Asking for other goods in place of delivered ones."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.channels.models import SalesChannel
from domain.orders.offers import Asker, offers_for
from domain.orders.queries import get_order
from domain.orders.request import QUANTITY_MAX, LineRequest
from domain.returns.exchanges.events import ExchangeRequested
from domain.returns.exchanges.models import Exchange, ExchangeLine
from domain.returns.exchanges.telling import tell
from domain.returns.request_return import Units, request_return
from domain.returns.states import ReturnReason
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import DomainError, InvalidInput
from domain.shared.idempotency import claim
from domain.shared.ids import new_id
from domain.shared.inputs import count, items

NEXT_NUMBER = "SELECT 'EXC-' || nextval('exchange_number')"


async def request_exchange(
    ctx: Context,
    order_id: UUID,
    *,
    quantities: Units,
    wanted: Sequence[LineRequest],
    reason: ReturnReason,
    note: str = "",
    idempotency_key: str,
) -> Exchange:
    """Ask to send units of an order back and get others for them. Customers do it for their own
    orders. What comes back is a return like any other.

    Raises:
        NotSignedIn, NotPermitted: the actor may not write orders, and is not the customer.
        NotFound: the actor can see no such order, it has no such line, or its channel does not sell
            what is wanted.
        WrongCurrency: what is wanted has no price in the order's currency.
        InvalidInput: nothing that comes back, nothing that is wanted, too much of either, or too
            long a note.
        ReturnExceedsDelivered: more units than can come back.
        IdempotencyInProgress, IdempotencyKeyReused: as the key's rules say.
    """
    _check(wanted)
    async with in_transaction():
        asked = [order_id, sorted(quantities.items()), [*wanted], reason, note]
        claimed = await claim(ctx, "returns.request_exchange", idempotency_key, asked)
        if claimed.replay_of:
            return await Exchange.get(id=claimed.replay_of)
        back = await request_return(
            ctx,
            order_id,
            quantities=quantities,
            reason=reason,
            note=note,
            idempotency_key=str(new_id()),  # it is ours that is said again
        )
        order = await get_order(ctx, order_id)
        channel = await SalesChannel.get(id=order.channel_id)
        with _of_what_is_wanted():
            await offers_for(
                wanted, order.currency, Asker(channel.code, order.customer_id, ctx.now)
            )
        row = Exchange(
            id=new_id(),
            number=await sql.value(NEXT_NUMBER),
            version=1,
            order_id=order.id,
            parent_id=back.id,
            requested_by=ctx.actor.key,
            requested_at=ctx.now,
            updated_at=ctx.now,
        )
        await row.save(force_create=True)
        await ExchangeLine.bulk_create(
            ExchangeLine(
                exchange_id=row.id,
                position=place,
                variant_id=line.variant_id,
                quantity=line.quantity,
            )
            for place, line in enumerate(wanted)
        )
        requested = ExchangeRequested.of(
            row,
            return_id=back.id,
            units_back=sum(quantities.values()),
            units_wanted=sum(line.quantity for line in wanted),
        )
        await tell(ctx, requested)
        await claimed.settle(row.id)
        return row


def _check(wanted: Sequence[LineRequest]) -> None:
    if not wanted:
        raise InvalidInput("Say what shall be sent instead.", "wanted")
    for place, line in enumerate(items(list(wanted), "wanted")):
        count(line.quantity, "wanted", str(place), "quantity", highest=QUANTITY_MAX)


@contextmanager
def _of_what_is_wanted() -> Iterator[None]:
    """Refusals of what is for sale name it as it was said here."""
    try:
        yield
    except DomainError as refusal:
        if isinstance(field := refusal.facts.get("field"), list):
            refusal.facts["field"] = ["wanted", *field[1:]]
        raise
