"""Changing who does what here."""

import strawberry

from domain.identity.deactivate import deactivate
from domain.identity.end_sessions import end_sessions
from domain.identity.errors import LastAdministrator, ScopesNotHeld
from domain.identity.reactivate import reactivate
from domain.identity.set_roles import set_roles
from schema.identity.types import StaffMember
from schema.shared.context import Info
from schema.shared.ids import key_of
from schema.shared.mutations import Input, Payload, changed, expected_version, mutation


@strawberry.input(description="What somebody is here from now on.")
class StaffMemberSetRolesInput:
    """Who, and their roles."""

    id: strawberry.ID = strawberry.field(description="Which colleague.")
    roles: list[str] = strawberry.field(
        description="The names of all their roles, in place of those before; none permits nothing."
    )
    expected_version: int | None = expected_version()


@strawberry.input(description="Somebody who works here no more.")
class StaffMemberDeactivateInput:
    """Who."""

    id: strawberry.ID = strawberry.field(description="Which colleague.")
    expected_version: int | None = expected_version()


@strawberry.input(description="Somebody who works here again.")
class StaffMemberReactivateInput:
    """Who."""

    id: strawberry.ID = strawberry.field(description="Which colleague.")
    expected_version: int | None = expected_version()


@strawberry.input(description="Somebody to sign out everywhere.")
class StaffMemberEndSessionsInput:
    """Who."""

    id: strawberry.ID = strawberry.field(description="Which colleague.")
    expected_version: int | None = expected_version()


@strawberry.type(description="The colleague as they are now.")
class StaffMemberPayload(Payload):
    """What came of it."""

    staff_member: StaffMember | None = changed("The colleague.")


@strawberry.type(description="Changing who does what here.")
class IdentityMutations:
    """Roles, comings and goings, and sessions. Needs staff:write."""

    @mutation(
        "Give somebody these roles in place of those before; their live sessions follow at once."
        " What is given or taken you hold too; an administrator stays. Needs staff:write.",
        ScopesNotHeld,
        LastAdministrator,
    )
    async def staff_member_set_roles(
        self, info: Info, input: Input[StaffMemberSetRolesInput]
    ) -> StaffMemberPayload:
        member = await set_roles(
            info.context.domain,
            key_of("StaffMember", input.id),
            input.roles,
            expected_version=input.expected_version,
        )
        return StaffMemberPayload(staff_member=StaffMember.of(member))

    @mutation(
        "Let somebody go: they are signed out everywhere, for good. What they may do you may too;"
        " an administrator stays. Needs staff:write.",
        ScopesNotHeld,
        LastAdministrator,
    )
    async def staff_member_deactivate(
        self, info: Info, input: Input[StaffMemberDeactivateInput]
    ) -> StaffMemberPayload:
        key, version = key_of("StaffMember", input.id), input.expected_version
        member = await deactivate(info.context.domain, key, expected_version=version)
        return StaffMemberPayload(staff_member=StaffMember.of(member))

    @mutation(
        "Take somebody back, with the roles they had; what these permit you hold too. Needs"
        " staff:write.",
        ScopesNotHeld,
    )
    async def staff_member_reactivate(
        self, info: Info, input: Input[StaffMemberReactivateInput]
    ) -> StaffMemberPayload:
        key, version = key_of("StaffMember", input.id), input.expected_version
        member = await reactivate(info.context.domain, key, expected_version=version)
        return StaffMemberPayload(staff_member=StaffMember.of(member))

    @mutation(
        "Sign somebody out everywhere: every token issued before now is refused, and what they"
        " follow ends. Yourself, or with staff:write."
    )
    async def staff_member_end_sessions(
        self, info: Info, input: Input[StaffMemberEndSessionsInput]
    ) -> StaffMemberPayload:
        key, version = key_of("StaffMember", input.id), input.expected_version
        member = await end_sessions(info.context.domain, key, expected_version=version)
        return StaffMemberPayload(staff_member=StaffMember.of(member))
