"""The simulated carrier: one fate per parcel, told with the carelessness of real ones."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from domain.fulfillment.carriers.simulated import NO_FAULTS, Faults, SimulatedCarrier
from domain.fulfillment.carriers.vocabulary import RawNews, read_news
from domain.fulfillment.states import TrackingStatus
from domain.fulfillment.tracking import standing

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LONG_AFTER = NOON + timedelta(days=30)


def told(carrier: SimulatedCarrier, parcel: int) -> list[RawNews]:
    number = carrier.create_waybill(parcel)
    return carrier.fetch_tracking(number, shipped_at=NOON, after=NOON, until=LONG_AFTER)


def end_of(story: list[RawNews]) -> TrackingStatus:
    stands = standing(map(read_news, story))
    assert stands is not None
    return stands.status


def test_without_faults_a_parcel_goes_straight_to_the_door() -> None:
    story = told(SimulatedCarrier("swift", faults=NO_FAULTS), 1)

    assert [read_news(item).status for item in story] == [
        TrackingStatus.PICKED_UP,
        TrackingStatus.IN_TRANSIT,
        TrackingStatus.IN_TRANSIT,
        TrackingStatus.OUT_FOR_DELIVERY,
        TrackingStatus.DELIVERED,
    ]


def test_asked_twice_it_tells_the_same_story() -> None:
    assert told(SimulatedCarrier("swift"), 7) == told(SimulatedCarrier("swift"), 7)


def test_asked_hour_by_hour_it_tells_the_same_as_asked_once() -> None:
    carrier = SimulatedCarrier("swift")
    number = carrier.create_waybill(7)
    hours = [NOON + timedelta(hours=hour) for hour in range(24 * 5)]

    pieces = [
        item
        for after, until in itertools.pairwise(hours)
        for item in carrier.fetch_tracking(number, shipped_at=NOON, after=after, until=until)
    ]

    assert pieces == told(carrier, 7)


@pytest.mark.parametrize("fault", ["late", "repeated", "gibberish", "troubled", "refused"])
def test_every_fault_happens_and_no_parcel_is_lost_over_it(fault: str) -> None:
    chances = dict.fromkeys(Faults.__slots__, 0.0) | {fault: 0.5}
    carrier = SimulatedCarrier("swift", faults=Faults(**chances))
    plain = SimulatedCarrier("swift", faults=NO_FAULTS)

    stories = [told(carrier, parcel) for parcel in range(1, 101)]

    flawed = [story for parcel, story in enumerate(stories, 1) if story != told(plain, parcel)]
    assert len(flawed) > 20
    ends = {end_of(story) for story in stories}
    assert ends <= {TrackingStatus.DELIVERED, TrackingStatus.RETURNED}
    assert TrackingStatus.DELIVERED in ends
    assert (TrackingStatus.RETURNED in ends) == (fault == "refused")


def test_some_news_comes_out_of_order() -> None:
    stories = [told(SimulatedCarrier("swift"), parcel) for parcel in range(1, 101)]

    out_of_order = [s for s in stories if s != sorted(s, key=lambda item: item.occurred_at)]

    assert len(out_of_order) > 10


def test_its_numbers_check() -> None:
    carrier = SimulatedCarrier("swift")

    assert carrier.validate_waybill(carrier.create_waybill(9))
    assert not carrier.validate_waybill(carrier.create_waybill(9)[:-1] + "x")
