"""Following what a campaign brings about."""

from collections.abc import AsyncIterator, Sequence

import strawberry

from domain.marketing.figures import figures_by_campaigns
from domain.promotions.campaigns.queries import get_campaign
from domain.shared.errors import NotFound
from realtime import topics
from realtime.messages import StoredEvent
from realtime.past import WhenSlow
from schema.campaigns.figures import CampaignMetrics
from schema.campaigns.types import Campaign
from schema.shared.arguments import Id
from schema.shared.context import Info
from schema.shared.history import Event
from schema.shared.ids import key_of
from schema.shared.streams import After, Base, Initial, StreamItem, follow


@strawberry.type(description="News of what a campaign brings about.")
class CampaignMetricsUpdate(StreamItem):
    """An item of the subscription."""

    campaign: Campaign | None = strawberry.field(
        description="The campaign as it is now.", default=None
    )
    metrics: CampaignMetrics | None = strawberry.field(
        description="Its figures as they are now.", default=None
    )
    event: Event | None = strawberry.field(description="The fact that they changed.", default=None)
    aggregate_version: int = strawberry.field(
        description="Which telling of its figures this is; 0 if nothing was told yet.",
        default=0,
    )


@strawberry.type(description="Following campaigns.")
class CampaignSubscriptions:
    """Needs promotions:read."""

    @strawberry.subscription(
        description="The figures of one campaign as they change, every other second at most: what"
        " happens within is told as one item, and the latest counts. Needs promotions:read."
    )
    async def campaign_metrics_updated(
        self, info: Info, id: Id, after: After = None, initial: Initial = False
    ) -> AsyncIterator[CampaignMetricsUpdate]:
        context, key = info.context, key_of("Campaign", id)

        async def now(base: Base) -> Sequence[CampaignMetricsUpdate]:
            await get_campaign(context.domain, key)
            found = await context.one_now(figures_by_campaigns, key)
            if found is None:
                raise NotFound("campaign", key)
            return [
                CampaignMetricsUpdate(
                    **base,
                    subject=key,
                    campaign=Campaign.of(found.campaign),
                    metrics=CampaignMetrics.of(found),
                    aggregate_version=found.version,
                )
            ]

        async def news(event: StoredEvent, base: Base) -> CampaignMetricsUpdate:
            found = await context.one_now(figures_by_campaigns, key)
            if found is None:
                raise NotFound("campaign", key)
            return CampaignMetricsUpdate(
                **base,
                campaign=Campaign.of(found.campaign),
                metrics=CampaignMetrics.of(found),
                event=Event.of(event),
                aggregate_version=event.version,
            )

        async for item in follow(
            context,
            [topics.campaign_figures(key)],
            after=after,
            initial=initial,
            on_event=news,
            on_now=now,
            when_slow=WhenSlow.SNAPSHOT,
        ):
            yield item
