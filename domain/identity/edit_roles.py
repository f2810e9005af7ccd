"""Roles: a new one, another set of scopes for one, and away with one that nobody holds."""

import re
from collections.abc import Sequence
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.identity.errors import RoleInUse, RoleIsFixed
from domain.identity.events import RoleCreated, RoleDeleted, RoleUpdated
from domain.identity.models import RoleRow, StaffMember
from domain.identity.queries import visible_roles
from domain.identity.roles import (
    is_fixed,
    known_scopes,
    must_be_administrated,
    must_hold,
    one_at_a_time,
)
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import AlreadyTaken, InvalidInput, NotFound
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version

NAME = re.compile(r"[a-z][a-z0-9_]{1,31}")


async def create_role(ctx: Context, name: str, scopes: Sequence[str]) -> RoleRow:
    """A new set of scopes that staff can hold.

    Raises:
        NotPermitted: the actor may not change who does what here.
        InvalidInput: a name that is none, or a permission we do not know.
        ScopesNotHeld: the actor may not do that either.
        AlreadyTaken: there is a role of this name.
    """
    ctx.require(Scope.STAFF_WRITE)
    if not NAME.fullmatch(name):
        raise InvalidInput("A role is 2 to 32 small letters, digits and underscores.", "name")
    granted = known_scopes(scopes)
    await must_hold(ctx, granted)
    try:
        async with in_transaction():
            role = await RoleRow.create(
                name=name, scopes=granted, created_at=ctx.now, updated_at=ctx.now
            )
            await append(
                ctx,
                RoleCreated(aggregate_id=role.id, version=role.version, name=name, scopes=granted),
            )
            return role
    except IntegrityError:
        raise AlreadyTaken("There is a role of this name.", "name") from None


async def update_role(
    ctx: Context, role_id: UUID, scopes: Sequence[str], *, expected_version: int | None = None
) -> RoleRow:
    """Give a role these scopes in place of those before; live sessions of whoever holds it follow.

    The same scopes again change nothing and tell nobody.

    Raises:
        NotPermitted: the actor may not change who does what here.
        InvalidInput: a permission we do not know.
        ScopesNotHeld: the actor may not do what is added or taken.
        NotFound: there is no such role.
        RoleIsFixed: it stays as it is.
        LastAdministrator: nobody would be left who may do this.
        VersionConflict: it changed since `expected_version`.
    """
    ctx.require(Scope.STAFF_WRITE)
    granted = known_scopes(scopes)
    async with in_transaction():
        await one_at_a_time()
        role = await _locked(ctx, role_id)
        expect_version(role, "role", expected_version)
        before = role.scopes
        if before == granted:
            return role
        if is_fixed(role.name):
            raise RoleIsFixed(role.name)
        await must_hold(ctx, set(granted) ^ set(before))

        await raise_version(role, "role", at=ctx.now, scopes=granted)
        await must_be_administrated([], set(before) - set(granted))
        await append(
            ctx,
            RoleUpdated(
                aggregate_id=role.id,
                version=role.version,
                name=role.name,
                before=before,
                scopes=granted,
            ),
        )
        return role


async def delete_role(
    ctx: Context, role_id: UUID, *, expected_version: int | None = None
) -> RoleRow:
    """Away with a role that nobody holds, also nobody who left. The role as it was.

    Raises:
        NotPermitted: the actor may not change who does what here.
        NotFound: there is no such role (any more).
        RoleIsFixed: the shop begins with it.
        RoleInUse: somebody holds it.
        VersionConflict: it changed since `expected_version`.
    """
    ctx.require(Scope.STAFF_WRITE)
    async with in_transaction():
        await one_at_a_time()
        role = await _locked(ctx, role_id)
        expect_version(role, "role", expected_version)
        if role.is_built_in:
            raise RoleIsFixed(role.name)
        # Whoever is being given it holds the row, so that we wait and then see them.
        if await StaffMember.filter(roles__contains=[role.name]).exists():
            raise RoleInUse(role.name)
        await role.delete()
        await append(
            ctx, RoleDeleted(aggregate_id=role.id, version=role.version + 1, name=role.name)
        )
        return role


async def _locked(ctx: Context, role_id: UUID) -> RoleRow:
    role = await visible_roles(ctx).select_for_update().get_or_none(id=role_id)
    if role is None:
        raise NotFound("role", role_id)
    return role
