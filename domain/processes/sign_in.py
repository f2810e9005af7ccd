"""Signing in: an e-mail address and a password, looked at as often as the bounds allow."""

from tortoise.transactions import in_transaction

from domain.identity.attempts import (
    PER_ADDRESS,
    account_of,
    count_attempt,
    count_guess,
    forgive_guesses,
    give_back_attempt,
    place_of,
)
from domain.identity.credentials import password_hash_of, rehash
from domain.identity.errors import WrongCredentials
from domain.identity.passwords import as_typed, hashed, is_outdated, matches
from domain.identity.sessions import SignedIn, start_session
from domain.identity.states import SignInMethod
from domain.processes.holders import held_holder, holder_by_email
from domain.shared import inputs
from domain.shared.context import ActorKind, Context


async def sign_in(ctx: Context, kind: ActorKind, email: str, password: str) -> SignedIn:
    """Begin a session for whoever knows an account's password.

    Each try counts before it is looked at, so that however many come at once, no more are looked
    at than the bounds allow; a right one is forgotten again. An unknown address takes as long as a
    wrong password and is told the same.

    Raises:
        InvalidInput: what no account can have, or no password can be.
        WrongCredentials: no such account, another password, or an account that may not sign in.
        TooManyAttempts: on this account from this address, or on it from anywhere, or from this
            address on any; also with the right password.
    """
    email, password = known_as(email), as_typed(password, "password")
    account, place = account_of(kind, email), place_of(ctx)
    await count_attempt(PER_ADDRESS, place, ctx.now)
    await count_guess(ctx, account)
    holder = await holder_by_email(kind, email)
    kept = await password_hash_of(holder.id) if holder else None
    if not await matches(password, kept) or holder is None or kept is None:
        raise WrongCredentials
    stronger = await hashed(password) if is_outdated(kept) else None

    async with in_transaction():
        found = await held_holder(kind, holder.id)
        if found is None or not found.is_active or found.email != holder.email:
            raise WrongCredentials
        if await password_hash_of(holder.id) != kept:
            raise WrongCredentials
        await forgive_guesses(ctx, account)
        await give_back_attempt(PER_ADDRESS, place)
        if stronger:
            await rehash(holder.id, kept, stronger)
        return await start_session(ctx.as_(found.actor), found.actor, SignInMethod.PASSWORD)


def known_as(email: str) -> str:
    """An address as accounts have it.

    Raises:
        InvalidInput: no account can have it.
    """
    return inputs.text(email, "email", longest=inputs.EMAIL_LENGTH_MAX).lower()
