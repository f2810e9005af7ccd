"""Colleagues for tests, as rows; the verbs have tests of their own."""

from datetime import datetime

from domain.identity.actors import actor_of_staff
from domain.identity.models import StaffMember
from domain.identity.scopes import Role
from domain.shared.context import Context
from domain.shared.ids import new_id


class IdentityWorld:
    """People who work here."""

    now: datetime

    async def colleague(self, *roles: Role, name: str = "Sun Li") -> StaffMember:
        return await StaffMember.create(
            name=name,
            email=f"{new_id().hex[-10:]}@staff.test",
            roles=list(roles),
            created_at=self.now,
            updated_at=self.now,
        )

    def as_colleague(self, member: StaffMember) -> Context:
        """That colleague, signed in."""
        return Context(actor=actor_of_staff(member), now=self.now)
