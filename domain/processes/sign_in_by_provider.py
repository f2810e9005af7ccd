"""Signing in with what an identity provider says of somebody: staff only, by their e-mail address.

In two steps, for between them the provider is asked, and no transaction waits for others.
"""

from dataclasses import dataclass
from datetime import timedelta

from tortoise.transactions import in_transaction

from domain.identity.attempts import (
    BY_PROVIDER_PER_ADDRESS,
    claim_once,
    count_attempt,
    give_back_attempt,
    place_of,
)
from domain.identity.errors import NotAdmitted, SignInInvalid
from domain.identity.sessions import SignedIn, start_session
from domain.identity.states import SignInMethod
from domain.processes.holders import holder_by_email
from domain.processes.sign_in import known_as
from domain.shared.context import ActorKind, Context
from domain.shared.errors import InvalidInput

LASTS = timedelta(minutes=10)  # from the first step of a sign-in until it cannot be completed
REMEMBERED = timedelta(days=1)  # that one was completed: longer than it lasts


@dataclass(frozen=True, slots=True)
class Vouched:
    """What the provider says: an address, and whether it looked if it is theirs."""

    email: str | None
    is_verified: bool


async def claim_sign_in(ctx: Context, state: str) -> None:
    """Take up what a browser comes back with, before the provider is asked: once, and from one
    address as often as wrong passwords are. They are counted apart: while a provider is out of
    order, passwords still do.

    Raises:
        TooManyAttempts: from this address.
        SignInInvalid: it was taken up before.
    """
    await count_attempt(BY_PROVIDER_PER_ADDRESS, place_of(ctx), ctx.now)
    if not await claim_once("sign-in by provider", state, ctx.now + REMEMBERED):
        raise SignInInvalid


async def sign_in_by_provider(ctx: Context, vouched: Vouched) -> SignedIn:
    """Begin a session for the member of staff whom the provider vouches for.

    Raises:
        NotAdmitted: nobody active here has this address, or the provider did not verify it.
    """
    email = _address(vouched)
    async with in_transaction():
        found = await holder_by_email(ActorKind.STAFF, email)
        if found is None or not found.is_active:
            raise NotAdmitted
        await give_back_attempt(BY_PROVIDER_PER_ADDRESS, place_of(ctx))
        return await start_session(ctx.as_(found.actor), found.actor, SignInMethod.OIDC)


def _address(vouched: Vouched) -> str:
    """The address as accounts have it. ASCII only: in lower case some other letters become Latin
    ones, and so one address another.
    """
    if not vouched.is_verified or not vouched.email or not vouched.email.isascii():
        raise NotAdmitted
    try:
        return known_as(vouched.email)
    except InvalidInput:
        raise NotAdmitted from None
