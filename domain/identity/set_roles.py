"""Setting somebody's roles: what they may do from now on, in every session they have."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.events import RolesSet
from domain.identity.models import StaffMember
from domain.identity.queries import lock_staff_member
from domain.identity.roles import (
    known_roles,
    must_be_administrated,
    must_hold,
    one_at_a_time,
    scopes_by_role,
)
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def set_roles(
    ctx: Context, staff_id: UUID, roles: Sequence[str], *, expected_version: int | None = None
) -> StaffMember:
    """Give somebody these roles in place of the ones before; with none they may do nothing.

    Their sessions go on, with what the new roles permit. The same roles again change nothing and
    tell nobody.

    Raises:
        NotPermitted: the actor may not change who does what here.
        InvalidInput: a role we do not know.
        ScopesNotHeld: a role that is added or taken permits what the actor may not do.
        LastAdministrator: no administrator would be left, or nobody who may do this.
        NotFound: no such colleague.
        VersionConflict: something about them changed since `expected_version`.
    """
    ctx.require(Scope.STAFF_WRITE)
    async with in_transaction():
        await one_at_a_time()
        roles = await known_roles(roles)
        member = await lock_staff_member(ctx, staff_id)
        expect_version(member, "staff member", expected_version)
        before = member.roles
        if before == roles:
            return member
        await must_hold(ctx, await scopes_by_role(set(roles) ^ set(before)))
        taken = set(before) - set(roles)

        await raise_version(member, "staff member", at=ctx.now, roles=roles)
        if member.is_active:
            await must_be_administrated(taken, await scopes_by_role(taken))
        await append(
            ctx,
            RolesSet(aggregate_id=member.id, version=member.version, before=before, roles=roles),
        )
        return member
