"""Following prices that look wrong."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated
from uuid import UUID

import strawberry

from domain.identity.scopes import Scope
from domain.pricing import models, queries
from domain.pricing.states import AnomalyStatus
from domain.shared.context import Context
from domain.shared.filters import All, Is
from domain.shared.paging import PAGE_SIZE_MAX, Window
from realtime import topics
from realtime.messages import StoredEvent
from realtime.past import WhenSlow
from schema.pricing.types import PriceAnomaly
from schema.shared.context import Info
from schema.shared.filters import IDFilter, conditions, read
from schema.shared.history import Event
from schema.shared.streams import After, Base, Initial, StreamItem, follow


@strawberry.input(description="Which price anomalies to follow. All conditions must hold.")
class PriceAnomalyFeedWhere:
    """Conditions on anomalies."""

    variant: IDFilter | None = conditions("Of what.")


KINDS = {"variant": "ProductVariant"}


@strawberry.type(description="News of a price that looks wrong.")
class PriceAnomalyUpdate(StreamItem):
    """An item of the feed."""

    anomaly: PriceAnomaly | None = strawberry.field(
        description="The anomaly as it is now; none in a gap without open ones.", default=None
    )
    event: Event | None = strawberry.field(description="What happened to it.", default=None)
    aggregate_version: int = strawberry.field(
        description="The anomaly's version that this item tells of; 0 if it tells of none.",
        default=0,
    )


@strawberry.type(description="Following prices.")
class PricingSubscriptions:
    """Needs pricing:read."""

    @strawberry.subscription(
        description="Prices that look wrong, as they are noticed and seen to. Needs pricing:read."
        " With initial, and in a gap, all that are open come first, at most 100."
    )
    async def price_anomaly_feed(
        self,
        info: Info,
        where: Annotated[
            PriceAnomalyFeedWhere | None, strawberry.argument(description="Which.")
        ] = None,
        after: After = None,
        initial: Initial = False,
    ) -> AsyncIterator[PriceAnomalyUpdate]:
        context = info.context
        context.domain.require(Scope.PRICING_READ)
        wanted = read(context.domain, where, KINDS) or All([])

        async def now(base: Base) -> Sequence[PriceAnomalyUpdate]:
            context.domain.require(Scope.PRICING_READ)
            which = All([wanted, Is("status", "eq", AnomalyStatus.OPEN)])
            rows = queries.anomalies_matching(context.domain, which)
            page = await queries.one_page(
                rows, Window(first=PAGE_SIZE_MAX), queries.NEWEST_ANOMALIES
            )
            items = [
                PriceAnomalyUpdate(
                    **base,
                    subject=row.id,
                    anomaly=PriceAnomaly.of(row),
                    aggregate_version=row.version,
                )
                for row in page.rows
            ]
            return items if items or base["gap"] is None else [PriceAnomalyUpdate(**base)]

        async def fitting(ctx: Context, keys: Sequence[UUID]) -> dict[UUID, models.PriceAnomaly]:
            which = All([wanted, Is("id", "one_of", list(keys))])
            return {row.id: row for row in await queries.anomalies_matching(ctx, which)}

        async def news(event: StoredEvent, base: Base) -> PriceAnomalyUpdate | None:
            context.domain.require(Scope.PRICING_READ)
            row = await context.one(fitting, event.aggregate_id)
            if row is None:
                return None
            return PriceAnomalyUpdate(
                **base,
                anomaly=PriceAnomaly.of(row),
                event=Event.of(event),
                aggregate_version=event.version,
            )

        async for item in follow(
            context,
            [topics.price_anomalies()],
            after=after,
            initial=initial,
            on_event=news,
            on_now=now,
            when_slow=WhenSlow.REPLAY,
        ):
            yield item
