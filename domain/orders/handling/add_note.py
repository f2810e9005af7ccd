"""Adding a note to an order: for the house alone, or for the customer to read too."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.orders.handling.events import OrderNoteAdded
from domain.orders.handling.models import OrderNote
from domain.orders.handling.states import NoteVisibility
from domain.orders.handling.writing import note_text, write_note
from domain.orders.queries import lock_order
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.idempotency import claim
from domain.shared.outbox import append
from domain.shared.states import raise_version

NOTES_MAX = 200  # of one order


async def add_note(
    ctx: Context,
    order_id: UUID,
    *,
    body: str,
    visibility: NoteVisibility = NoteVisibility.INTERNAL,
    idempotency_key: str | None = None,
) -> OrderNote:
    """Write something about an order, whatever its state. Sent again under the same key, it is
    written once.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: no such order.
        InvalidInput: no words or too many, or the order has 200 notes.
        IdempotencyInProgress, IdempotencyKeyReused: as the key's rules say.
    """
    ctx.require(Scope.ORDERS_WRITE)
    body = note_text(body, "body")
    async with in_transaction():
        request = [order_id, body, visibility]
        claimed = await claim(ctx, "orders.add_note", idempotency_key, request)
        if claimed.replay_of:
            # Removed since, it stays removed.
            return await OrderNote.get_or_none(id=claimed.replay_of) or _gone(claimed.replay_of)
        order = await lock_order(order_id)
        if await OrderNote.filter(order_id=order_id).count() >= NOTES_MAX:
            raise InvalidInput(f"An order has at most {NOTES_MAX} notes.", "id")
        note = await write_note(ctx, order, body, visibility)
        await raise_version(order, "order", at=ctx.now)
        await append(
            ctx,
            OrderNoteAdded(
                aggregate_id=order.id,
                version=order.version,
                status=order.status,
                note_id=note.id,
                visibility=visibility,
            ),
        )
        await claimed.settle(note.id)
        return note


def _gone(note_id: UUID) -> OrderNote:
    raise NotFound("order note", note_id)
