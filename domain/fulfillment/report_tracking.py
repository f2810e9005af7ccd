"""Hearing from a carrier: every word is kept, and the parcel moves only by what stands."""

from collections.abc import Sequence
from datetime import timedelta

from tortoise.transactions import in_transaction

from domain.fulfillment.arrivals import settle
from domain.fulfillment.carriers.waybills import normal
from domain.fulfillment.events import FulfillmentTrackingUpdated
from domain.fulfillment.locks import lock_waybill
from domain.fulfillment.models import Fulfillment, TrackingEvent
from domain.fulfillment.queries import get_carrier
from domain.fulfillment.states import FULFILLMENT
from domain.fulfillment.telling import tell
from domain.fulfillment.tracking import TrackingNews, standing
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import InvalidInput
from domain.shared.inputs import text
from domain.shared.states import raise_version

CLOCK_SKEW = timedelta(minutes=10)  # how far ahead a carrier's clock may be
LONGEST = {  # characters
    "substatus": 64,
    "location": 200,
    "description": 500,
    "code": 64,
    "source": 32,
}


async def report_tracking(
    ctx: Context, *, carrier_code: str, waybill_number: str, news: TrackingNews
) -> Fulfillment:
    """Keep a carrier's news of a parcel, and let the parcel follow if it stands.

    The same news twice is kept once. News that comes late is kept and moves nothing back.

    Raises:
        NotPermitted: the actor may not speak for carriers.
        InvalidInput: over-long text, or a moment that has not come yet.
        NotFound: no such carrier, or no parcel of theirs has this number.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    _check(ctx, news)
    number = text(normal(waybill_number), "waybillNumber")
    async with in_transaction():
        parcel = await lock_waybill(ctx, (await get_carrier(ctx, carrier_code)).id, number)
        heard = await TrackingEvent.filter(fulfillment_id=parcel.id)
        row = _row(ctx, parcel, news)
        if any(_same(row, earlier) for earlier in heard):
            return parcel

        await row.save(force_create=True)
        await _follow(ctx, parcel, row, [*heard, row])
        await settle(ctx, parcel)
        return parcel


def _check(ctx: Context, news: TrackingNews) -> None:
    for name, longest in LONGEST.items():
        field = "carrierCode" if name == "code" else name
        text(getattr(news, name) or "", field, longest=longest, required=False)
    if news.occurred_at.tzinfo is None or news.occurred_at > ctx.now + CLOCK_SKEW:
        raise InvalidInput("This has not happened yet.", "occurredAt")


def _row(ctx: Context, parcel: Fulfillment, news: TrackingNews) -> TrackingEvent:
    return TrackingEvent(
        fulfillment_id=parcel.id,
        status=news.status,
        substatus=news.substatus,
        location=news.location,
        description=news.description,
        carrier_code=news.code or news.status.value,
        source=news.source,
        occurred_at=news.occurred_at,
        received_at=ctx.now,
    )


def _same(one: TrackingEvent, other: TrackingEvent) -> bool:
    return (one.carrier_code, one.occurred_at, one.location) == (
        other.carrier_code,
        other.occurred_at,
        other.location,
    )


async def _follow(
    ctx: Context, parcel: Fulfillment, row: TrackingEvent, heard: Sequence[TrackingEvent]
) -> None:
    """Bring the parcel to what stands after all that was heard, and tell of the news."""
    before = (parcel.tracking_status, parcel.tracking_substatus, parcel.tracking_at)
    stands = standing(_news(event) for event in heard)
    after = (stands.status, stands.substatus, stands.occurred_at) if stands else before
    await raise_version(
        parcel,
        FULFILLMENT.kind,
        at=ctx.now,
        tracking_status=after[0],
        tracking_substatus=after[1],
        tracking_at=after[2],
    )
    updated = FulfillmentTrackingUpdated.of(
        parcel,
        tracking_event_id=row.id,
        news=row.status,
        source=before[0],
        tracking_status=after[0],
        moved=after != before,
    )
    await tell(ctx, updated)


def _news(event: TrackingEvent) -> TrackingNews:
    return TrackingNews(
        status=event.status,
        substatus=event.substatus,
        occurred_at=event.occurred_at,
        code=event.carrier_code,
    )
