"""Agreeing to a claim, and deciding what is done about it."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.returns.claims.actions import NEEDED
from domain.returns.claims.credit import kept_worth_of_claim, worth_of_claim
from domain.returns.claims.events import ClaimApproved
from domain.returns.claims.locks import lock_claim
from domain.returns.claims.models import Claim
from domain.returns.claims.states import CLAIM, ClaimAction, ClaimResolution
from domain.returns.claims.telling import tell
from domain.shared.context import Context
from domain.shared.errors import InvalidInput
from domain.shared.money import Money, WrongCurrency
from domain.shared.states import expect_version


async def approve_claim(
    ctx: Context,
    claim_id: UUID,
    *,
    resolution: ClaimResolution,
    amount: Money | None = None,
    expected_version: int | None = None,
) -> Claim:
    """Agree to a claim: the price of the units is not owed, or new ones are sent for nothing, or
    the customer keeps them for less. Then `amount` is how much less; else nobody says it. Nothing
    moves yet: see `domain.processes.resolve_claim`.

    Raises:
        NotSignedIn, NotPermitted: the actor may not write orders.
        NotFound: the actor can see no such claim.
        InvalidInput: an amount where none is meant, or none where one is; nothing, or more than the
            units cost.
        WrongCurrency: the order has another currency.
        InvalidTransition: it was answered, or taken back, already.
        VersionConflict: it changed since the actor looked.
    """
    action = ClaimAction.APPROVE
    ctx.require(NEEDED)
    is_amount_meant = resolution is ClaimResolution.KEEP_AND_CREDIT
    if is_amount_meant is (amount is None):
        raise InvalidInput(
            "Say an amount where the goods are kept for less, and only there.", "amount"
        )
    async with in_transaction():
        row = await lock_claim(ctx, claim_id)
        expect_version(row, CLAIM.kind, expected_version)
        CLAIM.target(row.status, action)
        source = await CLAIM.move(
            row,
            action,
            at=ctx.now,
            decided_at=ctx.now,
            resolution=resolution,
            amount_minor=await _amount(row, resolution, amount),
        )
        approved = ClaimApproved.of(
            row,
            source=source,
            action=action,
            resolution=resolution,
            currency=row.currency,
            amount_minor=row.amount_minor,
        )
        await tell(ctx, approved)
        return row


async def _amount(row: Claim, resolution: ClaimResolution, amount: Money | None) -> int:
    """What will not be owed any more, in minor units."""
    if resolution is ClaimResolution.REPLACE:
        return 0
    if amount is None:
        return await worth_of_claim(row)
    if amount.currency != row.currency:
        raise WrongCurrency("The order has another currency.", "amount")
    if not 0 < amount.minor <= await kept_worth_of_claim(row):
        raise InvalidInput("It is more than nothing, and no more than these units cost.", "amount")
    return amount.minor
