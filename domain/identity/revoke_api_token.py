"""Revoking a token of another machine: it may not come in any more, and what it follows ends."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.events import ApiTokenRevoked
from domain.identity.models import ApiToken
from domain.identity.queries import visible_api_tokens
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def revoke_api_token(
    ctx: Context, token_id: UUID, *, expected_version: int | None = None
) -> ApiToken:
    """Refuse a token from now on, for good. Repeating it changes nothing and tells nobody.

    Raises:
        NotPermitted: the actor may not change who does what here.
        NotFound: there is no such token.
        VersionConflict: it changed since `expected_version`.
    """
    ctx.require(Scope.STAFF_WRITE)
    async with in_transaction():
        token = await visible_api_tokens(ctx).select_for_update().get_or_none(id=token_id)
        if token is None:
            raise NotFound("api token", token_id)
        expect_version(token, "api token", expected_version)
        if token.revoked_at is not None:
            return token

        await raise_version(token, "api token", at=ctx.now, revoked_at=ctx.now)
        await append(ctx, ApiTokenRevoked(aggregate_id=token.id, version=token.version))
        return token
