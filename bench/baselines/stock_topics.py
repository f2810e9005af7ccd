"""The plainest documented subscription of Strawberry, each to a topic of its own: an async
generator at a queue, on Strawberry's own ASGI view.

`uvicorn bench.baselines.stock_topics:app --ws websockets-sansio`. `publish` makes one update of
each topic, so often. What is asked of an update, and how long an item is, is as with the product.
"""

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from enum import Enum

import strawberry
from strawberry.asgi import GraphQL


@strawberry.enum
class Kind(Enum):
    """Why an item was sent."""

    EVENT = "event"


@strawberry.enum
class OrderStatus(Enum):
    """Where an order stands."""

    CONFIRMED = "confirmed"
    ON_HOLD = "on_hold"


@strawberry.type
class Order:
    """An order."""

    id: strawberry.ID
    number: str
    status: OrderStatus


@strawberry.type
class OrderUpdate:
    """One item."""

    cursor: str
    kind: Kind
    occurred_at: datetime
    aggregate_version: int
    previous_status: OrderStatus
    order: Order


queues: dict[str, set[asyncio.Queue[OrderUpdate]]] = {}
versions: dict[str, int] = {}


@strawberry.type
class Query:
    """There must be one."""

    version: str = "1"


@strawberry.type
class Mutation:
    """Making news."""

    @strawberry.mutation
    async def publish(self, times: int) -> bool:
        for _ in range(times):
            for topic in list(queues):
                publish(topic)
        return True


def publish(topic: str) -> None:
    """Something happens to one order."""
    version = versions[topic] = versions.get(topic, 0) + 1
    update = OrderUpdate(
        cursor=f"{version:032}",
        kind=Kind.EVENT,
        occurred_at=datetime.now(UTC),
        aggregate_version=version,
        previous_status=OrderStatus.CONFIRMED,
        order=Order(id=strawberry.ID(topic), number="ORD-100042", status=OrderStatus.ON_HOLD),
    )
    for queue in queues[topic]:
        queue.put_nowait(update)


@strawberry.type
class Subscription:
    """Hearing of it."""

    @strawberry.subscription
    async def order_updated(self, id: strawberry.ID) -> AsyncGenerator[OrderUpdate, None]:
        queue: asyncio.Queue[OrderUpdate] = asyncio.Queue()
        queues.setdefault(id, set()).add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            queues[id].discard(queue)


app = GraphQL(strawberry.Schema(query=Query, mutation=Mutation, subscription=Subscription))
