"""How customers are read: a table for each type."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from domain.customers import queries
from domain.customers.masking import shown_email, shown_name, shown_phone
from domain.orders.queries import NEWEST as NEWEST_ORDERS
from domain.shared.context import Context
from domain.support.queries import NEWEST as NEWEST_TICKETS
from schema.customers.types import CustomerTrait
from schema.engine.mapping import (
    Args,
    Computed,
    Listed,
    Many,
    Pages,
    Read,
    Root,
    Rows,
    Single,
)
from schema.engine.values import loaded
from schema.shared.context import GraphContext
from schema.shared.reads import CURSOR, by_id


def _name(context: GraphContext, key: UUID, name: str) -> str:
    return shown_name(context.domain, key, name)


def _email(context: GraphContext, key: UUID, email: str | None) -> str | None:
    return shown_email(context.domain, key, email)


def _phone(context: GraphContext, key: UUID, phone: str | None) -> str | None:
    return shown_phone(context.domain, key, phone)


def _traits(context: GraphContext, traits: Any) -> list[CustomerTrait]:
    return CustomerTrait.each(loaded(traits))


READS = (
    Read("Address", queries.visible_addresses, {}),
    Read(
        "Customer",
        queries.visible_customers,
        {
            "eventCursor": CURSOR,
            "name": Computed(("id", "name"), _name, is_personal=True),
            "email": Computed(("id", "email"), _email, is_personal=True),
            "phone": Computed(("id", "phone"), _phone, is_personal=True),
            "traits": Computed(("traits",), _traits),
            "addresses": Many(
                "Address", by="customer_id", order=("-is_default", "created_at", "id")
            ),
            "orders": Pages("Order", by="customer_id", order=NEWEST_ORDERS),
            "tickets": Pages("Ticket", by="customer_id", order=NEWEST_TICKETS),
        },
    ),
)


async def _customers(ctx: Context, args: Args) -> Rows:
    return queries.customers_matching(ctx, args.get("search"))


def _me(context: GraphContext, args: Args) -> Mapping[str, object] | None:
    key = context.domain.customer_id
    return None if key is None else {"id": key}


ROOTS: Mapping[str, Root] = {
    "me": Single("Customer", _me),
    "customer": by_id("Customer"),
    "customers": Listed(
        "Customer", lambda args: queries.CREATED_AT_DESC, narrowed=("search",), rows=_customers
    ),
}
