"""Reactivating: somebody who left works here again."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.events import StaffMemberReactivated
from domain.identity.models import StaffMember
from domain.identity.queries import lock_staff_member
from domain.identity.roles import must_hold, one_at_a_time, scopes_by_role
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def reactivate(
    ctx: Context, staff_id: UUID, *, expected_version: int | None = None
) -> StaffMember:
    """Take somebody back, with the roles they had. They sign in anew.

    Repeating it changes nothing and tells nobody.

    Raises:
        NotPermitted: the actor may not change who does what here.
        NotFound: no such colleague.
        ScopesNotHeld: their roles permit what the actor may not do.
        VersionConflict: something about them changed since `expected_version`.
    """
    ctx.require(Scope.STAFF_WRITE)
    async with in_transaction():
        await one_at_a_time()
        member = await lock_staff_member(ctx, staff_id)
        expect_version(member, "staff member", expected_version)
        if member.is_active:
            return member
        await must_hold(ctx, await scopes_by_role(member.roles))

        await raise_version(member, "staff member", at=ctx.now, is_active=True)
        await append(ctx, StaffMemberReactivated(aggregate_id=member.id, version=member.version))
        return member
