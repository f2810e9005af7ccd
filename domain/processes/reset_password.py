"""Forgotten passwords: asked for by anybody, answered by a letter, set with the code in it.

Asking only writes down the address, known or not, so that neither the answer nor its time tells
whether there is such an account. The worker looks it up and writes the letter.
"""

import logging
from datetime import timedelta

from tortoise.transactions import in_transaction

from domain.customers.end_sessions import end_sessions as end_sessions_of_customer
from domain.identity.attempts import (
    RESETS_PER_ACCOUNT,
    RESETS_PER_ADDRESS,
    account_of,
    count_attempt,
    forget_guesses,
    place_of,
)
from domain.identity.credentials import keep_password
from domain.identity.end_sessions import end_sessions as end_sessions_of_staff
from domain.identity.errors import ResetTokenInvalid, TooManyAttempts
from domain.identity.letters import reset_letter
from domain.identity.mail import Post
from domain.identity.models import ResetRequest, ResetToken
from domain.identity.passwords import as_typed, checked_password, hashed
from domain.identity.secrets import hash_of, new_secret
from domain.processes.holders import Holder, held_holder, holder_by_email, holder_by_id
from domain.processes.sign_in import known_as
from domain.shared import inputs, sql
from domain.shared.context import ActorKind, Context
from domain.shared.ids import new_id
from domain.shared.personal import RESET_EMAIL
from domain.shared.sealing import blind, opened, seal

PREFIX = "tgp_"
LIFETIME = timedelta(minutes=30)
TRIES_MAX = 5
CLAIMED = timedelta(minutes=1)  # after which a letter that was not sent is tried again; doubles

logger = logging.getLogger(__name__)

CLAIM = """
UPDATE reset_request SET tries = tries + 1, due_at = $1::timestamptz + $2::interval * 2 ^ tries
WHERE id = (SELECT id FROM reset_request WHERE due_at <= $1 ORDER BY due_at
    LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, kind, email, locale, tries
"""
# Of each account the newest code counts.
KEEP = """
INSERT INTO reset_token (id, kind, holder_id, token_hash, expires_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (holder_id) DO UPDATE SET token_hash = excluded.token_hash,
    expires_at = excluded.expires_at
"""
SPEND = """
DELETE FROM reset_token WHERE token_hash = $1 AND expires_at > $2 RETURNING kind, holder_id
"""


async def request_reset(ctx: Context, kind: ActorKind, email: str) -> None:
    """Write down that somebody forgot a password. Whoever asks is told the same, always.

    Raises:
        TooManyAttempts: too many were asked for from this address.
    """
    email = known_as(email)
    await count_attempt(RESETS_PER_ADDRESS, place_of(ctx), ctx.now)
    try:
        await count_attempt(RESETS_PER_ACCOUNT, account_of(kind, email), ctx.now)
    except TooManyAttempts:
        return  # the letters that were sent will do
    key = new_id()
    await ResetRequest.create(
        id=key,
        kind=kind,
        email=seal(RESET_EMAIL, key, email),
        email_index=blind(RESET_EMAIL, email),
        locale=ctx.locale,
        created_at=ctx.now,
        due_at=ctx.now,
    )


async def write_letters(ctx: Context, post: Post) -> int:
    """Send what is due, one by one; how many were written. Several at once are harmless.

    A letter that could not be sent is tried again later; after some tries that is given up.
    """
    written = 0
    while (found := await sql.row(CLAIM, ctx.now, CLAIMED)) is not None:
        email = opened(RESET_EMAIL, found["id"], found["email"])
        holder = await holder_by_email(ActorKind(found["kind"]), email)
        token = await _new_code(ctx, holder) if holder is not None else None
        if holder is not None and holder.email and token is not None:
            letter = reset_letter(holder.email, token, found["locale"], ctx.now, LIFETIME)
            try:
                await post(letter)
            except Exception as error:  # whatever the post says: it is tried again
                logger.warning("A letter could not be sent: %r", error)
                if found["tries"] < TRIES_MAX:
                    continue
                logger.error("A letter was given up after %d tries", found["tries"])
            else:
                written += 1
        await ResetRequest.filter(id=found["id"]).delete()
    return written


async def reset_password(ctx: Context, token: str, password: str) -> None:
    """Set a new password with the code of a letter, once, and sign out everywhere.

    Raises:
        ResetTokenInvalid: not a code of ours, or used, replaced or too old.
        InvalidInput: the password is too short, or one that everybody tries. The code stays good.
        TooManyAttempts: too many are being set at this very moment.
    """
    token = inputs.text(token, "token")
    known = await ResetToken.get_or_none(token_hash=hash_of(token), expires_at__gt=ctx.now)
    holder = await holder_by_id(known.kind, known.holder_id) if known else None
    as_typed(password, "newPassword")
    if holder is None or not holder.is_active:
        raise ResetTokenInvalid
    fresh = await hashed(checked_password(password, holder.email, "newPassword"))
    kind, as_system = holder.actor.kind, ctx.as_system()
    async with in_transaction():
        await held_holder(kind, holder.id)
        if not await sql.rows(SPEND, hash_of(token), ctx.now):
            raise ResetTokenInvalid  # used a moment ago
        await keep_password(ctx.as_(holder.actor), kind, holder.id, fresh)
        await forget_guesses(ctx, holder.account)
        if kind is ActorKind.STAFF:
            await end_sessions_of_staff(as_system, holder.id)
        else:
            await end_sessions_of_customer(as_system, holder.id)


async def _new_code(ctx: Context, holder: Holder) -> str | None:
    """The code that a letter will hold; none where they may not sign in, or have another address
    by now. Their card is held meanwhile, so that no code for the mailbox of before outlives it.
    """
    token = new_secret(PREFIX)
    async with in_transaction():
        found = await held_holder(holder.actor.kind, holder.id)
        if found is None or not found.is_active or not found.email or found.email != holder.email:
            return None
        until = ctx.now + LIFETIME
        await sql.execute(KEEP, new_id(), found.actor.kind.value, found.id, hash_of(token), until)
    return token
