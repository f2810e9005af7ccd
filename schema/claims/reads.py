"""How claims are read: a table for each type."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from domain.returns.claims import queries
from domain.returns.claims.actions import available_actions
from domain.returns.claims.states import ClaimStatus
from domain.shared.context import Context
from schema.claims.queries import KINDS
from schema.engine.mapping import (
    Args,
    Column,
    Computed,
    Expression,
    Listed,
    Many,
    One,
    Read,
    Root,
    Rows,
)
from schema.returns.reads import OWNER, POSITION
from schema.shared.context import GraphContext
from schema.shared.filters import read
from schema.shared.reads import by_id, facts, money

CURRENCY_OF_LINE = Expression(
    '(SELECT c."currency" FROM order_claim c WHERE c."id" = {row}."parent_id")',
    columns=("parent_id",),
    above=("parent_id", "currency"),
)


def _actions(context: GraphContext, status: str, owner: UUID | None) -> Any:
    return available_actions(context.domain, ClaimStatus(status), owner)


READS = (
    Read(
        "ClaimLine",
        queries.visible_claim_lines,
        {
            "creditedQuantity": Column("credited"),
            "credit": money("credit_minor", CURRENCY_OF_LINE),
            "orderLine": One("OrderLine", key="order_line_id"),
        },
    ),
    Read(
        "Claim",
        queries.visible_claims,
        {
            "amount": money("amount_minor"),
            "availableActions": Computed(("status", OWNER), _actions, is_personal=True),
            "order": One("Order", key="order_id"),
            "replacement": One("Order", key="replacement_id"),
            "lines": Many(
                "ClaimLine", by="parent_id", order=(POSITION, "id"), columns=("order_line_id",)
            ),
            "events": facts("claim"),
        },
    ),
)


async def _claims(ctx: Context, args: Args) -> Rows:
    return queries.claims_matching(ctx, read(ctx, args.get("where"), KINDS))


ROOTS: Mapping[str, Root] = {
    "claim": by_id("Claim"),
    "claims": Listed("Claim", lambda args: queries.NEWEST, narrowed=("where",), rows=_claims),
}
