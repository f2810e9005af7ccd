"""The plan: weeks as portions, newest first, and a year that ends before today."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from api.importing.completejourney.plan import DELIVERED_WITHIN, weeks_to_now
from api.importing.completejourney.year import LAST_WEEK
from tests.api.importing.plans import plan

INSTANTS = st.integers(min_value=1_550_000_000, max_value=2_200_000_000).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


@given(now=INSTANTS)
def test_the_year_ends_in_the_week_up_to_yesterday_on_its_own_weekday(now: datetime) -> None:
    ended = datetime(2018, 1, 1, 4, 1, 20, tzinfo=UTC)

    moved = ended + weeks_to_now(ended, now)

    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    assert moved.weekday() == ended.weekday()
    assert timedelta(0) <= midnight - DELIVERED_WITHIN - moved < timedelta(weeks=1)


def test_every_product_household_shelf_and_maker_belongs_to_one_week() -> None:
    weeks = plan()

    goods = Counter(each.product_id for part in weeks.goods.values() for each in part)
    households = Counter(each for part in weeks.households.values() for each in part)
    makers = Counter(each.manufacturer_id for part in weeks.brands.values() for each in part)

    assert len(goods) == 92_331
    assert len(households) == 2_469
    assert len(makers) == 6_471
    assert {*goods.values(), *households.values(), *makers.values()} == {1}


def test_a_basket_needs_nothing_from_an_older_week() -> None:
    weeks = plan()
    home = {each.product_id: week for week, part in weeks.goods.items() for each in part}

    for week in (LAST_WEEK, LAST_WEEK - 1, LAST_WEEK // 2):
        for basket in weeks.year.baskets(week):
            assert all(home[line.product_id] >= week for line in basket.lines)
            assert weeks.year.last_week_seen[basket.household_id] >= week


def test_a_slice_has_some_products_that_never_sold() -> None:
    weeks = plan()

    unsold = [each for each in weeks.goods[LAST_WEEK] if each.product_id not in weeks.year.prices]

    assert len(unsold) > 300
