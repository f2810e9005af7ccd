"""Who did, saw and was refused what, as auditors see it."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from domain.audit.entries import AuditKind
from domain.audit.trail import Line
from schema.shared.actors import AuditActor
from schema.shared.enums import describe
from schema.shared.history import public_data
from schema.shared.ids import global_id

describe(
    AuditKind,
    "What a line of the audit trail is about.",
    FACT="Something changed.",
    ACTED="Somebody asked for a change and it was made; facts of the same request say what it was.",
    SIGNED_IN="Somebody signed in.",
    SIGN_IN_REFUSED="Somebody tried to sign in and was refused.",
    REFUSED="Somebody tried what they may not.",
    PERSONAL_DATA_READ="Somebody was shown personal data of somebody else.",
    TRAIL_READ="Somebody read this trail.",
    OPERATED="Somebody gave a command on the command line.",
)
# What kinds of things are called in the graph.
TYPES = {
    "category": "Category",
    "customer": "Customer",
    "customer_group": "CustomerGroup",
    "fulfillment": "Fulfillment",
    "fulfillment_order": "FulfillmentOrder",
    "inventory_level": "InventoryLevel",
    "order": "Order",
    "payment": "Payment",
    "price_anomaly": "PriceAnomaly",
    "price_list": "PriceList",
    "price_proposal": "PriceProposal",
    "pricing_rule": "PricingRule",
    "product": "Product",
    "scheduled_price": "ScheduledPrice",
    "staff_member": "StaffMember",
    "stock_alert": "StockAlert",
    "ticket": "Ticket",
}


@strawberry.type(description="A thing that a line of the trail is about.")
class AuditSubject:
    """What."""

    kind: str = strawberry.field(description="The kind of thing, as facts call it.")
    of: list[str] = strawberry.field(description="What of it was shown, such as email.")
    key: strawberry.Private[str]

    @strawberry.field(description="Its global id; null if there is no such type in the graph.")
    def id(self) -> strawberry.ID | None:
        kind = TYPES.get(self.kind)
        return None if kind is None else global_id(kind, UUID(self.key))


@strawberry.type(description="A line of the audit trail.")
class AuditEntry:
    """One line."""

    line: strawberry.Private[Line]

    @strawberry.field(description="What it is about.")
    def kind(self) -> AuditKind:
        return self.line.kind

    @strawberry.field(description="Who it was.")
    def actor(self) -> AuditActor:
        return AuditActor.of(self.line.actor)

    @strawberry.field(description="The request in which it happened, as its answer named it.")
    def request_id(self) -> str:
        return self.line.request_id

    @strawberry.field(
        description="The network address that the request came from; null if there was none, or of"
        " what is counted for many."
    )
    def address(self) -> str | None:
        return self.line.address

    @strawberry.field(description="When it happened; of several alike, the last time.")
    def occurred_at(self) -> datetime:
        return self.line.occurred_at

    @strawberry.field(
        description="What: the type of the fact, such as orders.order_placed, else the fields that"
        " were asked for, or the command."
    )
    def what(self) -> str:
        return self.line.operation

    @strawberry.field(description="Why it was refused, such as FORBIDDEN.")
    def code(self) -> str | None:
        return self.line.code

    @strawberry.field(description="How many alike this line stands for, beside those told before.")
    def count(self) -> int:
        return self.line.count

    @strawberry.field(description="The things it is about.")
    def subjects(self) -> list[AuditSubject]:
        return [
            AuditSubject(kind=each["type"], key=each["id"], of=list(each.get("of", ())))
            for each in self.line.subjects
        ]

    @strawberry.field(description="Of a fact: its ids and values. Fields may be added.")
    def data(self) -> JSON | None:
        payload = self.line.payload
        return None if payload is None else JSON(public_data(payload))

    @strawberry.field(description="Of a fact: the version of the thing that it made.")
    def version(self) -> int | None:
        return self.line.version

    @strawberry.field(
        description="The number of the seal that it is under; null until it is sealed, some seconds"
        " later."
    )
    def sealed_in(self) -> int | None:
        return self.line.sealed_in

    @classmethod
    def of(cls, line: Line) -> "AuditEntry":
        """A line as the wire shows it."""
        return cls(line=line)


@strawberry.type(description="The newest seal of the audit trail. Keep it where nobody here can.")
class AuditHead:
    """The end of the chain."""

    number: int = strawberry.field(description="How many seals there are.")
    hash: str = strawberry.field(description="SHA-256 over all that is sealed, in hex digits.")
    sealed_at: datetime = strawberry.field(description="When it was sealed.")
