"""How exchanges are read: a table for each type."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from domain.returns.exchanges import queries
from domain.returns.exchanges.actions import available_actions
from domain.returns.exchanges.states import ExchangeStatus
from domain.shared.context import Context
from schema.engine.mapping import Args, Computed, Listed, Many, One, Read, Root, Rows
from schema.exchanges.queries import KINDS
from schema.returns.reads import OWNER
from schema.shared.context import GraphContext
from schema.shared.filters import read
from schema.shared.reads import by_id, facts


def _actions(context: GraphContext, status: str, owner: UUID | None) -> Any:
    return available_actions(context.domain, ExchangeStatus(status), owner)


READS = (
    Read(
        "ExchangeLine",
        queries.visible_exchange_lines,
        {"variant": One("ProductVariant", key="variant_id")},
    ),
    Read(
        "Exchange",
        queries.visible_exchanges,
        {
            "availableActions": Computed(("status", OWNER), _actions, is_personal=True),
            "order": One("Order", key="order_id"),
            "return": One("Return", key="parent_id"),
            "replacement": One("Order", key="replacement_id"),
            "lines": Many("ExchangeLine", by="exchange_id", order=("position", "id")),
            "events": facts("exchange"),
        },
    ),
)


async def _exchanges(ctx: Context, args: Args) -> Rows:
    return queries.exchanges_matching(ctx, read(ctx, args.get("where"), KINDS))


ROOTS: Mapping[str, Root] = {
    "exchange": by_id("Exchange"),
    "exchanges": Listed(
        "Exchange", lambda args: queries.NEWEST, narrowed=("where",), rows=_exchanges
    ),
}
