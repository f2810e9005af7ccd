"""Ending somebody's sessions: a lost telephone, a token that got about."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.events import StaffMemberSessionsEnded
from domain.identity.models import StaffMember
from domain.identity.queries import lock_staff_member
from domain.identity.scopes import Scope
from domain.identity.sessions import end_all_of
from domain.identity.standing import valid_from
from domain.identity.states import SessionEnd
from domain.shared.context import ActorKind, Context
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def end_sessions(
    ctx: Context, staff_id: UUID, *, expected_version: int | None = None
) -> StaffMember:
    """Sign a member of staff out everywhere. Everybody may do that to themselves.

    Every token issued before now is refused; whoever signs in afterwards is welcome. Each call
    does so anew: with `expected_version`, a request that is sent again signs out nobody who came
    back meanwhile.

    Raises:
        NotPermitted: somebody else, and the actor may not change who does what here.
        NotFound: no such colleague.
        VersionConflict: something about them changed since `expected_version`.
    """
    is_oneself = ctx.actor.kind is ActorKind.STAFF and ctx.actor.id == staff_id
    if not is_oneself:
        ctx.require(Scope.STAFF_WRITE)
    async with in_transaction():
        member = await lock_staff_member(ctx, staff_id)
        expect_version(member, "staff member", expected_version)

        await raise_version(
            member,
            "staff member",
            at=ctx.now,
            sessions_valid_from=valid_from(ctx.now, member.sessions_valid_from),
        )
        await end_all_of(ctx, member.id, SessionEnd.SIGNED_OUT)
        await append(ctx, StaffMemberSessionsEnded(aggregate_id=member.id, version=member.version))
        return member
