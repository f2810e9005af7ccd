"""Keeping passwords: parts of verbs, in the caller's transaction."""

from uuid import UUID

from domain.identity.events import PasswordSet
from domain.identity.models import (
    Credential,
    ResetRequest,
    ResetToken,
    SessionRow,
    SimulatedLetter,
)
from domain.shared import sql
from domain.shared.context import ActorKind, Context
from domain.shared.ids import new_id
from domain.shared.outbox import append
from domain.shared.personal import RESET_EMAIL
from domain.shared.sealing import blind

# Two at once: the later one stands.
KEEP = """
INSERT INTO credential AS kept (id, version, kind, holder_id, password_hash, created_at, updated_at)
VALUES ($1, 1, $2, $3, $4, $5, $5)
ON CONFLICT (holder_id) DO UPDATE SET password_hash = excluded.password_hash,
    version = kept.version + 1, updated_at = excluded.updated_at
RETURNING id, version
"""


async def password_hash_of(holder_id: UUID) -> str | None:
    """What is kept of somebody's password; None where they have none."""
    found = await Credential.get_or_none(holder_id=holder_id)
    return found.password_hash if found else None


async def keep_password(ctx: Context, kind: ActorKind, holder_id: UUID, password_hash: str) -> None:
    """This is somebody's password from now on; codes that would set another are void."""
    kept = await sql.row(KEEP, new_id(), kind.value, holder_id, password_hash, ctx.now)
    assert kept is not None, "the statement always leaves a row"
    await forget_codes(holder_id)
    event = PasswordSet(
        aggregate_id=kept["id"], version=kept["version"], kind=kind, holder_id=holder_id
    )
    await append(ctx, event)


async def rehash(holder_id: UUID, before: str, after: str) -> None:
    """The same password, hashed with more; unless it was changed meanwhile."""
    await Credential.filter(holder_id=holder_id, password_hash=before).update(password_hash=after)


async def forget_codes(holder_id: UUID) -> None:
    """Void what letters hold: the password is another now, or the mailbox is."""
    await ResetToken.filter(holder_id=holder_id).delete()


async def forget_holder(holder_id: UUID, email: str | None) -> None:
    """Nothing by which somebody could sign in is left of them, nor when they did, nor what was
    written to them about it.
    """
    await Credential.filter(holder_id=holder_id).delete()
    await forget_codes(holder_id)
    await SessionRow.filter(holder_id=holder_id).delete()  # and what keeps them going, with them
    if email is not None:
        await SimulatedLetter.filter(recipient=email).delete()
        asked = blind(RESET_EMAIL, email)
        await ResetRequest.filter(kind=ActorKind.CUSTOMER, email_index=asked).delete()
