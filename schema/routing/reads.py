"""How rules, policies and backorders are read: a table for each type."""

from collections.abc import Mapping

from domain.fulfillment.routing import queries
from domain.inventory.backorders import queries as backorders
from domain.shared.context import Context
from schema.engine.mapping import All, Args, Listed, One, Read, Root, Rows
from schema.routing.queries import KINDS
from schema.shared.filters import read

READS = (
    Read("RoutingRule", queries.visible_rules, {"channel": One("SalesChannel", key="channel_id")}),
    Read(
        "StockPolicy",
        backorders.visible_policies,
        {"variant": One("ProductVariant", key="variant_id")},
    ),
    Read(
        "Backorder",
        backorders.visible_backorders,
        {
            "orderLine": One("OrderLine", key="order_line_id"),
            "variant": One("ProductVariant", key="variant_id"),
        },
    ),
)


async def _backorders(ctx: Context, args: Args) -> Rows:
    return backorders.backorders_matching(ctx, read(ctx, args.get("where"), KINDS))


ROOTS: Mapping[str, Root] = {
    "routingRules": All("RoutingRule", order=("position", "id")),
    "backorders": Listed(
        "Backorder", lambda args: backorders.QUEUE, narrowed=("where",), rows=_backorders
    ),
}
