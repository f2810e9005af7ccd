"""Following parcels."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated

import strawberry

from domain.fulfillment import queries
from domain.fulfillment.public_tracking import public_tracking
from domain.fulfillment.states import FULFILLMENT
from domain.identity.tracking_tokens import read_tracking_token
from domain.shared.errors import InvalidInput
from realtime import topics
from realtime.messages import StoredEvent
from realtime.past import WhenSlow
from schema.fulfillment.types import Fulfillment, PublicTracking
from schema.shared.arguments import MaybeId
from schema.shared.context import Info
from schema.shared.history import Event
from schema.shared.ids import key_of
from schema.shared.streams import After, Base, Initial, StreamItem, follow


@strawberry.type(description="News of a parcel.")
class ShipmentTrackingUpdate(StreamItem):
    """An item of a subscription."""

    tracking: PublicTracking = strawberry.field(
        description="The parcel as anybody with the link may see it, as it is now."
    )
    fulfillment: Fulfillment | None = strawberry.field(
        description="The parcel as you may see it; none for whoever came by a public token.",
        default=None,
    )
    event: Event | None = strawberry.field(
        description="What happened; none for whoever came by a public token.", default=None
    )
    aggregate_version: int = strawberry.field(
        description="The parcel's version that this item tells of: one more each time."
    )

    @property
    def is_last(self) -> bool:
        """Whether it tells the latest of a parcel that nothing more is done with."""
        is_latest = self.aggregate_version == self.tracking.version
        return is_latest and not FULFILLMENT.actions(self.tracking.status)


@strawberry.type(description="Following parcels.")
class FulfillmentSubscriptions:
    """One parcel, by id or by its public token."""

    @strawberry.subscription(
        description="Everything that happens to one parcel: by id if you may see it, or by its"
        " public token without signing in, with nothing about people. Complete once the parcel has"
        " arrived, come back or been canceled, and all of that was sent; what the carrier says"
        " later is sent to whoever comes back with `after`."
    )
    async def shipment_tracking_updated(
        self,
        info: Info,
        id: MaybeId = None,
        token: Annotated[
            str | None, strawberry.argument(description="The public token, instead of the id.")
        ] = None,
        after: After = None,
        initial: Initial = False,
    ) -> AsyncIterator[ShipmentTrackingUpdate]:
        context = info.context
        if (id is None) is (token is None):
            raise InvalidInput("Name the parcel by its id or by its token.", "id")
        key = (
            key_of("Fulfillment", id)
            if id is not None
            else read_tracking_token(context.secret, str(token), context.domain.now)
        )

        async def shown(base: Base, event: StoredEvent | None) -> ShipmentTrackingUpdate:
            if token is not None:
                read_tracking_token(context.secret, token, context.domain.now)
            else:
                row = await queries.get_fulfillment(context.domain, key)
            seen = await public_tracking(key)
            return ShipmentTrackingUpdate(
                **base,
                subject=key,
                tracking=PublicTracking.seen(seen, base["cursor"]),
                fulfillment=Fulfillment.of(row) if token is None else None,
                event=Event.of(event) if token is None and event else None,
                aggregate_version=event.version if event else seen.version,
            )

        async def now(base: Base) -> Sequence[ShipmentTrackingUpdate]:
            return [await shown(base, None)]

        async def news(event: StoredEvent, base: Base) -> ShipmentTrackingUpdate:
            return await shown(base, event)

        async for item in follow(
            context,
            [topics.fulfillment(key)],
            after=after,
            initial=initial,
            on_event=news,
            on_now=now,
            when_slow=WhenSlow.SNAPSHOT,
            ends=lambda item: item.is_last,
        ):
            yield item
