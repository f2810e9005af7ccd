"""The history of one thing, from the log."""

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import strawberry
from strawberry.scalars import JSON
from strawberry.utils.str_converters import to_camel_case

from domain.shared import history as log
from domain.shared.paging import Window
from schema.shared.actors import AuditActor
from schema.shared.connections import Connection, connect
from schema.shared.context import Info
from schema.shared.enums import ActorKind
from schema.shared.fields import Backed, column
from schema.shared.ids import global_id

# What the ids inside facts are ids of.
KINDS = {
    "assignee_id": "StaffMember",
    "brand_id": "Brand",
    "campaign_id": "Campaign",
    "carrier_id": "Carrier",
    "category_id": "Category",
    "channel_id": "SalesChannel",
    "customer_id": "Customer",
    "group_id": "CustomerGroup",
    "device_id": "Device",
    "edit_id": "OrderEdit",
    "fulfillment_id": "Fulfillment",
    "fulfillment_order_id": "FulfillmentOrder",
    "level_id": "InventoryLevel",
    "message_id": "TicketMessage",
    "note_id": "OrderNote",
    "movement_id": "StockMovement",
    "order_id": "Order",
    "owner_id": "StaffMember",
    "payment_id": "Payment",
    "product_id": "Product",
    "return_id": "Return",
    "rule_id": "StockAlertRule",
    "suggestion_id": "LifecycleSuggestion",
    "variant_id": "ProductVariant",
    "warehouse_id": "Warehouse",
}


# News of an order's children, by how their facts begin; the longer beginning first.
TOLD_OF = {
    "fulfillment.fulfillment_order_": "FulfillmentOrder",
    "fulfillment.fulfillment_": "Fulfillment",
    "finance.payment_": "Payment",
    "finance.return_refund_": "ReturnRefund",
}
# Customers and passers-by are not told who of the house did what.
TOLD_WHO = {ActorKind.STAFF, ActorKind.INTEGRATION, ActorKind.SYSTEM}


class Fact(Protocol):
    """A fact, whether it was read from the log or came over the bus."""

    @property
    def type(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def actor(self) -> str: ...
    @property
    def payload(self) -> dict[str, Any]: ...
    @property
    def occurred_at(self) -> datetime: ...


@strawberry.type(description="A fact: something that happened to one thing.")
class Event(Backed[Fact]):
    """One row of the log."""

    type: str = column("What happened, such as orders.order_placed.")
    version: int = column("The version of the thing that this fact made.")
    occurred_at: datetime = column("When it happened.")

    @strawberry.field(description="What kind of somebody did it.")
    def actor_kind(self) -> ActorKind:
        return ActorKind(self.row.actor.partition(":")[0])

    @strawberry.field(description="Who did it; null where it is not for you to know.")
    def actor(self, info: Info) -> AuditActor | None:
        asker = info.context.domain.actor
        is_told = asker.kind in TOLD_WHO or asker.key == self.row.actor
        return AuditActor.of(self.row.actor) if is_told else None

    @strawberry.field(
        description="Ids and values of the fact. Fields may be added; ignore what you do not know."
    )
    def data(self) -> JSON:
        return JSON(public_data(self.row.payload))


def public_data(payload: dict[str, Any]) -> dict[str, Any]:
    """A fact's values as clients know them: names in camel case, keys as global ids."""
    told_of = _kind_of(str(payload.get("what", "")))
    kinds = KINDS | ({"ref_id": told_of} if told_of else {})
    return {to_camel_case(name): _public(kinds.get(name), value) for name, value in payload.items()}


def _kind_of(what: str) -> str | None:
    """What kind of thing news on an order's page is about, by the name of its own fact."""
    return next((kind for prefix, kind in TOLD_OF.items() if what.startswith(prefix)), None)


def _public(kind: str | None, value: object) -> object:
    if kind is None or not isinstance(value, str):
        return value
    return global_id(kind, UUID(value))


async def history(
    info: Info, aggregate_type: str, key: UUID, window: Window, *, without: tuple[str, ...] = ()
) -> Connection[Event]:
    """One thing's history, but for some types. Whoever may see the thing may see it."""
    kind = log.Kind(aggregate_type, without)
    page = await info.context.page(log.pages_of(kind), key, window, log.OLDEST)
    return connect(page, Event.of, lambda: info.context.count(log.counts_of(kind), key))
