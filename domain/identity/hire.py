"""Hiring: somebody new works here, with the roles they need."""

from collections.abc import Sequence

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.identity.events import StaffMemberHired
from domain.identity.models import StaffMember
from domain.identity.roles import known_roles, must_hold, scopes_by_role
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import AlreadyTaken
from domain.shared.outbox import append

NAME_LENGTH_MAX = 120  # characters


async def hire(ctx: Context, name: str, email: str, roles: Sequence[str]) -> StaffMember:
    """Add a member of staff. What their roles permit is said in `scopes.py`.

    Raises:
        NotPermitted: the actor may not hire.
        InvalidInput: no name, no email address, or a role we do not know.
        ScopesNotHeld: a role permits what the actor may not do.
        AlreadyTaken: somebody works here under this email address.
    """
    ctx.require(Scope.STAFF_WRITE)
    name = inputs.text(name, "name", longest=NAME_LENGTH_MAX)
    email = inputs.email(email, "email")
    try:
        async with in_transaction():
            roles = await known_roles(roles)
            await must_hold(ctx, await scopes_by_role(roles))
            member = await StaffMember.create(
                version=1,
                name=name,
                email=email,
                roles=roles,
                created_at=ctx.now,
                updated_at=ctx.now,
            )
            await append(
                ctx,
                StaffMemberHired(
                    aggregate_id=member.id, version=member.version, roles=member.roles
                ),
            )
            return member
    except IntegrityError:
        raise AlreadyTaken("Somebody works here under this email address.", "email") from None
