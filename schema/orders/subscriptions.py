"""Following orders."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import Annotated
from uuid import UUID

import strawberry

from domain.identity.scopes import Scope
from domain.orders import models as orders
from domain.orders import queries
from domain.orders.states import OrderPaymentStatus, OrderStatus
from domain.shared.context import ActorKind, Context
from domain.shared.errors import NotFound, NotSignedIn
from domain.shared.filters import All, Is
from domain.shared.paging import Window
from realtime import topics
from realtime.messages import PresenceActivity, StoredEvent
from realtime.past import WhenSlow
from schema.orders.notes import TagFilter
from schema.orders.types import Order
from schema.orders.untold import untold
from schema.shared.arguments import Id
from schema.shared.context import Info
from schema.shared.filters import (
    BooleanFilter,
    EnumFilter,
    IDFilter,
    StringFilter,
    conditions,
    read,
)
from schema.shared.history import Event
from schema.shared.ids import key_of
from schema.shared.presence import Doing, ViewersUpdate, attend
from schema.shared.streams import After, Base, Initial, StreamItem, follow


@strawberry.input(description="Which orders to follow. All conditions must hold.")
class OrderFeedWhere:
    """Conditions on orders, as they are when the news comes."""

    status: EnumFilter[OrderStatus] | None = conditions("Where it stands.")
    payment_status: EnumFilter[OrderPaymentStatus] | None = conditions("What has been paid.")
    customer: IDFilter | None = conditions("Who ordered. Staff need customers:read.")
    channel: StringFilter | None = conditions("The code of the channel it came from.")
    assignee: IDFilter | None = conditions("Who sees to it. Needs tickets:read.")
    is_assigned: BooleanFilter | None = conditions("Whether anybody does. Needs orders:read.")
    tag: TagFilter | None = conditions("A word that it carries. Needs orders:read.")


KINDS = {"customer": "Customer", "assignee": "StaffMember"}
STATUSES = {status.value: status for status in OrderStatus}


def previous_status(event: StoredEvent) -> OrderStatus | None:
    """Where an order stood before this fact, if it moved."""
    return STATUSES.get(event.payload.get("source", ""))


def told_of(ctx: Context, event: StoredEvent) -> Event | None:
    """A fact about an order. What the house notes stays there; that it did is counted."""
    return None if event.type in untold(ctx) else Event.of(event)


@strawberry.type(description="News of an order.")
class OrderUpdate(StreamItem):
    """An item of a subscription."""

    order: Order | None = strawberry.field(
        description="The order as it is now; none in a gap of a feed: read the list anew.",
        default=None,
    )
    event: Event | None = strawberry.field(description="What happened to it.", default=None)
    previous_status: OrderStatus | None = strawberry.field(
        description="Where it stood before, if what happened moved it.", default=None
    )
    aggregate_version: int = strawberry.field(
        description="The order's version that this item tells of: one more each time, so that"
        " you can prove that you missed nothing; 0 if it tells of none.",
        default=0,
    )

    @classmethod
    def told(cls, ctx: Context, base: Base, row: object, event: StoredEvent) -> "OrderUpdate":
        """A fact about an order."""
        return cls(
            **base,
            order=Order.of(row),  # type: ignore[arg-type]  # a row of this context
            event=told_of(ctx, event),
            previous_status=previous_status(event),
            aggregate_version=event.version,
        )


@strawberry.type(description="Following orders.")
class OrderSubscriptions:
    """One order, or many."""

    @strawberry.subscription(description="Everything that happens to one order that you may see.")
    async def order_updated(
        self, info: Info, id: Id, after: After = None, initial: Initial = False
    ) -> AsyncIterator[OrderUpdate]:
        context, key = info.context, key_of("Order", id)

        async def now(base: Base) -> Sequence[OrderUpdate]:
            row = await queries.get_order(context.domain, key)
            order, version = Order.of(row), row.version
            return [OrderUpdate(**base, subject=key, order=order, aggregate_version=version)]

        async def news(event: StoredEvent, base: Base) -> OrderUpdate:
            row = await context.one_now(queries.orders_by_ids, key)
            if row is None:
                raise NotFound("order", key)
            return OrderUpdate.told(context.domain, base, row, event)

        async for item in follow(
            context,
            [topics.order(key)],
            after=after,
            initial=initial,
            on_event=news,
            on_now=now,
            when_slow=WhenSlow.SNAPSHOT,
        ):
            yield item

    @strawberry.subscription(
        description="Everything that happens to any order that you may see: staff with"
        " orders:read see all, customers their own."
    )
    async def order_feed(
        self,
        info: Info,
        where: Annotated[OrderFeedWhere | None, strawberry.argument(description="Which.")] = None,
        after: After = None,
    ) -> AsyncIterator[OrderUpdate]:
        context = info.context
        if context.domain.actor.kind is ActorKind.ANONYMOUS:
            raise NotSignedIn
        wanted = read(context.domain, where, KINDS) or All([])

        async def now(base: Base) -> Sequence[OrderUpdate]:
            return [] if base["gap"] is None else [OrderUpdate(**base)]

        async def fitting(ctx: Context, keys: Sequence[UUID]) -> dict[UUID, orders.Order]:
            which = All([Is("id", "one_of", list(keys)), wanted])
            page = await queries.orders_page(ctx, Window(first=len(keys)), condition=which)
            return {row.id: row for row in page.rows}

        async def news(event: StoredEvent, base: Base) -> OrderUpdate | None:
            row = await context.one(fitting, event.aggregate_id)
            return OrderUpdate.told(context.domain, base, row, event) if row else None

        async for item in follow(
            context,
            [topics.orders()],
            after=after,
            initial=False,
            on_event=news,
            on_now=now,
            when_slow=WhenSlow.REPLAY,
        ):
            yield item

    @strawberry.subscription(
        description="Which colleagues are at an order, you among them for as long as you follow"
        " this. Needs orders:read."
    )
    async def order_viewers(
        self, info: Info, id: Id, activity: Doing = PresenceActivity.VIEWING
    ) -> AsyncIterator[ViewersUpdate]:
        context = info.context
        context.domain.require(Scope.ORDERS_READ)
        key = key_of("Order", id)

        async def may_see() -> None:
            context.domain.require(Scope.ORDERS_READ)
            await queries.get_order(context.domain, key)

        async with aclosing(attend(context, topics.order(key), activity, may_see)) as updates:
            async for update in updates:
                yield update
