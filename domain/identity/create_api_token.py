"""Creating a token for another machine: named, bounded, and shown this once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.transactions import in_transaction

from domain.identity.api_tokens import new_api_token
from domain.identity.errors import NotForMachines
from domain.identity.events import ApiTokenCreated
from domain.identity.models import ApiToken
from domain.identity.roles import known_scopes, must_hold
from domain.identity.scopes import Scope
from domain.identity.secrets import hash_of
from domain.shared import inputs
from domain.shared.context import ActorKind, Context
from domain.shared.errors import InvalidInput
from domain.shared.ids import new_id
from domain.shared.outbox import append

NAME_LENGTH_MAX = 120  # characters
LASTS_MAX = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class Issued:
    """A token's card, and the token itself: nobody can be shown it again."""

    api_token: ApiToken
    token: str


async def create_api_token(
    ctx: Context, name: str, scopes: Sequence[str], *, expires_at: datetime | None = None
) -> Issued:
    """Let another machine in, to do what these scopes permit, for as long as whoever created it may
    do that too. When they leave, it is refused.

    Each call makes another one: of a lost answer nothing can be shown again, so revoke what it
    left behind.

    Raises:
        NotPermitted: the actor may not change who does what here.
        InvalidInput: no name, a permission we do not know, or it would be over already.
        ScopesNotHeld: the actor may not do that either.
        NotForMachines: the actor is one, and would outlive its own token.
    """
    ctx.require(Scope.STAFF_WRITE)
    if ctx.actor.kind is ActorKind.INTEGRATION:
        raise NotForMachines
    name = inputs.text(name, "name", longest=NAME_LENGTH_MAX)
    granted = known_scopes(scopes)
    await must_hold(ctx, granted)
    if expires_at is not None and expires_at <= ctx.now:
        raise InvalidInput("This is over already.", "expiresAt")
    if expires_at is not None and expires_at > ctx.now + LASTS_MAX:
        raise InvalidInput("A token lasts five years at most, or for good.", "expiresAt")
    key = new_id()
    token = new_api_token(key)
    async with in_transaction():
        row = await ApiToken.create(
            id=key,
            name=name,
            token_hash=hash_of(token),
            scopes=granted,
            created_by_id=ctx.actor.id if ctx.actor.kind is ActorKind.STAFF else None,
            created_at=ctx.now,
            updated_at=ctx.now,
            expires_at=expires_at,
        )
        await append(ctx, ApiTokenCreated(aggregate_id=key, version=row.version, scopes=granted))
    return Issued(row, token)
