"""How customers are read: a table for each type."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from domain.customers import group_queries, queries
from domain.customers.cards import ADDRESS_PARTS
from domain.customers.masking import shown_email, shown_name, shown_part, shown_phone
from domain.identity.scopes import Scope
from domain.orders.queries import NEWEST as NEWEST_ORDERS
from domain.shared.context import Context
from domain.support.queries import NEWEST as NEWEST_TICKETS
from schema.customers.types import CustomerTrait
from schema.engine.mapping import (
    Args,
    Computed,
    Listed,
    Many,
    Masked,
    Pages,
    Read,
    Root,
    Rows,
    Single,
)
from schema.engine.values import loaded
from schema.shared.context import GraphContext
from schema.shared.reads import CURSOR, by_id

NOTHING_LATER = (
    'NOT EXISTS (SELECT FROM consent later WHERE later."customer_id" = {row}."customer_id"'
    ' AND later."purpose" = {row}."purpose"'
    ' AND (later."recorded_at", later."id") > ({row}."recorded_at", {row}."id"))'
)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.title, rest))


def _traits(context: GraphContext, traits: Any) -> list[CustomerTrait]:
    return CustomerTrait.each(loaded(traits))


def _part(name: str, context: GraphContext, key: UUID, owner: UUID, part: str | None) -> str | None:
    return shown_part(context.domain, owner, key, name, part)


READS = (
    Read("Consent", queries.visible_consents, {}),
    Read(
        "Address",
        queries.visible_addresses,
        {
            _camel(name): Computed(
                ("id", "customer_id", name),
                partial(_part, name),
                is_personal=True,
                discloses=Scope.CUSTOMERS_PII,
            )
            for name in ADDRESS_PARTS
        },
    ),
    Read(
        "Customer",
        queries.visible_customers,
        {
            "eventCursor": CURSOR,
            "name": Masked("name", shown_name, unless=Scope.CUSTOMERS_PII),
            "email": Masked("email", shown_email, unless=Scope.CUSTOMERS_PII),
            "phone": Masked("phone", shown_phone, unless=Scope.CUSTOMERS_PII),
            "traits": Computed(("traits",), _traits),
            "consents": Many(
                "Consent",
                by="customer_id",
                order=("purpose",),
                where=NOTHING_LATER,
                columns=("customer_id", "purpose", "recorded_at", "id"),
            ),
            "addresses": Many(
                "Address", by="customer_id", order=("-is_default", "created_at", "id")
            ),
            "orders": Pages("Order", by="customer_id", order=NEWEST_ORDERS),
            "tickets": Pages("Ticket", by="customer_id", order=NEWEST_TICKETS),
        },
    ),
    Read("CustomerGroup", group_queries.visible_groups, {}),
)


async def _customers(ctx: Context, args: Args) -> Rows:
    return queries.customers_matching(ctx, args.get("search"))


def _me(context: GraphContext, args: Args) -> Mapping[str, object] | None:
    key = context.domain.customer_id
    return None if key is None else {"id": key}


ROOTS: Mapping[str, Root] = {
    "me": Single("Customer", _me),
    "customer": by_id("Customer"),
    "customerGroups": Listed("CustomerGroup", lambda args: group_queries.BY_CODE),
    "customers": Listed(
        "Customer", lambda args: queries.CREATED_AT_DESC, narrowed=("search",), rows=_customers
    ),
}
