"""The history of one thing, from the log."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from domain.shared import history as log
from domain.shared.paging import Window
from schema.shared.connections import Connection, connect
from schema.shared.context import Info
from schema.shared.fields import Backed, column


class Fact(Protocol):
    """A fact, whether it was read from the log or came over the bus."""

    type: str
    version: int
    occurred_at: datetime
    actor: str
    payload: dict[str, object]


@strawberry.type(description="A fact: something that happened to one thing.")
class Event(Backed[Fact]):
    """One row of the log."""

    type: str = column("What happened, such as orders.order_placed.")
    version: int = column("The version of the thing that this fact made.")
    occurred_at: datetime = column("When it happened.")

    @strawberry.field(description="What kind of somebody did it: customer, staff, system …")
    def actor_kind(self) -> str:
        return self.row.actor.partition(":")[0]

    @strawberry.field(
        description="Ids and values of the fact. Fields may be added; ignore what you do not know."
    )
    def data(self) -> JSON:
        return JSON(self.row.payload)


async def history(
    info: Info, aggregate_type: str, key: UUID, window: Window
) -> Connection[Event]:
    """One thing's history. Whoever may see the thing may see it."""
    page = await info.context.page(log.pages_of(aggregate_type), key, window, log.OLDEST)
    return connect(
        page, Event.of, lambda: info.context.count(log.counts_of(aggregate_type), key)
    )
