"""Writing a note down, as part of whatever is told of it."""

from domain.orders.handling.models import OrderNote
from domain.orders.handling.states import NoteVisibility
from domain.orders.models import Order
from domain.shared.context import Context
from domain.shared.ids import new_id
from domain.shared.inputs import text

NOTE_LENGTH_MAX = 2_000  # characters


def note_text(body: str, *field: str) -> str:
    """What a note may say.

    Raises:
        InvalidInput: nothing, too much, or no text.
    """
    return text(body, *field, longest=NOTE_LENGTH_MAX)


def is_author(ctx: Context, note: OrderNote) -> bool:
    """Whether the actor wrote a note."""
    return (note.author_kind, note.author_id) == (ctx.actor.kind, ctx.actor.id)


async def write_note(
    ctx: Context, order: Order, body: str, visibility: NoteVisibility
) -> OrderNote:
    """A note in the caller's transaction. Whoever calls this tells of it."""
    note = OrderNote(
        id=new_id(),
        order_id=order.id,
        visibility=visibility,
        author_kind=ctx.actor.kind,
        author_id=ctx.actor.id,
        body=body,
        written_at=ctx.now,
    )
    await note.save(force_create=True)
    return note
