"""Following a feed."""

from collections.abc import AsyncIterator, Sequence
from typing import Self

import strawberry

from domain.notifications import queries
from domain.shared.errors import NotFound
from realtime import topics
from realtime.messages import StoredEvent
from realtime.past import WhenSlow
from schema.notifications.types import Notification
from schema.shared.arguments import Id
from schema.shared.context import Info
from schema.shared.history import Event
from schema.shared.ids import key_of
from schema.shared.streams import After, Base, Initial, StreamItem, follow


@strawberry.type(description="What one customer is shown in the shop, as it is now.")
class NotificationFeed:
    """A feed."""

    version: int = strawberry.field(description="Raised by one with every fact about it.")
    unread_count: int = strawberry.field(description="How much of it was not read.")
    newest: Notification | None = strawberry.field(description="What came last.")

    @classmethod
    def of(cls, feed: queries.Feed) -> Self:
        """A feed as it is now."""
        newest = Notification.maybe(feed.newest)
        return cls(version=feed.version, unread_count=feed.unread, newest=newest)


@strawberry.type(description="News of a feed.")
class NotificationFeedUpdate(StreamItem):
    """An item of a subscription."""

    feed: NotificationFeed = strawberry.field(description="The feed as it is now.")
    event: Event | None = strawberry.field(description="What happened.", default=None)
    aggregate_version: int = strawberry.field(
        description="The feed's version that this item tells of: one more each time; 0 if it"
        " tells of none.",
        default=0,
    )


@strawberry.type(description="Following a feed.")
class NotificationSubscriptions:
    """What customers are told in the shop itself."""

    @strawberry.subscription(
        description="Everything that comes into a customer's feed, and what was read of it: your"
        " own, or with notifications:read another's whom you may see."
    )
    async def notification_feed_updated(
        self, info: Info, id: Id, after: After = None, initial: Initial = False
    ) -> AsyncIterator[NotificationFeedUpdate]:
        context, key = info.context, key_of("Customer", id)

        async def now(base: Base) -> Sequence[NotificationFeedUpdate]:
            feed = NotificationFeed.of(await queries.get_feed(context.domain, key))
            return [
                NotificationFeedUpdate(
                    **base, subject=key, feed=feed, aggregate_version=feed.version
                )
            ]

        async def news(event: StoredEvent, base: Base) -> NotificationFeedUpdate:
            feed = await context.one_now(queries.feeds_by_customers, key)
            if feed is None:
                raise NotFound("customer", key)
            return NotificationFeedUpdate(
                **base,
                feed=NotificationFeed.of(feed),
                event=Event.of(event),
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
