"""How drafts are read: a table for each type. Quotes are read by their link, on their own."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from domain.identity.scopes import Scope
from domain.orders.drafts import queries
from domain.orders.drafts.actions import available_actions
from domain.orders.drafts.masking import shown_gift, shown_snapshot
from domain.orders.drafts.states import DraftStatus
from domain.orders.drafts.tokens import quote_token
from domain.shared.context import Context
from schema.engine.mapping import (
    Args,
    Computed,
    Expression,
    Listed,
    Many,
    One,
    Read,
    Root,
    Rows,
)
from schema.orders.addresses import ShippingAddress
from schema.orders.drafts import KINDS, maybe_money
from schema.shared.context import GraphContext
from schema.shared.filters import read
from schema.shared.reads import by_id, facts

CURRENCY = Expression(
    '(SELECT d."currency" FROM order_draft d WHERE d."id" = {row}."draft_id")',
    columns=("draft_id",),
    above=("draft_id", "currency"),
)


def _actions(context: GraphContext, status: str) -> Any:
    return available_actions(context.domain, DraftStatus(status))


def _address(context: GraphContext, owner: UUID | None, key: UUID, sealed: str | None) -> Any:
    return ShippingAddress.shown(shown_snapshot(context.domain, owner, key, sealed))


def _gift(context: GraphContext, owner: UUID | None, key: UUID, sealed: str | None) -> Any:
    return shown_gift(context.domain, owner, key, sealed)


def _money(context: GraphContext, minor: int | None, currency: str) -> Any:
    return maybe_money(minor, currency)


def _token(context: GraphContext, status: str, key: UUID, quote_round: int) -> str | None:
    return quote_token(key, quote_round) if status == DraftStatus.QUOTED else None


READS = (
    Read(
        "DraftOrderLine",
        queries.visible_draft_lines,
        {
            "variant": One("ProductVariant", key="variant_id"),
            "unitPrice": Computed(("unit_price_minor", CURRENCY), _money),
            "quotedPrice": Computed(("quoted_price_minor", CURRENCY), _money),
        },
    ),
    Read(
        "DraftOrder",
        queries.visible_drafts,
        {
            "availableActions": Computed(("status",), _actions, is_personal=True),
            "channel": One("SalesChannel", key="channel_id"),
            "customer": One("Customer", key="customer_id"),
            "creator": One("StaffMember", key="creator_id"),
            "shippingAddress": Computed(
                ("customer_id", "id", "shipping_address"),
                _address,
                is_personal=True,
                discloses=Scope.CUSTOMERS_PII,
            ),
            "giftMessage": Computed(
                ("customer_id", "id", "gift_message"),
                _gift,
                is_personal=True,
                discloses=Scope.CUSTOMERS_PII,
            ),
            "lines": Many("DraftOrderLine", by="draft_id", order=("position",)),
            "quotedTotal": Computed(("quoted_minor", "currency"), _money),
            "quoteToken": Computed(("status", "id", "quote_round"), _token),
            "order": One("Order", key="order_id"),
            "events": facts("order_draft"),
        },
    ),
)


async def _drafts(ctx: Context, args: Args) -> Rows:
    return queries.drafts_matching(ctx, read(ctx, args.get("where"), KINDS))


ROOTS: Mapping[str, Root] = {
    "draftOrder": by_id("DraftOrder"),
    "draftOrders": Listed(
        "DraftOrder", lambda args: queries.NEWEST, narrowed=("where",), rows=_drafts
    ),
}
