"""Reading routes, rules, and who waits for what."""

from typing import Annotated

import strawberry

from domain.fulfillment.routing import queries
from domain.inventory.backorders import queries as backorders
from domain.inventory.backorders.states import BackorderKind, BackorderStatus
from domain.shared.errors import NotFound
from schema.routing.types import Backorder, RoutingExplanation, RoutingRule
from schema.shared.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    connect,
    window,
)
from schema.shared.context import Info
from schema.shared.filters import (
    DateTimeFilter,
    EnumFilter,
    IDFilter,
    conditions,
    read,
    where_input,
)
from schema.shared.ids import key_in

KINDS = {"id": "Backorder", "variant": "ProductVariant"}


@where_input("Which backorders. All conditions must hold.")
class BackorderWhere:
    """Conditions on backorders."""

    id: IDFilter | None = conditions("The id.")
    status: EnumFilter[BackorderStatus] | None = conditions("What became of them.")
    kind: EnumFilter[BackorderKind] | None = conditions("Why somebody waits.")
    variant: IDFilter | None = conditions("For what.")
    queued_at: DateTimeFilter | None = conditions("When the order was placed.")


@strawberry.type(description="Reading routes, rules, and who waits for what.")
class RoutingQueries:
    """For staff."""

    @strawberry.field(
        description="The rules of routing, in their order. Empty without fulfillment:read."
    )
    async def routing_rules(self, info: Info) -> list[RoutingRule]:
        return RoutingRule.each(await queries.routing_rules(info.context.domain))

    @strawberry.field(
        description="How an order would be routed now, of what it holds and has not left. Nothing"
        " is written. Null if there is no such order. Needs fulfillment:read and inventory:read."
    )
    async def routing_preview(
        self,
        info: Info,
        order_id: Annotated[strawberry.ID, strawberry.argument(description="Which order.")],
    ) -> RoutingExplanation | None:
        ctx, key = info.context.domain, key_in("Order", order_id)
        queries.require(ctx)
        if key is None:
            return None
        try:
            return RoutingExplanation.of(await queries.preview_routing(ctx, key))
        except NotFound:
            return None

    @strawberry.field(
        description="Units that somebody waits for, in the order of the queue. Empty without"
        " inventory:read."
    )
    async def backorders(
        self,
        info: Info,
        where: Annotated[BackorderWhere | None, strawberry.argument(description="Which.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Backorder]:
        ctx, part = info.context.domain, window(first, after, last, before)
        which = read(ctx, where, KINDS)
        page = await backorders.backorders_page(ctx, part, condition=which)
        return connect(
            page, Backorder.of, lambda: backorders.count_backorders(ctx, condition=which)
        )
