"""Holding: an order waits until a person has looked."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.orders.events import OrderHeld
from domain.orders.handling.states import NoteVisibility
from domain.orders.handling.writing import note_text, write_note
from domain.orders.models import Order
from domain.orders.queries import get_order
from domain.orders.states import ORDER, HoldReason, OrderAction
from domain.shared.context import ActorKind, Context
from domain.shared.errors import InvalidInput
from domain.shared.outbox import append
from domain.shared.states import expect_version


async def hold_order(
    ctx: Context,
    order_id: UUID,
    *,
    reason: HoldReason,
    note: str = "",
    expected_version: int | None = None,
) -> Order:
    """Stop an order where it stands. Its units stay held and do not expire meanwhile. What is said
    with the reason is a note for the house.

    An order is held once: who finds another reason writes it down, or releases the first hold.

    Raises:
        InvalidInput: the note is too long, or no text; or the reason is an exchange, which holds
            its order by itself.
        NotPermitted: the actor may not write orders.
        NotFound: the actor can see no order with this id.
        InvalidTransition: the order is neither pending nor confirmed.
        VersionConflict: the order changed meanwhile; try again.
    """
    ctx.require(Scope.ORDERS_WRITE)
    note = note and note_text(note, "note")
    if reason is HoldReason.EXCHANGE and ctx.actor.kind is not ActorKind.SYSTEM:
        raise InvalidInput("An exchange holds its order by itself.", "reason")
    async with in_transaction():
        order = await get_order(ctx, order_id)
        expect_version(order, "order", expected_version)
        action = OrderAction.HOLD
        ORDER.target(order.status, action)
        said = await write_note(ctx, order, note, NoteVisibility.INTERNAL) if note else None
        note_id = said.id if said else None
        source = await ORDER.move(
            order, action, at=ctx.now, hold_reason=reason, hold_note_id=note_id
        )
        await append(
            ctx,
            OrderHeld(
                aggregate_id=order.id,
                version=order.version,
                source=source,
                status=order.status,
                action=action,
                reason=reason,
                note_id=note_id,
            ),
        )
        return order
