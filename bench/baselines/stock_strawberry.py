"""The plainest documented subscription of Strawberry: an async generator on its own ASGI view.

`uvicorn bench.baselines.stock_strawberry:app --ws websockets-sansio`. Each subscriber's generator
waits at a queue of its own; `publish` puts one update after the other into all of them. What is
asked of an update, and how long an item is, is as with the product.
"""

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from enum import Enum
from itertools import count

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


queues: set[asyncio.Queue[OrderUpdate]] = set()
versions = count(1)


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
            version = next(versions)
            update = OrderUpdate(
                cursor=f"{version:032}",
                kind=Kind.EVENT,
                occurred_at=datetime.now(UTC),
                aggregate_version=version,
                previous_status=OrderStatus.CONFIRMED,
                order=Order(
                    id=strawberry.ID("T3JkZXI6MDE5OWE3YzYtN2QwNi03ZjY0LWI1ZDItOGYyZTFmNmI3YzNh"),
                    number="ORD-100042",
                    status=OrderStatus.ON_HOLD,
                ),
            )
            for queue in queues:
                queue.put_nowait(update)
        return True


@strawberry.type
class Subscription:
    """Hearing of it."""

    @strawberry.subscription
    async def order_updated(self, id: strawberry.ID) -> AsyncGenerator[OrderUpdate, None]:
        queue: asyncio.Queue[OrderUpdate] = asyncio.Queue()
        queues.add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            queues.discard(queue)


app = GraphQL(strawberry.Schema(query=Query, mutation=Mutation, subscription=Subscription))
