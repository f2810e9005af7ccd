"""Changing one's password: whoever knows the old one, and then signs out everywhere else."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.attempts import count_guess, forget_guesses
from domain.identity.credentials import keep_password, password_hash_of
from domain.identity.errors import WrongCredentials
from domain.identity.passwords import as_typed, checked_password, hashed, matches
from domain.identity.sessions import end_all_of
from domain.identity.states import SessionEnd
from domain.processes.holders import HOLDERS, Holder, held_holder, holder_by_id
from domain.shared.context import Context
from domain.shared.errors import NotSignedIn


async def change_password(
    ctx: Context, current: str, new: str, *, session_id: UUID | None = None
) -> None:
    """Set another password, and end every other session than `session_id`.

    Raises:
        NotSignedIn: nobody who has a password is signed in.
        InvalidInput: the new one is too short, or one that everybody tries.
        WrongCredentials: the current one is another.
        TooManyAttempts: that was guessed too often.
    """
    holder = await _oneself(ctx)
    current = as_typed(current, "currentPassword")
    new = checked_password(new, holder.email, "newPassword")
    await count_guess(ctx, holder.account)
    kept = await password_hash_of(holder.id)
    if not await matches(current, kept):
        raise WrongCredentials
    fresh = await hashed(new)
    async with in_transaction():
        await held_holder(holder.actor.kind, holder.id)
        if await password_hash_of(holder.id) != kept:
            raise WrongCredentials  # somebody else was quicker
        await forget_guesses(ctx, holder.account)
        await keep_password(ctx, holder.actor.kind, holder.id, fresh)
        await end_all_of(ctx, holder.id, SessionEnd.PASSWORD_SET, but=session_id)


async def set_password(ctx: Context, holder: Holder, password: str) -> None:
    """Give somebody a password, as the shop itself; for a shop on show.

    Raises:
        InvalidInput: too short, or one that everybody tries.
    """
    fresh = await hashed(checked_password(password, holder.email, "password"))
    async with in_transaction():
        await keep_password(ctx.as_system(), holder.actor.kind, holder.id, fresh)


async def _oneself(ctx: Context) -> Holder:
    if ctx.actor.kind not in HOLDERS or ctx.actor.id is None:
        raise NotSignedIn
    holder = await holder_by_id(ctx.actor.kind, ctx.actor.id)
    if holder is None:
        raise NotSignedIn
    return holder
