"""Reading rules and routes. Only whoever sees the warehouses' work and the shelves sees them."""

from collections.abc import Collection
from uuid import UUID

from tortoise.queryset import QuerySet

from domain.fulfillment.routing.decide import decided, rules_for, variants_of
from domain.fulfillment.routing.keeping import Explanation, explained, read
from domain.fulfillment.routing.models import RoutingDecision, RoutingRule
from domain.fulfillment.routing.vocabulary import RoutingCause
from domain.identity.scopes import Scope
from domain.inventory.models import InventoryLevel
from domain.inventory.reallocate import demands_of, promised_to
from domain.orders.queries import get_order
from domain.shared.context import Context


def visible_rules(ctx: Context) -> QuerySet[RoutingRule]:
    """The rules this actor may see."""
    return (
        RoutingRule.all() if ctx.allows(Scope.FULFILLMENT_READ) else RoutingRule.filter(pk__in=[])
    )


def visible_decisions(ctx: Context) -> QuerySet[RoutingDecision]:
    """What was decided, for whoever may see what lies where."""
    may = ctx.allows(Scope.FULFILLMENT_READ) and ctx.allows(Scope.INVENTORY_READ)
    return RoutingDecision.all() if may else RoutingDecision.filter(pk__in=[])


async def routing_rules(ctx: Context) -> list[RoutingRule]:
    """The rules in their order; there are few."""
    return await visible_rules(ctx).order_by("position", "id")


async def rules_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, RoutingRule]:
    """Rules by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_rules(ctx).filter(id__in=list(ids))}


async def explanations_of_orders(
    ctx: Context, order_ids: Collection[UUID]
) -> dict[UUID, list[Explanation]]:
    """What was decided for each order, and why, the oldest first."""
    found: dict[UUID, list[Explanation]] = {order_id: [] for order_id in order_ids}
    rows = visible_decisions(ctx).filter(order_id__in=list(order_ids))
    for row in await rows.order_by("decided_at", "id"):
        found[row.order_id].append(read(row))
    return found


async def last_explanations(ctx: Context, order_ids: Collection[UUID]) -> dict[UUID, Explanation]:
    """What was decided last for each order, and why; those of which nothing was are missing."""
    found = await explanations_of_orders(ctx, order_ids)
    return {order_id: each[-1] for order_id, each in found.items() if each}


def require(ctx: Context) -> None:
    """Raise unless the actor may see how an order would be routed.

    Raises:
        NotSignedIn, NotPermitted: they may not see the warehouses' work, or not the shelves.
    """
    ctx.require(Scope.FULFILLMENT_READ)
    ctx.require(Scope.INVENTORY_READ)


async def preview_routing(ctx: Context, order_id: UUID) -> Explanation:
    """How an order would be routed now, of the units that it holds and that have not left. Nothing
    is written, and nothing is held: somebody else may be quicker.

    Raises:
        NotPermitted: the actor may not see the warehouses' work, or the shelves.
        NotFound: there is no such order.
    """
    require(ctx)
    order = await get_order(ctx, order_id)
    promised = await promised_to(order.id)
    demands = demands_of(promised)
    levels = InventoryLevel.filter(variant_id__in=list(variants_of(demands)))
    way, _ = decided(
        order,
        demands,
        await levels.select_related("warehouse"),
        await rules_for(order.channel_id),
        own=[one.allocation for one in promised],
    )
    return explained(RoutingCause.PREVIEW, ctx.now, way)
