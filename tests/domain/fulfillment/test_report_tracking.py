"""Hearing from carriers: every word is kept once, and the parcel moves only by what stands."""

import asyncio
import itertools
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.fulfillment.carriers.simulated import Faults, SimulatedCarrier
from domain.fulfillment.carriers.vocabulary import read_news
from domain.fulfillment.models import Carrier, Fulfillment, TrackingEvent
from domain.fulfillment.report_tracking import CLOCK_SKEW, report_tracking
from domain.fulfillment.states import FulfillmentStatus, TrackingStatus
from domain.fulfillment.tracking import DISPUTED
from domain.identity.scopes import Scope
from domain.orders.models import Order, OrderLine
from domain.orders.states import OrderFulfillmentStatus
from domain.shared.errors import InvalidInput, NotFound, NotPermitted
from domain.shared.models import EventRow
from tests.shop import Shop

SHIPPED = FulfillmentStatus.SHIPPED
UPDATED = "fulfillment.fulfillment_tracking_updated"


async def test_the_parcel_follows_its_carrier(shop: Shop) -> None:
    parcel = await shop.parcel(SHIPPED)

    parcel = await shop.hear(parcel, TrackingStatus.EXCEPTION, substatus="EXCEPTION_WEATHER")

    assert parcel.tracking_status is TrackingStatus.EXCEPTION
    assert parcel.tracking_substatus == "EXCEPTION_WEATHER"
    assert parcel.tracking_at == shop.now
    assert parcel.status is SHIPPED
    news = await TrackingEvent.get(fulfillment_id=parcel.id)
    assert (news.status, news.location, news.received_at) == ("exception", "Hub", shop.now)
    assert (await shop.event_names())[-2:] == [UPDATED, "orders.progress_noted"]


async def test_the_same_news_twice_is_told_once(shop: Shop) -> None:
    parcel = await shop.parcel(SHIPPED)
    news = shop.news(TrackingStatus.IN_TRANSIT)
    first = await shop.tell(parcel, news)
    told = await shop.event_names()

    shop.later(minutes=1)
    again = await shop.tell(parcel, news)

    assert again.version == first.version
    assert await shop.count("tracking_event") == 1
    assert await shop.event_names() == told


async def test_the_same_news_twice_at_once_is_told_once(shop: Shop) -> None:
    parcel = await shop.parcel(SHIPPED)
    news = shop.news(TrackingStatus.DELIVERED)

    await asyncio.gather(*(shop.tell(parcel, news) for _ in range(4)))

    assert await shop.count("tracking_event") == 1
    assert (await shop.event_names()).count(UPDATED) == 1
    assert (await shop.event_names()).count("fulfillment.fulfillment_delivered") == 1


async def test_late_news_is_kept_and_moves_nothing(shop: Shop) -> None:
    parcel = await shop.parcel(SHIPPED)
    late = shop.news(TrackingStatus.IN_TRANSIT)
    shop.later(hours=2)
    now = await shop.hear(parcel, TrackingStatus.OUT_FOR_DELIVERY)

    after = await shop.tell(parcel, late)

    assert after.tracking_status is TrackingStatus.OUT_FOR_DELIVERY
    assert after.tracking_at == now.tracking_at
    assert await shop.count("tracking_event") == 2
    event = await EventRow.filter(type=UPDATED).order_by("-id").first()
    assert event is not None
    assert (event.payload["news"], event.payload["moved"]) == ("in_transit", False)


async def test_words_nobody_knows_are_kept_and_move_nothing(shop: Shop) -> None:
    parcel = await shop.hear(await shop.parcel(SHIPPED), TrackingStatus.IN_TRANSIT)
    shop.later(hours=1)
    gibberish = replace(shop.news(TrackingStatus.UNKNOWN), code="X7", description="Zorp")

    after = await shop.tell(parcel, gibberish)

    assert after.tracking_status is TrackingStatus.IN_TRANSIT
    kept = await TrackingEvent.get(status=TrackingStatus.UNKNOWN)
    assert (kept.carrier_code, kept.description) == ("X7", "Zorp")


async def test_delivered_is_delivered(shop: Shop) -> None:
    parcel = await shop.parcel(SHIPPED, units=3)

    parcel = await shop.hear(parcel, TrackingStatus.DELIVERED)

    assert (parcel.status, parcel.delivered_at) == (FulfillmentStatus.DELIVERED, shop.now)
    order = await Order.get(id=parcel.order_id)
    assert order.fulfillment_status is OrderFulfillmentStatus.DELIVERED
    assert (await OrderLine.get(order_id=order.id)).delivered == 3


async def test_a_transit_scan_after_delivery_moves_nothing(shop: Shop) -> None:
    parcel = await shop.parcel(FulfillmentStatus.DELIVERED)

    shop.later(hours=1)
    parcel = await shop.hear(parcel, TrackingStatus.IN_TRANSIT)

    assert parcel.tracking_status is TrackingStatus.DELIVERED
    assert parcel.status is FulfillmentStatus.DELIVERED
    assert (await shop.event_names()).count("fulfillment.fulfillment_delivered") == 1


async def test_a_dispute_shows_and_does_not_undo_the_delivery(shop: Shop) -> None:
    parcel = await shop.parcel(FulfillmentStatus.DELIVERED)

    shop.later(hours=1)
    parcel = await shop.hear(parcel, TrackingStatus.EXCEPTION, substatus=DISPUTED)

    assert parcel.tracking_status is TrackingStatus.EXCEPTION
    assert parcel.status is FulfillmentStatus.DELIVERED
    assert (await OrderLine.get(order_id=parcel.order_id)).delivered == 2


async def test_what_comes_back_is_returned_and_not_delivered(shop: Shop) -> None:
    parcel = await shop.hear(await shop.parcel(SHIPPED), TrackingStatus.RETURNING)
    assert parcel.status is SHIPPED

    shop.later(hours=1)
    parcel = await shop.hear(parcel, TrackingStatus.RETURNED)

    assert parcel.status is FulfillmentStatus.RETURNED
    assert parcel.delivered_at is None
    order = await Order.get(id=parcel.order_id)
    assert order.fulfillment_status is OrderFulfillmentStatus.FULFILLED
    assert (await shop.event_names("fulfillment"))[-1] == "fulfillment.fulfillment_returned"


@pytest.mark.parametrize("arrival", list(itertools.permutations(range(4)))[::5])
async def test_whatever_the_order_of_arrival_the_end_is_the_same(
    shop: Shop, arrival: tuple[int, ...]
) -> None:
    parcel = await shop.parcel(SHIPPED)
    story = [
        replace(shop.news(status), occurred_at=shop.now + timedelta(hours=hour))
        for hour, status in enumerate(
            [
                TrackingStatus.PICKED_UP,
                TrackingStatus.EXCEPTION,
                TrackingStatus.OUT_FOR_DELIVERY,
                TrackingStatus.DELIVERED,
            ]
        )
    ]

    shop.later(hours=4)
    for place in arrival:
        parcel = await shop.tell(parcel, story[place])

    assert parcel.tracking_status is TrackingStatus.DELIVERED
    assert parcel.delivered_at == story[-1].occurred_at
    assert await shop.count("tracking_event") == 4
    versions = await EventRow.filter(aggregate_id=parcel.id).order_by("id")
    assert [event.version for event in versions] == list(range(1, parcel.version + 1))


async def test_a_careless_carrier_still_gets_every_parcel_to_its_end(shop: Shop) -> None:
    faults = Faults(late=0.5, repeated=0.5, gibberish=0.5, troubled=0.5, refused=0.3)
    carrier = SimulatedCarrier("swift", faults=faults)
    parcels = [await shop.parcel(SHIPPED) for _ in range(6)]
    shipped_at = shop.now
    shop.later(days=5)

    for parcel in parcels:
        assert parcel.waybill_number is not None
        for raw in carrier.fetch_tracking(
            parcel.waybill_number, shipped_at=shipped_at, after=shipped_at, until=shop.now
        ):
            await shop.tell(parcel, read_news(raw))

    ends = [parcel.status for parcel in await Fulfillment.all()]
    assert set(ends) <= {FulfillmentStatus.DELIVERED, FulfillmentStatus.RETURNED}


async def test_a_carriers_number_is_found_however_it_is_written(shop: Shop) -> None:
    parcel = await shop.parcel(SHIPPED)
    assert parcel.waybill_number is not None
    written = f" {parcel.waybill_number.lower()} "

    found = await report_tracking(
        shop.ctx,
        carrier_code="swift",
        waybill_number=written,
        news=shop.news(TrackingStatus.PICKED_UP),
    )

    assert found.id == parcel.id


@pytest.mark.parametrize(
    ("carrier", "number"), [("swift", "SWIFT0"), ("yonder", None), ("nobody", None)]
)
async def test_news_of_a_parcel_that_is_not_ours_is_refused(
    shop: Shop, carrier: str, number: str | None
) -> None:
    await shop.carrier("yonder")
    parcel = await shop.parcel(SHIPPED)

    with pytest.raises(NotFound):
        await report_tracking(
            shop.ctx,
            carrier_code=carrier,
            waybill_number=number or str(parcel.waybill_number),
            news=shop.news(TrackingStatus.PICKED_UP),
        )

    assert await shop.count("tracking_event") == 0


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"substatus": "s" * 65}, "substatus"),
        ({"location": "l" * 201}, "location"),
        ({"location": "a\x00b"}, "location"),
        ({"description": "d" * 501}, "description"),
        ({"code": "c" * 65}, "carrierCode"),
        ({"source": "s" * 33}, "source"),
    ],
)
async def test_bad_words_are_named_by_their_field(
    shop: Shop, change: dict[str, str], name: str
) -> None:
    parcel = await shop.parcel(SHIPPED)

    with pytest.raises(InvalidInput) as refusal:
        await shop.tell(parcel, replace(shop.news(TrackingStatus.IN_TRANSIT), **change))

    assert refusal.value.field == [name]
    assert await shop.count("tracking_event") == 0


async def test_what_has_not_happened_yet_is_no_news(shop: Shop) -> None:
    parcel = await shop.parcel(SHIPPED)
    news = shop.news(TrackingStatus.DELIVERED)
    no_zone = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001  a moment without a zone is the point

    for moment in [shop.now + CLOCK_SKEW + timedelta(seconds=1), no_zone]:
        with pytest.raises(InvalidInput) as refusal:
            await shop.tell(parcel, replace(news, occurred_at=moment))
        assert refusal.value.field == ["occurredAt"]

    await shop.tell(parcel, replace(news, occurred_at=shop.now + CLOCK_SKEW))
    assert await shop.count("tracking_event") == 1


async def test_not_everybody_speaks_for_a_carrier(shop: Shop) -> None:
    parcel = await shop.parcel(SHIPPED)
    carrier = await Carrier.get(id=parcel.carrier_id)

    with pytest.raises(NotPermitted):
        await report_tracking(
            shop.as_staff(Scope.ORDERS_READ),
            carrier_code=carrier.code,
            waybill_number=str(parcel.waybill_number),
            news=shop.news(TrackingStatus.DELIVERED),
        )

    assert await shop.count("tracking_event") == 0
