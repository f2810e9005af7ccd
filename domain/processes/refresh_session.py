"""Refreshing: a session goes on, with a new refresh token in place of the one that was shown."""

from tortoise.transactions import in_transaction

from domain.identity.errors import RefreshTokenInvalid
from domain.identity.sessions import SignedIn, end_these, rotate
from domain.identity.states import SessionEnd
from domain.processes.holders import holder_by_id
from domain.shared import inputs
from domain.shared.context import Context


async def refresh_session(ctx: Context, refresh_token: str) -> SignedIn:
    """Spend a refresh token. Within a few seconds the same one is taken again, for the answer may
    have been lost; later that ends the session, for then somebody has stolen it.

    Raises:
        InvalidInput: what no token can be.
        RefreshTokenInvalid: no token of ours, or its session is over. We do not say which.
    """
    refresh_token = inputs.text(refresh_token, "refreshToken")
    signed_in = await _refreshed(ctx, refresh_token)
    if signed_in is None:  # raised here, so that what was ended stays ended
        raise RefreshTokenInvalid
    return signed_in


async def _refreshed(ctx: Context, refresh_token: str) -> SignedIn | None:
    async with in_transaction():
        rotated = await rotate(ctx, refresh_token)
        if rotated is None or rotated.refresh_token is None:
            return None
        session = rotated.session
        holder = await holder_by_id(session.kind, session.holder_id)
        valid_from = holder.sessions_valid_from if holder else None
        was_ended = valid_from is not None and session.created_at < valid_from
        if holder is None or not holder.is_active or was_ended:
            await end_these(ctx, [session], SessionEnd.LEFT)
            return None
        return SignedIn(holder.actor, session, rotated.refresh_token)
