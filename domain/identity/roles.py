"""Roles and scopes by name: each one known, each one once, none beyond one's own."""

from collections.abc import Iterable, Sequence

from domain.identity.errors import LastAdministrator, ScopesNotHeld
from domain.identity.models import RoleRow
from domain.identity.queries import standings_of_staff
from domain.identity.scopes import Role, Scope, scopes_of
from domain.shared import inputs, sql
from domain.shared.context import Actor, ActorKind, Context
from domain.shared.errors import InvalidInput

NAME_LENGTH_MAX = 32  # characters
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('identity.administrators', 0))"
HOLD_ROLE = "SELECT EXISTS (SELECT FROM staff_member WHERE is_active AND roles ? $1)"
HOLD_SCOPE = """
SELECT EXISTS (SELECT FROM staff_member JOIN role ON staff_member.roles ? role.name
    WHERE staff_member.is_active AND (role.name = $2 OR role.scopes ? $1))
"""


async def known_roles(roles: Sequence[str]) -> list[str]:
    """Roles as a row keeps them, in order; none at all is a choice too. Inside a transaction they
    stay until it ends.

    Raises:
        InvalidInput: too many, or a role we do not know.
    """
    if not all(len(role) <= NAME_LENGTH_MAX and inputs.is_text(role) for role in roles):
        raise InvalidInput("We have no such role.", "roles")
    named = sorted({str(role) for role in inputs.items(roles, "roles")})
    rows = await sql.rows(
        "SELECT name FROM role WHERE name = ANY($1::text[]) ORDER BY name FOR KEY SHARE", named
    )
    if len(rows) < len(named):
        raise InvalidInput("We have no such role.", "roles")
    return named


async def scopes_by_role(roles: Iterable[str]) -> set[str]:
    """All that these roles permit now. The administrator may do whatever there is."""
    named = set(roles)
    rows = await RoleRow.filter(name__in=named)
    everything = scopes_of([Role.ADMIN]) if Role.ADMIN in named else ()
    return {*everything, *(scope for row in rows for scope in row.scopes)}


def known_scopes(scopes: Sequence[str]) -> list[str]:
    """Scopes as a row keeps them, in order; none at all is a choice too.

    Raises:
        InvalidInput: too many, or a scope we do not know.
    """
    if set(inputs.items(scopes, "scopes")) - {scope.value for scope in Scope}:
        raise InvalidInput("We have no such permission.", "scopes")
    return sorted({str(scope) for scope in scopes})


async def must_hold(ctx: Context, scopes: Iterable[str]) -> None:
    """Refuse to give others, or take from them, what the actor may not do; and to do it for
    somebody who may not any more, though their session is believed for some seconds yet.

    Raises:
        ScopesNotHeld: the actor lacks some of it.
    """
    if ctx.actor.kind is ActorKind.SYSTEM:
        return
    if missing := sorted({*scopes, Scope.STAFF_WRITE.value} - await _held(ctx.actor)):
        raise ScopesNotHeld(missing)


async def _held(actor: Actor) -> frozenset[str]:
    """What somebody may do by their token and, where we know of them, by their roles of now."""
    if actor.kind is not ActorKind.STAFF or actor.id is None:
        return actor.scopes
    standing = (await standings_of_staff([actor.id])).get(actor.id)
    if standing is None or standing.actor is None:
        return actor.scopes
    return actor.scopes & standing.actor.scopes


async def one_at_a_time() -> None:
    """Changes of who does what happen one after the other, so that each sees what the other left.

    Held until the transaction ends; taken before any row.
    """
    await sql.value(LOCK)


async def must_be_administrated(lost_roles: Iterable[str], lost_scopes: Iterable[str]) -> None:
    """Refuse, after a change, to leave nobody who can change who does what here: nobody active who
    may give everything there is, or nobody who may give anything. `lost_` is what somebody held
    before, and may hold no more.

    Raises:
        LastAdministrator: nobody active holds that any more.
    """
    admin, change = Role.ADMIN.value, Scope.STAFF_WRITE.value
    if admin in set(lost_roles) and not await sql.value(HOLD_ROLE, admin):
        raise LastAdministrator
    if change in set(lost_scopes) and not await sql.value(HOLD_SCOPE, change, admin):
        raise LastAdministrator


def is_fixed(name: str) -> bool:
    """Whether a role stays as it is: the administrator's, who may do everything there is."""
    return name == Role.ADMIN
