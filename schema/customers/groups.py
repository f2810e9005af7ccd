"""Groups of customers on the wire."""

from datetime import datetime

import strawberry

from domain.customers import group_queries as queries
from domain.customers import groups as models
from domain.customers.create_group import create_group
from domain.customers.join_group import join_group
from domain.customers.leave_group import leave_group
from domain.shared.errors import AlreadyTaken
from schema.customers.words import GroupKind
from schema.shared.connections import After, Before, Connection, First, Last, connect, window
from schema.shared.context import Info
from schema.shared.fields import Backed, Node, column
from schema.shared.ids import key_of
from schema.shared.mutations import Input, Payload, changed, expected_version, mutation


@strawberry.type(description="Customers who are treated alike in something. Needs customers:read.")
class CustomerGroup(Node, Backed[models.CustomerGroup]):
    """A group."""

    kind: GroupKind = column("What binds it together.")
    code: str = column("The short name, unique.")
    name: str = column("The name.")
    version: int = column("Raised by one with every change.")
    created_at: datetime = column("When it was made.")


@strawberry.input(description="A group of customers to make, with nobody in it.")
class CustomerGroupCreateInput:
    """A new group."""

    kind: GroupKind = strawberry.field(description="What binds it together.")
    code: str = strawberry.field(description="The short name, unique.")
    name: str = strawberry.field(description="The name.")


@strawberry.input(description="A customer to put into a group.")
class CustomerGroupJoinInput:
    """Who, and where."""

    group_id: strawberry.ID = strawberry.field(description="Which group.")
    customer_id: strawberry.ID = strawberry.field(description="Who.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A customer to take out of a group.")
class CustomerGroupLeaveInput:
    """Who, and where."""

    group_id: strawberry.ID = strawberry.field(description="Which group.")
    customer_id: strawberry.ID = strawberry.field(description="Who.")
    expected_version: int | None = expected_version()


@strawberry.type(description="The group as it is now.")
class CustomerGroupPayload(Payload):
    """What came of it."""

    group: CustomerGroup | None = changed("The group.")


@strawberry.type(description="Changing groups of customers.")
class GroupMutations:
    """All need customers:write."""

    @mutation("Make a group of customers. Needs customers:write.", AlreadyTaken)
    async def customer_group_create(
        self, info: Info, input: Input[CustomerGroupCreateInput]
    ) -> CustomerGroupPayload:
        group = await create_group(
            info.context.domain, kind=input.kind, code=input.code, name=input.name
        )
        return CustomerGroupPayload(group=CustomerGroup.of(group))

    @mutation(
        "Put a customer into a group; whoever joins a tier leaves the one before. Needs"
        " customers:write and customers:read."
    )
    async def customer_group_join(
        self, info: Info, input: Input[CustomerGroupJoinInput]
    ) -> CustomerGroupPayload:
        group = await join_group(
            info.context.domain,
            key_of("CustomerGroup", input.group_id),
            key_of("Customer", input.customer_id),
            expected_version=input.expected_version,
        )
        return CustomerGroupPayload(group=CustomerGroup.of(group))

    @mutation("Take a customer out of a group. Needs customers:write and customers:read.")
    async def customer_group_leave(
        self, info: Info, input: Input[CustomerGroupLeaveInput]
    ) -> CustomerGroupPayload:
        group = await leave_group(
            info.context.domain,
            key_of("CustomerGroup", input.group_id),
            key_of("Customer", input.customer_id),
            expected_version=input.expected_version,
        )
        return CustomerGroupPayload(group=CustomerGroup.of(group))


@strawberry.type(description="Reading groups of customers.")
class GroupQueries:
    """Empty without customers:read."""

    @strawberry.field(description="Groups of customers by code. Empty without customers:read.")
    async def customer_groups(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[CustomerGroup]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await queries.groups_page(ctx, part)
        return connect(page, CustomerGroup.of, lambda: queries.count_groups(ctx))
