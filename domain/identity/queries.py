"""Reads: who works here."""

from collections.abc import Iterable
from uuid import UUID

from tortoise.queryset import QuerySet

from domain.identity.actors import colleague
from domain.identity.models import StaffMember
from domain.identity.standing import Standing
from domain.shared import sql
from domain.shared.context import ActorKind, Context
from domain.shared.errors import NotFound
from domain.shared.paging import Order, Page, Window, page

BY_NAME = Order("NAME", "name")
STANDINGS = """
SELECT id, name, is_active, sessions_valid_from,
    ARRAY(SELECT jsonb_array_elements_text(roles)) AS roles
FROM staff_member WHERE id = ANY($1::uuid[])
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


async def standings_of_staff(ids: Iterable[UUID]) -> dict[UUID, Standing]:
    """What is known of those who come to the door; nobody is signed in yet who could ask.

    This is read all the time, of everybody who is connected: so it is one short statement.
    """
    return {
        row["id"]: Standing(
            is_active=row["is_active"],
            valid_from=row["sessions_valid_from"],
            actor=colleague(row["id"], row["name"], row["roles"] if row["is_active"] else []),
        )
        for row in await sql.rows(STANDINGS, list(set(ids)))
    }
