"""Reads: groups of customers, for whoever may see customers."""

from collections.abc import Iterable
from uuid import UUID

from tortoise.queryset import QuerySet

from domain.customers.groups import CustomerGroup
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.paging import Order, Page, Window, page

BY_CODE = Order("CODE", "code")


def visible_groups(ctx: Context) -> QuerySet[CustomerGroup]:
    """All groups by permission; else none, for a group's name may say something of its members."""
    if ctx.allows(Scope.CUSTOMERS_READ):
        return CustomerGroup.all()
    return CustomerGroup.filter(pk__in=[])


async def lock_group(ctx: Context, group_id: UUID) -> CustomerGroup:
    """One group, held until the transaction ends.

    Raises:
        NotFound: none by this id that the actor may see.
    """
    group = await visible_groups(ctx).select_for_update(no_key=True).get_or_none(id=group_id)
    if group is None:
        raise NotFound("customer group", group_id)
    return group


async def groups_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, CustomerGroup]:
    """Groups by their ids."""
    return {row.id: row for row in await visible_groups(ctx).filter(id__in=set(ids))}


async def groups_page(ctx: Context, window: Window) -> Page[CustomerGroup]:
    """Groups by code."""
    return await page(visible_groups(ctx), window, BY_CODE)


async def count_groups(ctx: Context) -> int:
    """How many groups there are."""
    return await visible_groups(ctx).count()
