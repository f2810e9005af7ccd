"""What can be followed, and which facts of the log each of it has to tell."""

from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from bench.database import Connection
from domain.shared.outbox import AggregateType
from schema.shared.ids import global_id

ITEM = "kind cursor aggregateVersion gap { reason missedAfter resumedAt } event { type data }"
EVERY = "subscription($after: EventCursor) {{ {name}(after: $after) {{ {item} {subject} }} }}"
ONE = (
    "subscription($id: ID!, $after: EventCursor) {{"
    " {name}(id: $id, after: $after) {{ {item} {subject} }} }}"
)
SOME = (
    "subscription($ids: [ID!], $after: EventCursor) {{"
    " {name}(variantIds: $ids, after: $after) {{ {item} {subject} }} }}"
)
FACTS = """
SELECT seq, aggregate_id, version FROM event
WHERE seq > $1 AND aggregate_type = $2 AND NOT historic
    AND ($3::uuid IS NULL OR aggregate_id = $3)
ORDER BY seq
"""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact, as the log has it, or as a follower was told of it."""

    seq: int
    subject: str
    version: int


@dataclass(frozen=True, slots=True)
class Feed:
    """A subscription. `thing` is the only one whose facts it tells; None tells of all.

    If it `coalesces`, a newer fact may take the place of those before it of the same thing, for
    somebody who leaves their socket full.
    """

    name: str
    document: str
    kind: AggregateType
    node: str
    thing: UUID | None = None
    variables: dict[str, Any] = field(default_factory=dict)
    coalesces: bool = False

    async def facts(self, database: Connection, since: int) -> list[Fact]:
        """What it has to tell of what came after a number, in order, as the table has it."""
        rows = await database.fetch(FACTS, since, self.kind.value, self.thing)
        return [
            Fact(row["seq"], str(global_id(self.node, row["aggregate_id"])), row["version"])
            for row in rows
        ]


def _document(text: str, name: str, subject: str) -> str:
    return text.format(name=name, item=ITEM, subject=f"subject: {subject} {{ id }}")


ORDERS: Final = Feed("orders", _document(EVERY, "orderFeed", "order"), AggregateType.ORDER, "Order")
TICKETS: Final = Feed(
    "tickets", _document(EVERY, "ticketQueueFeed", "ticket"), AggregateType.TICKET, "Ticket"
)
LEVELS: Final = Feed(
    "levels",
    _document(EVERY, "inventoryLevelUpdated", "level"),
    AggregateType.INVENTORY_LEVEL,
    "InventoryLevel",
    coalesces=True,
)
WARNINGS: Final = Feed(
    "warnings",
    _document(EVERY, "stockAlertFeed", "alert"),
    AggregateType.STOCK_ALERT,
    "StockAlert",
)
WHOLE: Final = (ORDERS, TICKETS, LEVELS, WARNINGS)


def one_order(wire_id: str, key: UUID) -> Feed:
    """All that happens to one order."""
    document = _document(ONE, "orderUpdated", "order")
    return Feed("one order", document, AggregateType.ORDER, "Order", key, {"id": wire_id})


def one_ticket(wire_id: str, key: UUID) -> Feed:
    """All that happens to one ticket."""
    document = _document(ONE, "ticketUpdated", "ticket")
    return Feed("one ticket", document, AggregateType.TICKET, "Ticket", key, {"id": wire_id})


def one_level(variant_id: str, key: UUID) -> Feed:
    """All that happens to what lies of one variant, in the only place where it lies."""
    document = _document(SOME, "inventoryLevelUpdated", "level")
    return replace(
        LEVELS, name="one level", document=document, thing=key, variables={"ids": [variant_id]}
    )
