"""Roles, and tokens of other machines: who may be given what."""

from datetime import datetime

import strawberry

from domain.identity.create_api_token import create_api_token
from domain.identity.edit_roles import create_role, delete_role, update_role
from domain.identity.errors import (
    LastAdministrator,
    NotForMachines,
    RoleInUse,
    RoleIsFixed,
    ScopesNotHeld,
)
from domain.identity.revoke_api_token import revoke_api_token
from domain.shared.errors import AlreadyTaken
from schema.identity.types import ApiToken, Role
from schema.shared.context import Info
from schema.shared.ids import key_of
from schema.shared.mutations import (
    Input,
    Payload,
    changed,
    expected_version,
    mutation,
    optional,
)


@strawberry.input(description="A new role.")
class RoleCreateInput:
    """What it is called, and what it permits."""

    name: str = strawberry.field(description="Its name, such as night_shift.")
    scopes: list[str] = strawberry.field(description="What it permits, as resource:action.")


@strawberry.input(description="What a role permits from now on.")
class RoleUpdateInput:
    """Which role, and what it permits."""

    id: strawberry.ID = strawberry.field(description="Which role.")
    scopes: list[str] = strawberry.field(description="All that it permits, as resource:action.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A role that is not needed any more.")
class RoleDeleteInput:
    """Which role."""

    id: strawberry.ID = strawberry.field(description="Which role.")
    expected_version: int | None = expected_version()


@strawberry.input(description="Another machine to let in.")
class ApiTokenCreateInput:
    """What it is for, and what it may do."""

    name: str = strawberry.field(description="What it is for.")
    scopes: list[str] = strawberry.field(description="What it permits; all of it you hold too.")
    expires_at: datetime | None = optional("Until when it is good; for good if left out.")


@strawberry.input(description="A machine to let in no more.")
class ApiTokenRevokeInput:
    """Which token."""

    id: strawberry.ID = strawberry.field(description="Which token.")
    expected_version: int | None = expected_version()


@strawberry.type(description="The role as it is now, or was.")
class RolePayload(Payload):
    """What came of it."""

    role: Role | None = changed("The role.")


@strawberry.type(description="The token's card, and the token: it is shown this once.")
class ApiTokenIssuedPayload(Payload):
    """What came of it."""

    api_token: ApiToken | None = changed("The card.")
    token: str | None = changed("What the machine sends as a Bearer token. Nobody sees it again.")


@strawberry.type(description="The token's card as it is now.")
class ApiTokenPayload(Payload):
    """What came of it."""

    api_token: ApiToken | None = changed("The card.")


@strawberry.type(description="Roles, and tokens of other machines.")
class GrantMutations:
    """Nobody gives what they do not hold. Needs staff:write."""

    @mutation(
        "Add a role. All that it permits you hold too. Needs staff:write.",
        ScopesNotHeld,
        AlreadyTaken,
    )
    async def role_create(self, info: Info, input: Input[RoleCreateInput]) -> RolePayload:
        return RolePayload(
            role=Role.of(await create_role(info.context.domain, input.name, input.scopes))
        )

    @mutation(
        "Change what a role permits; live sessions of whoever holds it follow at once. What is"
        " added or taken you hold too. Needs staff:write.",
        ScopesNotHeld,
        RoleIsFixed,
        LastAdministrator,
    )
    async def role_update(self, info: Info, input: Input[RoleUpdateInput]) -> RolePayload:
        key, version = key_of("Role", input.id), input.expected_version
        role = await update_role(info.context.domain, key, input.scopes, expected_version=version)
        return RolePayload(role=Role.of(role))

    @mutation(
        "Delete a role that nobody holds, also nobody who left. Needs staff:write.",
        RoleIsFixed,
        RoleInUse,
    )
    async def role_delete(self, info: Info, input: Input[RoleDeleteInput]) -> RolePayload:
        key, version = key_of("Role", input.id), input.expected_version
        gone = await delete_role(info.context.domain, key, expected_version=version)
        return RolePayload(role=Role.of(gone))

    @mutation(
        "Let another machine in: a token is made and shown this once. If the answer is lost,"
        " revoke it and make another. It may never do more than whoever made it, and machines make"
        " none. Needs staff:write.",
        ScopesNotHeld,
        NotForMachines,
    )
    async def api_token_create(
        self, info: Info, input: Input[ApiTokenCreateInput]
    ) -> ApiTokenIssuedPayload:
        issued = await create_api_token(
            info.context.domain, input.name, input.scopes, expires_at=input.expires_at
        )
        return ApiTokenIssuedPayload(api_token=ApiToken.of(issued.api_token), token=issued.token)

    @mutation(
        "Refuse another machine's token from now on, for good; what it follows ends."
        " Needs staff:write."
    )
    async def api_token_revoke(
        self, info: Info, input: Input[ApiTokenRevokeInput]
    ) -> ApiTokenPayload:
        key, version = key_of("ApiToken", input.id), input.expected_version
        token = await revoke_api_token(info.context.domain, key, expected_version=version)
        return ApiTokenPayload(api_token=ApiToken.of(token))
