"""Sessions: somebody signs in, comes back with a refresh token, and signs out.

These are parts of verbs: each runs in the caller's transaction.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain.identity.events import SessionEnded, SessionStarted
from domain.identity.models import RefreshToken, SessionRow
from domain.identity.secrets import hash_of, new_secret
from domain.identity.states import SessionEnd, SignInMethod
from domain.shared import sql
from domain.shared.context import Actor, ActorKind, Context
from domain.shared.outbox import append_all

REFRESH_PREFIX = "tgr_"
LASTS = {ActorKind.STAFF: timedelta(days=7), ActorKind.CUSTOMER: timedelta(days=30)}
# So long a refresh token that was just spent is taken once more: its answer may have been lost.
GRACE = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody with a session, and what keeps it going: shown once."""

    actor: Actor
    session: SessionRow
    refresh_token: str


async def start_session(ctx: Context, actor: Actor, method: SignInMethod) -> SignedIn:
    """Begin a session for somebody who has shown who they are."""
    assert actor.id is not None, "nobody in particular has no session"
    session = await SessionRow.create(
        kind=actor.kind,
        holder_id=actor.id,
        method=method,
        created_at=ctx.now,
        updated_at=ctx.now,
        seen_at=ctx.now,
        expires_at=ctx.now + LASTS[actor.kind],
    )
    started = SessionStarted(
        aggregate_id=session.id,
        version=session.version,
        kind=actor.kind,
        holder_id=actor.id,
        method=method,
    )
    await append_all(ctx, [started])
    return SignedIn(actor, session, await _new_token(session.id, ctx.now))


@dataclass(frozen=True, slots=True)
class Rotated:
    """What came of a refresh token: the session, and the next token; none if it was reused."""

    session: SessionRow
    refresh_token: str | None


async def rotate(ctx: Context, refresh_token: str) -> Rotated | None:
    """Spend a refresh token for the next one; None where it is none of a session that lives.

    One that was spent before ends the session, for one of the two who show it is a thief. Only the
    last one spent is taken again for a few seconds, while its successor was not used: then the
    answer was lost, and that successor is withdrawn. If it is shown all the same, it was not lost:
    two have had an answer, and one of them is a thief.
    """
    session = await _locked(refresh_token)
    if session is None or session.ended_at is not None or session.expires_at <= ctx.now:
        return None
    token = await RefreshToken.get_or_none(token_hash=hash_of(refresh_token))
    if token is None:  # gone while we waited for the session
        return None
    if token.spent_at is not None and not await _was_lost(token, ctx.now):
        await end_these(ctx, [session], SessionEnd.TOKEN_REUSED)
        return Rotated(session, None)
    if token.spent_at is None:
        await RefreshToken.filter(id=token.id).update(spent_at=ctx.now)
    else:
        # Spent before any other, so that it is never taken for the one whose answer was lost.
        withdrawn = RefreshToken.filter(session_id=session.id, spent_at=None)
        await withdrawn.update(spent_at=session.created_at - GRACE)
    await SessionRow.filter(id=session.id).update(seen_at=ctx.now)
    session.seen_at = ctx.now
    return Rotated(session, await _new_token(session.id, ctx.now))


async def end_these(ctx: Context, sessions: list[SessionRow], because: SessionEnd) -> None:
    """End sessions that the caller holds locked; those that are over already stay as they are."""
    living = sorted((each for each in sessions if each.ended_at is None), key=lambda row: row.id)
    events = []
    for session in living:
        session.version += 1
        session.ended_at, session.ended_because, session.updated_at = ctx.now, because, ctx.now
        await session.save(update_fields=["version", "ended_at", "ended_because", "updated_at"])
        events.append(
            SessionEnded(
                aggregate_id=session.id,
                version=session.version,
                kind=session.kind,
                holder_id=session.holder_id,
                because=because,
            )
        )
    await append_all(ctx, events)


async def end_all_of(
    ctx: Context, holder_id: UUID, because: SessionEnd, *, but: UUID | None = None
) -> None:
    """End every session of somebody, or every other."""
    living = SessionRow.filter(holder_id=holder_id, ended_at=None, expires_at__gt=ctx.now)
    rows = await living.order_by("id").select_for_update()
    await end_these(ctx, [row for row in rows if row.id != but], because)


async def _locked(refresh_token: str) -> SessionRow | None:
    found = await sql.value(
        "SELECT session_id FROM refresh_token WHERE token_hash = $1", hash_of(refresh_token)
    )
    if found is None:
        return None
    return await SessionRow.filter(id=found).select_for_update().first()


async def _was_lost(token: RefreshToken, now: datetime) -> bool:
    assert token.spent_at is not None
    later = await sql.value(
        "SELECT 1 FROM refresh_token WHERE session_id = $1 AND spent_at > $2 LIMIT 1",
        token.session_id,  # type: ignore[attr-defined]  # the ORM adds it
        token.spent_at,
    )
    return later is None and now - token.spent_at <= GRACE


async def _new_token(session_id: UUID, now: datetime) -> str:
    token = new_secret(REFRESH_PREFIX)
    await RefreshToken.create(session_id=session_id, token_hash=hash_of(token), created_at=now)
    return token
