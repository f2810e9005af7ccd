"""Which news of a parcel stands: by when it happened, whatever order it came in."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fulfillment.states import TrackingStatus
from domain.fulfillment.tracking import DISPUTED, ENDS, TrackingNews, standing

MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOURS = st.integers(min_value=0, max_value=6)  # few, so that ties happen


def news(status: TrackingStatus, hour: int, substatus: str | None = None) -> TrackingNews:
    return TrackingNews(
        status=status, substatus=substatus, occurred_at=MORNING + timedelta(hours=hour)
    )


ANY_NEWS = st.builds(news, st.sampled_from(list(TrackingStatus)), HOURS) | st.builds(
    news, st.just(TrackingStatus.EXCEPTION), HOURS, st.just(DISPUTED)
)
STORIES = st.lists(ANY_NEWS, max_size=10)


def status_of(*items: TrackingNews) -> TrackingStatus | None:
    stands = standing(items)
    return stands.status if stands else None


@given(STORIES, st.randoms())
def test_the_order_of_arrival_does_not_matter(story: list[TrackingNews], chance: object) -> None:
    shuffled = list(story)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis hands a random.Random

    assert standing(shuffled) == standing(story)


@given(STORIES, HOURS)
def test_unknown_news_never_stands(story: list[TrackingNews], hour: int) -> None:
    assert standing([*story, news(TrackingStatus.UNKNOWN, hour)]) == standing(story)


@given(STORIES, ANY_NEWS)
def test_late_news_on_the_way_moves_nothing(story: list[TrackingNews], late: TrackingNews) -> None:
    stands = standing(story)
    on_the_way = late.status not in ENDS and not late.disputes

    if stands and on_the_way and late.occurred_at < stands.occurred_at:
        assert standing([*story, late]) == stands


@given(STORIES, ANY_NEWS)
def test_an_arrival_stays_until_it_is_disputed(
    story: list[TrackingNews], later: TrackingNews
) -> None:
    before = standing(story)
    after = standing([*story, later])

    if before and before.status is TrackingStatus.DELIVERED and not later.disputes:
        assert after is not None
        assert after.status in ENDS
        assert after.occurred_at <= before.occurred_at


@given(STORIES, ANY_NEWS)
def test_hearing_it_twice_changes_nothing(story: list[TrackingNews], item: TrackingNews) -> None:
    assert standing([*story, item, item]) == standing([*story, item])


@pytest.mark.parametrize("then", [TrackingStatus.IN_TRANSIT, TrackingStatus.OUT_FOR_DELIVERY])
def test_the_latest_news_stands_even_if_it_ranks_lower(then: TrackingStatus) -> None:
    assert status_of(news(TrackingStatus.DELIVERY_ATTEMPTED, 1), news(then, 2)) is then


def test_at_the_same_moment_the_higher_rank_stands() -> None:
    same_moment = [news(TrackingStatus.DELIVERED, 3), news(TrackingStatus.OUT_FOR_DELIVERY, 3)]

    assert status_of(*same_moment) is TrackingStatus.DELIVERED


def test_a_transit_scan_after_delivery_moves_nothing() -> None:
    scans = [news(TrackingStatus.IN_TRANSIT, 5), news(TrackingStatus.DELIVERED, 3)]

    assert status_of(*scans) is TrackingStatus.DELIVERED


@pytest.mark.parametrize("before", sorted(set(TrackingStatus) - ENDS))
def test_trouble_can_come_at_any_time_on_the_way(before: TrackingStatus) -> None:
    trouble = news(TrackingStatus.EXCEPTION, 2, "EXCEPTION_WEATHER")

    assert status_of(news(before, 1), trouble) is TrackingStatus.EXCEPTION


@pytest.mark.parametrize(
    "after",
    [
        TrackingStatus.IN_TRANSIT,
        TrackingStatus.OUT_FOR_DELIVERY,
        TrackingStatus.RETURNING,
        TrackingStatus.DELIVERED,
    ],
)
def test_after_trouble_the_way_goes_on(after: TrackingStatus) -> None:
    assert status_of(news(TrackingStatus.EXCEPTION, 1), news(after, 2)) is after


def test_what_goes_back_comes_back() -> None:
    way_back = [news(TrackingStatus.RETURNING, 1), news(TrackingStatus.RETURNED, 2)]

    assert status_of(*way_back) is TrackingStatus.RETURNED


@pytest.mark.parametrize("end", sorted(ENDS))
def test_only_a_dispute_takes_an_arrival_back(end: TrackingStatus) -> None:
    trouble = news(TrackingStatus.EXCEPTION, 2, "EXCEPTION_DAMAGED")
    dispute = news(TrackingStatus.EXCEPTION, 2, DISPUTED)

    assert status_of(news(end, 1), trouble) is end
    assert status_of(news(end, 1), dispute) is TrackingStatus.EXCEPTION
    assert (
        status_of(news(end, 1), dispute, news(TrackingStatus.IN_TRANSIT, 3))
        is TrackingStatus.IN_TRANSIT
    )


def test_no_news_is_no_status() -> None:
    assert standing([]) is None
