"""The real campaigns: read as they are, in the shop as promotions and coupons, and running."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.importing import import_completejourney
from api.importing.completejourney.offers import Campaign
from api.importing.completejourney.year import Year
from domain.customers.models import Customer
from domain.orders.place_order import place_order
from domain.promotions.active import current_promotions
from domain.promotions.codec import promotion_of
from domain.promotions.errors import PromotionRejected
from domain.promotions.models import Coupon, PromotionRow, PromotionUse
from domain.promotions.states import CouponStatus, PromotionStatus
from domain.promotions.terms import AmountOff
from domain.shared import sql
from tests.api.importing.small_year import CAMPAIGNS, WEEKS, real_year, small_year
from tests.shop import OPENING, Shop

# A variant on the shelf that a running coupon is for, and a customer whom its campaign meant and
# who has not redeemed it.
USABLE = """
SELECT coupon.code, variant.id AS variant_id, member.customer_id, price.amount_minor AS price,
    (promotion.effects::jsonb #>> '{0,amounts,USD}')::int AS worth
FROM promotion JOIN coupon ON coupon.promotion_id = promotion.id
JOIN LATERAL jsonb_array_elements_text(promotion.effects::jsonb #> '{0,target,0,values}') AS one
    ON true
JOIN product_variant AS variant ON variant.product_id = one::uuid
JOIN variant_price AS price ON price.variant_id = variant.id
JOIN inventory_level AS level ON level.variant_id = variant.id AND level.on_hand > 2
JOIN customer_group ON customer_group.code = promotion.conditions::jsonb #>> '{0,codes,0}'
JOIN customer_group_member AS member ON member.group_id = customer_group.id
WHERE promotion.status = 'active' AND promotion.uses_per_customer_max = 1 AND NOT EXISTS (
    SELECT FROM promotion_customer AS used
    WHERE used.promotion_id = promotion.id AND used.customer_id = member.customer_id)
ORDER BY coupon.code, variant.id, member.customer_id LIMIT 1
"""


def campaigns() -> list[Campaign]:
    return real_year().campaigns


def test_all_of_the_source_is_read() -> None:
    offers = [offer for each in campaigns() for offer in each.offers]

    assert [each.number for each in campaigns()] == [*range(1, 28)]
    kinds = Counter(each.kind for each in campaigns())
    assert kinds == {"Type A": 4, "Type B": 17, "Type C": 6}
    assert sum(len(each.households) for each in campaigns()) == 6_589
    assert len(offers) == 1_197
    assert sum(len(offer.products) for offer in offers) == 111_332
    assert sum(sum(offer.redeemed.values()) for offer in offers) == 2_102


def test_a_coupon_is_worth_what_it_took_off_at_the_till() -> None:
    offers = [offer for each in campaigns() for offer in each.offers]
    traced = [offer for offer in offers if offer.is_traced]

    assert len(traced) == 327
    assert all(10 <= offer.worth_minor <= 1_000 for offer in offers)
    [usual] = Counter(offer.worth_minor for offer in traced).most_common(1)
    assert usual[0] == 100


def test_a_campaign_lasts_to_the_end_of_its_last_day() -> None:
    last = campaigns()[22]

    assert last.number == 23
    assert last.starts_at == datetime(2017, 12, 28, tzinfo=UTC)
    assert last.ends_at == datetime(2018, 2, 5, tzinfo=UTC)


async def imported(database: Mapping[str, Any]) -> None:
    await import_completejourney(database, weeks=WEEKS, now=OPENING, read=small_year)


async def test_what_is_over_has_ended_and_the_rest_runs(
    shop: Shop, database: Mapping[str, Any]
) -> None:
    await imported(database)

    for row in await PromotionRow.all():
        assert row.starts_at is not None
        assert row.ends_at is not None
        assert (row.ends_at <= OPENING) is (row.status is PromotionStatus.ENDED)
        [effect] = promotion_of(row).effects
        assert isinstance(effect, AmountOff)
    running = await PromotionRow.filter(status=PromotionStatus.ACTIVE).count()
    over = await PromotionRow.filter(status=PromotionStatus.ENDED).count()
    assert (running, over) == expected()
    assert await Coupon.filter(status=CouponStatus.ACTIVE).count() == running > 0
    assert await Coupon.filter(status=CouponStatus.EXPIRED).count() == over > 0
    assert len((await current_promotions()).promotions.promotions) == running


def expected() -> tuple[int, int]:
    """How many coupons of the small year run on, and how many are over: the first campaign's."""
    here = {goods.product_id for goods in small_year().goods}
    counts = Counter(
        campaign.number == CAMPAIGNS[0]
        for campaign in small_year().campaigns
        for offer in campaign.offers
        if here & set(offer.products)
    )
    return counts[False], counts[True]


async def test_a_customer_orders_with_a_real_coupon_as_often_as_it_is_good_for(
    shop: Shop, database: Mapping[str, Any]
) -> None:
    await imported(database)
    usable = await sql.row(USABLE)
    assert usable is not None
    buyer = shop.as_customer(await Customer.get(id=usable["customer_id"]))
    request = shop.request((usable["variant_id"], 1), coupons=(usable["code"].lower(),))

    order = await place_order(buyer, request, idempotency_key=None)
    with pytest.raises(PromotionRejected):
        await place_order(buyer, request, idempotency_key=None)

    [use] = await PromotionUse.all()
    assert (use.order_id, use.code) == (order.id, usable["code"])
    assert use.discount_minor == min(usable["worth"], usable["price"])
    assert order.total_minor == usable["price"] - use.discount_minor


async def test_whoever_was_there_before_the_campaigns_is_told_of_them_later(
    database: Mapping[str, Any],
) -> None:
    def as_it_was() -> Year:
        return replace(small_year(), campaigns=[])

    members = "SELECT count(*) FROM customer_group_member"
    await import_completejourney(database, weeks=WEEKS, now=OPENING, read=as_it_was)
    await sql.execute("DELETE FROM import_progress WHERE unit = 'campaigns'")
    assert await sql.value(members) == 0

    await import_completejourney(
        database, weeks=WEEKS, now=OPENING + timedelta(days=1), read=small_year
    )

    meant = {household for each in small_year().campaigns for household in each.households}
    here = {household for household in small_year().last_week_seen if household in meant}
    reached = "SELECT count(DISTINCT customer_id) FROM customer_group_member"
    assert await sql.value(reached) == len(here) > 0
    assert await PromotionRow.all().count() == sum(expected())
