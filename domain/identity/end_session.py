"""Ending one session: signing out, here or on a device that was left somewhere."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.models import SessionRow
from domain.identity.queries import own_sessions
from domain.identity.sessions import end_these
from domain.identity.states import SessionEnd
from domain.shared.context import Context
from domain.shared.errors import NotFound


async def end_session(ctx: Context, session_id: UUID) -> SessionRow:
    """End one session of one's own: its tokens are refused, what it follows ends.

    Repeating it changes nothing and tells nobody.

    Raises:
        NotSignedIn: nobody is signed in.
        NotFound: no such session of theirs.
    """
    ctx.require_somebody()
    async with in_transaction():
        session = await own_sessions(ctx).select_for_update().get_or_none(id=session_id)
        if session is None:
            raise NotFound("session", session_id)
        await end_these(ctx, [session], SessionEnd.SIGNED_OUT)
        return session
