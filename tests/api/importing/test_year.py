"""The year: what the source holds, and what follows from all of it."""

from collections import Counter

from api.importing.completejourney.plan import DELIVERED_WITHIN
from api.importing.completejourney.sales import Item, sale_of
from api.importing.completejourney.year import FIRST_WEEK, LAST_WEEK, Refusal, Remark, SoldLine
from api.importing.import_completejourney import articles_of
from tests.api.importing.plans import plan
from tests.api.importing.small_year import real_year

YEAR = range(FIRST_WEEK, LAST_WEEK + 1)


def test_every_row_is_either_imported_or_refused_for_a_reason() -> None:
    year = real_year()

    notes = sum((year.notes(week) for week in YEAR), Counter[str]())
    good = year.lines.is_good

    assert notes[Refusal.NOTHING_SOLD] == 8_869
    assert notes[Refusal.UNKNOWN_PRODUCT] == 32
    assert int(good.sum()) == 1_469_307 - 8_869 - 32
    assert len(set(year.lines.basket_id[good])) + notes[Refusal.EMPTY_BASKET] == 155_848
    assert len(set(year.lines.household_id[good])) == 2_469


def test_a_week_has_its_baskets_with_their_good_lines_in_the_order_of_time() -> None:
    year = real_year()
    inside = (year.lines.week == LAST_WEEK) & year.lines.is_good

    baskets = list(year.baskets(LAST_WEEK))

    assert sum(len(basket.lines) for basket in baskets) == int(inside.sum())
    assert len(baskets) == len({basket.basket_id for basket in baskets})
    assert [basket.at for basket in baskets] == sorted(basket.at for basket in baskets)


def test_products_that_never_sold_have_no_price() -> None:
    year = real_year()

    priced = [goods for goods in year.goods if goods.product_id in year.prices]

    assert len(year.goods) == 92_331
    assert len(priced) == 68_246
    assert all(goods.product_id in year.last_week_sold for goods in priced)


def test_fuel_is_sold_by_the_gallon_and_not_by_its_thousandth() -> None:
    year = real_year()

    notes = sum((year.notes(week) for week in YEAR), Counter[str]())

    assert notes[Remark.FUEL_IN_GALLONS] == 13_509
    assert int(year.lines.quantity.max()) < 1_000


def test_a_line_adds_up_to_the_cent_whatever_the_shelf_price() -> None:
    article = articles_of(plan(), [LAST_WEEK])[next(iter(plan().goods[LAST_WEEK])).product_id]

    three_for_five_dollars = Item.of(article, SoldLine(1, 3, paid_minor=450, discount_minor=50))

    assert three_for_five_dollars.unit_price_minor == 167
    assert three_for_five_dollars.discount_minor == 51


def test_every_order_of_a_week_adds_up_and_arrives_in_time() -> None:
    week = plan()
    articles = articles_of(week, YEAR)

    sales = [sale_of(week, basket, articles) for basket in week.year.baskets(LAST_WEEK)]

    for sale in sales:
        for item in sale.items:
            assert item.unit_price_minor * item.quantity - item.discount_minor == item.paid_minor
            assert item.discount_minor >= 0
        assert sorted(sale.times) == list(sale.times)
        assert sale.times.delivered < sale.times.placed + DELIVERED_WITHIN
