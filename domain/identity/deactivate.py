"""Deactivating: somebody works here no more, and is signed out everywhere."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.events import StaffMemberDeactivated
from domain.identity.models import StaffMember
from domain.identity.queries import lock_staff_member
from domain.identity.roles import (
    must_be_administrated,
    must_hold,
    one_at_a_time,
    scopes_by_role,
)
from domain.identity.scopes import Scope
from domain.identity.sessions import end_all_of
from domain.identity.standing import valid_from
from domain.identity.states import SessionEnd
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def deactivate(
    ctx: Context, staff_id: UUID, *, expected_version: int | None = None
) -> StaffMember:
    """Let somebody go: no token of theirs is good any more, also should they come back.

    What they did and what they were assigned stays. Repeating it changes nothing and tells
    nobody.

    Raises:
        NotPermitted: the actor may not change who does what here.
        NotFound: no such colleague.
        ScopesNotHeld: their roles permit what the actor may not do.
        LastAdministrator: no administrator would be left, or nobody who may do this.
        VersionConflict: something about them changed since `expected_version`.
    """
    ctx.require(Scope.STAFF_WRITE)
    async with in_transaction():
        await one_at_a_time()
        member = await lock_staff_member(ctx, staff_id)
        expect_version(member, "staff member", expected_version)
        if not member.is_active:
            return member
        lost = await scopes_by_role(member.roles)
        await must_hold(ctx, lost)

        await raise_version(
            member,
            "staff member",
            at=ctx.now,
            is_active=False,
            sessions_valid_from=valid_from(ctx.now, member.sessions_valid_from),
        )
        await must_be_administrated(member.roles, lost)
        await end_all_of(ctx, member.id, SessionEnd.LEFT)
        await append(ctx, StaffMemberDeactivated(aggregate_id=member.id, version=member.version))
        return member
