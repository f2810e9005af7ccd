"""Refusing a claim, with an answer."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.returns.claims.actions import NEEDED
from domain.returns.claims.events import ClaimDenied
from domain.returns.claims.locks import lock_claim
from domain.returns.claims.models import Claim
from domain.returns.claims.states import CLAIM, ClaimAction
from domain.returns.claims.telling import let_go, tell
from domain.returns.decline_return import ANSWER_LENGTH_MAX
from domain.shared.context import Context
from domain.shared.inputs import text
from domain.shared.states import expect_version


async def deny_claim(
    ctx: Context, claim_id: UUID, *, answer: str, expected_version: int | None = None
) -> Claim:
    """Deny a claim. `answer` is what the customer is told; the units can be claimed again.

    Raises:
        NotSignedIn, NotPermitted: the actor may not write orders.
        InvalidInput: no answer, or too long a one.
        NotFound: the actor can see no such claim.
        InvalidTransition: it was answered, or taken back, already.
        VersionConflict: it changed since the actor looked.
    """
    action = ClaimAction.DENY
    ctx.require(NEEDED)
    answer = text(answer, "answer", longest=ANSWER_LENGTH_MAX)
    async with in_transaction():
        row = await lock_claim(ctx, claim_id)
        expect_version(row, CLAIM.kind, expected_version)
        source = await CLAIM.move(
            row, action, at=ctx.now, decided_at=ctx.now, closed_at=ctx.now, answer=answer
        )
        denied = ClaimDenied.of(row, source=source, action=action)
        await tell(ctx, denied, claimed=await let_go(row))
        return row
