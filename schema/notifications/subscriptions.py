"""Following one's own feed."""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

import strawberry

from domain.notifications import queries
from domain.notifications.events import NotificationShown
from domain.shared.errors import NotFound
from realtime import topics
from realtime.messages import StoredEvent
from realtime.past import WhenSlow
from schema.notifications.types import Notification
from schema.shared.context import Info
from schema.shared.streams import After, Base, Initial, StreamItem, follow


@strawberry.type(description="News of your feed.")
class NotificationUpdate(StreamItem):
    """An item of a subscription."""

    notification: Notification | None = strawberry.field(
        description="What is new in it; none where you read something, and of what is now.",
        default=None,
    )
    unread_count: int = strawberry.field(description="How much of it you have not read.", default=0)
    aggregate_version: int = strawberry.field(
        description="The feed's version that this item tells of: one more each time; 0 if it"
        " tells of none.",
        default=0,
    )


@strawberry.type(description="Following one's own feed.")
class NotificationSubscriptions:
    """What customers are told in the shop itself."""

    @strawberry.subscription(
        description="Everything that comes into your own feed, and how much is unread. For"
        " customers."
    )
    async def my_notifications_updated(
        self, info: Info, after: After = None, initial: Initial = False
    ) -> AsyncIterator[NotificationUpdate]:
        context = info.context
        context.domain.require_somebody()
        key = context.domain.customer_id
        if key is None:
            raise NotFound("customer")

        async def now(base: Base) -> Sequence[NotificationUpdate]:
            return [
                NotificationUpdate(
                    **base,
                    subject=key,
                    unread_count=await queries.count_feed(context.domain, False),
                    aggregate_version=await queries.feed_version(key),
                )
            ]

        async def news(event: StoredEvent, base: Base) -> NotificationUpdate:
            named = event.payload.get("notification_id")
            shown = event.type == NotificationShown.type and named is not None
            row = (
                await context.one_now(queries.notifications_by_ids, UUID(str(named)))
                if shown
                else None
            )
            return NotificationUpdate(
                **base,
                notification=Notification.maybe(row),
                unread_count=await queries.count_feed(context.domain, False),
                aggregate_version=event.version,
            )

        async for item in follow(
            context,
            [topics.notification_feed(key)],
            after=after,
            initial=initial,
            on_event=news,
            on_now=now,
            when_slow=WhenSlow.SNAPSHOT,
        ):
            yield item
