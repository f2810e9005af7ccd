"""Leaving a group: a customer is treated like anybody again."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.customers.events import GroupMemberRemoved
from domain.customers.group_queries import lock_group
from domain.customers.groups import CustomerGroup, CustomerGroupMember
from domain.customers.queries import get_customer
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def leave_group(
    ctx: Context, group_id: UUID, customer_id: UUID, *, expected_version: int | None = None
) -> CustomerGroup:
    """Take a customer out of a group. Who is not in it stays out, and nobody is told.

    Raises:
        NotPermitted: the actor may not change customers.
        NotFound: no such group or customer.
        VersionConflict: the group changed since `expected_version`.
    """
    ctx.require(Scope.CUSTOMERS_WRITE)
    async with in_transaction():
        await get_customer(ctx, customer_id)
        group = await lock_group(ctx, group_id)
        expect_version(group, "customer group", expected_version)
        await strike_out(ctx, group, customer_id)
        return group


async def strike_out(ctx: Context, group: CustomerGroup, customer_id: UUID) -> None:
    """The same of a group that the caller's transaction holds."""
    members = CustomerGroupMember.filter(group_id=group.id, customer_id=customer_id)
    if not await members.delete():
        return
    await raise_version(group, "customer group", at=ctx.now)
    await append(
        ctx,
        GroupMemberRemoved(aggregate_id=group.id, version=group.version, customer_id=customer_id),
    )
