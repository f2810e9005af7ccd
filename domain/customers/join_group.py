"""Joining a group: a customer is treated as its members are, from now on."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.customers.events import GroupMemberAdded
from domain.customers.group_queries import lock_group
from domain.customers.groups import CustomerGroup, CustomerGroupMember
from domain.customers.leave_group import strike_out
from domain.customers.queries import lock_customer
from domain.customers.states import GroupKind
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def join_group(
    ctx: Context, group_id: UUID, customer_id: UUID, *, expected_version: int | None = None
) -> CustomerGroup:
    """Put a customer into a group. Who is in it already stays, and nobody is told.

    Everybody is on one tier at most: who joins one leaves the other.

    Raises:
        NotPermitted: the actor may not change customers.
        NotFound: no such group or customer.
        VersionConflict: the group changed since `expected_version`.
    """
    ctx.require(Scope.CUSTOMERS_WRITE)
    async with in_transaction():
        # Held first: one who joins two tiers at once joins one after the other, and nobody is
        # erased meanwhile.
        await lock_customer(ctx, customer_id)
        held = await _lock(ctx, group_id, customer_id)
        group = held.pop(group_id)
        expect_version(group, "customer group", expected_version)
        if await CustomerGroupMember.exists(group_id=group.id, customer_id=customer_id):
            return group
        for other in held.values():
            await strike_out(ctx, other, customer_id)
        await CustomerGroupMember.create(
            group_id=group.id, customer_id=customer_id, added_at=ctx.now
        )
        await raise_version(group, "customer group", at=ctx.now)
        await append(
            ctx,
            GroupMemberAdded(aggregate_id=group.id, version=group.version, customer_id=customer_id),
        )
        return group


async def _lock(ctx: Context, group_id: UUID, customer_id: UUID) -> dict[UUID, CustomerGroup]:
    """The group, and the tiers that are left for it; in the order of their ids, as everybody."""
    keys = {group_id}
    if await CustomerGroup.exists(id=group_id, kind=GroupKind.TIER):
        theirs = CustomerGroup.filter(kind=GroupKind.TIER, members__customer_id=customer_id)
        keys |= {group.id for group in await theirs}
    return {key: await lock_group(ctx, key) for key in sorted(keys)}
