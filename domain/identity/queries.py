"""Reads: who works here."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.queryset import QuerySet

from domain.identity.actors import colleague
from domain.identity.models import ApiToken, RoleRow, SessionRow, StaffMember
from domain.identity.scopes import Role, Scope
from domain.identity.standing import Standing, TokenCard
from domain.shared import sql
from domain.shared.context import Actor, ActorKind, Context
from domain.shared.errors import NotFound
from domain.shared.paging import Order, Page, Window, instant, page

BY_NAME = Order("NAME", "name")
NEWEST = Order("CREATED_AT_DESC", "created_at", descending=True, value=instant)
NOTED_EVERY = timedelta(minutes=1)
STANDINGS = """
SELECT id, name, is_active, sessions_valid_from,
    ARRAY(SELECT jsonb_array_elements_text(roles)) AS roles,
    ARRAY(SELECT jsonb_array_elements_text(role.scopes) FROM role
        WHERE staff_member.roles ? role.name) AS scopes,
    ARRAY(SELECT session.id FROM session WHERE session.holder_id = staff_member.id
        AND session.ended_at > now() - interval '1 hour') AS ended
FROM staff_member WHERE id = ANY($1::uuid[])
"""

# A machine may do what its token says and whoever created it may do still; where they left, or are
# not known here, nothing. Tokens that the shop itself created have nobody behind them.
STANDINGS_OF_TOKENS = """
SELECT token.id, token.name, token.token_hash, token.created_at, token.expires_at,
    token.revoked_at IS NULL
        AND (token.created_by_id IS NULL OR coalesce(creator.is_active, false)) AS is_active,
    ARRAY(SELECT scope FROM jsonb_array_elements_text(token.scopes) AS scope
        WHERE token.created_by_id IS NULL OR creator.roles ? $2 OR EXISTS (
            SELECT FROM role WHERE creator.roles ? role.name AND role.scopes ? scope)) AS scopes
FROM api_token AS token LEFT JOIN staff_member AS creator ON creator.id = token.created_by_id
WHERE token.id = ANY($1::uuid[])
"""


def visible_staff(ctx: Context) -> QuerySet[StaffMember]:
    """Colleagues know each other; nobody else is shown who works here."""
    if ctx.actor.kind in {ActorKind.STAFF, ActorKind.SYSTEM}:
        return StaffMember.all()
    return StaffMember.filter(id__in=[])


async def get_staff_member(ctx: Context, staff_id: UUID) -> StaffMember:
    """One colleague.

    Raises:
        NotFound: nobody by this id that the actor may know.
    """
    member = await visible_staff(ctx).get_or_none(id=staff_id)
    if member is None:
        raise NotFound("staff member", staff_id)
    return member


async def lock_staff_member(ctx: Context, staff_id: UUID) -> StaffMember:
    """One colleague, held until the transaction ends, for whoever is about to change something.

    Raises:
        NotFound: nobody by this id that the actor may know.
    """
    rows = visible_staff(ctx).select_for_update(no_key=True)
    member = await rows.get_or_none(id=staff_id)
    if member is None:
        raise NotFound("staff member", staff_id)
    return member


async def staff_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, StaffMember]:
    """Colleagues by their ids, in one statement."""
    return {member.id: member for member in await visible_staff(ctx).filter(id__in=set(ids))}


async def staff_page(ctx: Context, window: Window) -> Page[StaffMember]:
    """Colleagues by name."""
    return await page(visible_staff(ctx), window, BY_NAME)


async def count_staff(ctx: Context) -> int:
    """How many colleagues there are."""
    return await visible_staff(ctx).count()


def own_sessions(ctx: Context) -> QuerySet[SessionRow]:
    """All of the asker's own, also those that are over."""
    return SessionRow.filter(kind=ctx.actor.kind, holder_id=ctx.actor.id)


def visible_sessions(ctx: Context) -> QuerySet[SessionRow]:
    """The asker's own that go on."""
    return own_sessions(ctx).filter(ended_at=None, expires_at__gt=ctx.now)


async def sessions_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, SessionRow]:
    """One's own sessions by their ids."""
    return {row.id: row for row in await visible_sessions(ctx).filter(id__in=set(ids))}


async def sessions_page(ctx: Context, window: Window) -> Page[SessionRow]:
    """One's own sessions, the newest first."""
    return await page(visible_sessions(ctx), window, NEWEST)


async def count_sessions(ctx: Context) -> int:
    """How many sessions one has."""
    return await visible_sessions(ctx).count()


def visible_roles(ctx: Context) -> QuerySet[RoleRow]:
    """Colleagues know what there is to hold; nobody else."""
    if ctx.actor.kind in {ActorKind.STAFF, ActorKind.SYSTEM}:
        return RoleRow.all()
    return RoleRow.filter(id__in=[])


async def roles_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, RoleRow]:
    """Roles by their ids."""
    return {row.id: row for row in await visible_roles(ctx).filter(id__in=set(ids))}


async def roles_page(ctx: Context, window: Window) -> Page[RoleRow]:
    """Roles by name."""
    return await page(visible_roles(ctx), window, BY_NAME)


async def count_roles(ctx: Context) -> int:
    """How many roles there are."""
    return await visible_roles(ctx).count()


def visible_api_tokens(ctx: Context) -> QuerySet[ApiToken]:
    """For whoever may change who does what here; nobody else."""
    return ApiToken.all() if ctx.allows(Scope.STAFF_WRITE) else ApiToken.filter(id__in=[])


async def api_tokens_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, ApiToken]:
    """Tokens of other machines by their ids."""
    return {row.id: row for row in await visible_api_tokens(ctx).filter(id__in=set(ids))}


async def api_tokens_page(ctx: Context, window: Window) -> Page[ApiToken]:
    """Tokens of other machines, the newest first; those that were revoked too."""
    return await page(visible_api_tokens(ctx), window, NEWEST)


async def count_api_tokens(ctx: Context) -> int:
    """How many there are and were."""
    return await visible_api_tokens(ctx).count()


async def standings_of_api_tokens(ids: Iterable[UUID]) -> dict[UUID, Standing]:
    """What is known of other machines that come to the door with a token of ours."""
    rows = await sql.rows(STANDINGS_OF_TOKENS, list(set(ids)), Role.ADMIN.value)
    return {
        row["id"]: Standing(
            is_active=row["is_active"],
            actor=Actor(ActorKind.INTEGRATION, row["id"], row["name"], frozenset(row["scopes"])),
            token=TokenCard(row["token_hash"], row["created_at"], row["expires_at"]),
        )
        for row in rows
    }


async def note_use(token_id: UUID, now: datetime) -> None:
    """A machine came in just now; that is written down once a minute at most."""
    await sql.execute(
        "UPDATE api_token SET last_used_at = $2"
        " WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $3)",
        token_id,
        now,
        now - NOTED_EVERY,
    )


async def staff_by_email(email: str) -> StaffMember | None:
    """Who signs in with this address, in lower case; nobody is signed in yet who could ask."""
    return await StaffMember.get_or_none(email=email)


async def staff_who_sign_in(staff_id: UUID) -> StaffMember | None:
    """Whose session it is; for the door too."""
    return await StaffMember.get_or_none(id=staff_id)


async def standings_of_staff(ids: Iterable[UUID]) -> dict[UUID, Standing]:
    """What is known of those who come to the door; nobody is signed in yet who could ask.

    This is read all the time, of everybody who is connected: so it is one short statement.
    """
    return {
        row["id"]: Standing(
            is_active=row["is_active"],
            valid_from=row["sessions_valid_from"],
            actor=colleague(row["id"], row["name"], row["roles"], row["scopes"])
            if row["is_active"]
            else colleague(row["id"], row["name"], [], []),
            ended=frozenset(row["ended"]),
        )
        for row in await sql.rows(STANDINGS, list(set(ids)))
    }
