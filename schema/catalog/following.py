"""Following products through their lives."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated
from uuid import UUID

import strawberry

from domain.catalog import models as catalog
from domain.catalog.lifecycle import models, queries
from domain.catalog.lifecycle.events import LifecycleMoved
from domain.catalog.states import SuggestionStatus
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.filters import All, Is
from domain.shared.outbox import AggregateType
from domain.shared.paging import PAGE_SIZE_MAX, Window
from realtime import topics
from realtime.messages import StoredEvent
from realtime.past import WhenSlow
from schema.catalog.lifecycle import LifecycleSuggestion
from schema.catalog.types import Product
from schema.shared.context import Info
from schema.shared.filters import IDFilter, conditions, read
from schema.shared.history import Event
from schema.shared.streams import After, Base, Initial, StreamItem, follow


@strawberry.input(description="Which news of products' lives to follow.")
class LifecycleFeedWhere:
    """Conditions on news."""

    product: IDFilter | None = conditions("Of what.")


KINDS = {"product": "Product"}


@strawberry.type(description="News of a product's life: a proposal about it, or that it moved.")
class LifecycleUpdate(StreamItem):
    """An item of the feed."""

    suggestion: LifecycleSuggestion | None = strawberry.field(
        description="The proposal as it is now; none where a product moved.", default=None
    )
    product: Product | None = strawberry.field(
        description="The product that moved, with its clearance reminder if it declines; none"
        " where a proposal is told of: that names its own.",
        default=None,
    )
    event: Event | None = strawberry.field(description="What happened.", default=None)
    aggregate_version: int = strawberry.field(
        description="The version, of the proposal or of the product, that this item tells of; 0 if"
        " it tells of none.",
        default=0,
    )


@strawberry.type(description="Following products through their lives.")
class LifecycleSubscriptions:
    """Proposals, and moves with what they remind of. They need catalog:read."""

    @strawberry.subscription(
        description="Proposals as they open and are decided on, and products as they move to"
        " another stage, with the clearance reminder of those that decline. Needs catalog:read."
        " With initial, and in a gap, all open proposals come first, at most 100."
    )
    async def lifecycle_feed(
        self,
        info: Info,
        where: Annotated[
            LifecycleFeedWhere | None, strawberry.argument(description="Which.")
        ] = None,
        after: After = None,
        initial: Initial = False,
    ) -> AsyncIterator[LifecycleUpdate]:
        context = info.context
        context.domain.require(Scope.CATALOG_READ)
        wanted = read(context.domain, where, KINDS) or All([])

        async def now(base: Base) -> Sequence[LifecycleUpdate]:
            context.domain.require(Scope.CATALOG_READ)
            which = All([wanted, Is("status", "eq", SuggestionStatus.OPEN)])
            page = await queries.suggestions_page(
                context.domain, Window(first=PAGE_SIZE_MAX), condition=which
            )
            items = [
                LifecycleUpdate(
                    **base,
                    subject=row.id,
                    suggestion=LifecycleSuggestion.of(row),
                    aggregate_version=row.version,
                )
                for row in page.rows
            ]
            return items if items or base["gap"] is None else [LifecycleUpdate(**base)]

        async def fitting(
            ctx: Context, keys: Sequence[UUID]
        ) -> dict[UUID, models.LifecycleSuggestion]:
            which = All([wanted, Is("id", "one_of", list(keys))])
            page = await queries.suggestions_page(ctx, Window(first=len(keys)), condition=which)
            return {row.id: row for row in page.rows}

        async def moved(ctx: Context, keys: Sequence[UUID]) -> dict[UUID, catalog.Product]:
            return await queries.products_matching(ctx, keys, wanted)

        async def news(event: StoredEvent, base: Base) -> LifecycleUpdate | None:
            context.domain.require(Scope.CATALOG_READ)
            if event.aggregate_type == AggregateType.LIFECYCLE_SUGGESTION:
                row = await context.one(fitting, event.aggregate_id)
                if row is None:
                    return None
                return LifecycleUpdate(
                    **base,
                    suggestion=LifecycleSuggestion.of(row),
                    event=Event.of(event),
                    aggregate_version=event.version,
                )
            if event.type != LifecycleMoved.type:
                return None
            product = await context.one(moved, event.aggregate_id)
            if product is None:
                return None
            return LifecycleUpdate(
                **base,
                product=Product.of(product),
                event=Event.of(event),
                aggregate_version=event.version,
            )

        async for item in follow(
            context,
            [topics.lifecycle_suggestions(), topics.products()],
            after=after,
            initial=initial,
            on_event=news,
            on_now=now,
            when_slow=WhenSlow.REPLAY,
        ):
            yield item
