"""Refusing to take goods back, with an answer."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.returns.actions import NEEDED
from domain.returns.events import ReturnDeclined
from domain.returns.letting_go import outstanding
from domain.returns.locks import lock_return
from domain.returns.models import Return
from domain.returns.states import RETURN, ReturnAction
from domain.returns.telling import tell
from domain.shared.context import Context
from domain.shared.inputs import text
from domain.shared.states import expect_version

ANSWER_LENGTH_MAX = 1_000  # characters


async def decline_return(
    ctx: Context, return_id: UUID, *, answer: str, expected_version: int | None = None
) -> Return:
    """Decline a return. `answer` is what the customer is told; the units can be asked for again.

    Raises:
        NotSignedIn, NotPermitted: the actor may not write orders.
        InvalidInput: no answer, or too long a one.
        NotFound: the actor can see no such return.
        InvalidTransition: it was answered, or called off, already.
        VersionConflict: it changed since the actor looked.
    """
    action = ReturnAction.DECLINE
    ctx.require(NEEDED[action])
    answer = text(answer, "answer", longest=ANSWER_LENGTH_MAX)
    async with in_transaction():
        row = await lock_return(ctx, return_id)
        expect_version(row, RETURN.kind, expected_version)
        source = await RETURN.move(row, action, at=ctx.now, closed_at=ctx.now, answer=answer)
        declined = ReturnDeclined.of(row, source=source, action=action)
        await tell(ctx, declined, requested=await outstanding(row))
        return row
