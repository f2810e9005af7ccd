"""Many at once, and few to be had: exactly so many get it. Real connections, one database."""

import asyncio
from collections import Counter

from domain.customers.models import Customer
from domain.orders.models import Order
from domain.promotions.cart import Reason
from domain.promotions.errors import PromotionRejected
from domain.promotions.models import Coupon, PromotionCustomer, PromotionRow
from domain.promotions.states import CouponStatus
from tests.shop import Shop

BUYERS = 60


async def test_of_60_buyers_with_a_coupon_good_for_15_exactly_15_get_it(shop: Shop) -> None:
    tea = await shop.variant()
    await shop.stock(tea, 1_000)
    coupon = await shop.coupon("RUSH", uses=15)
    orders, refused = Counter[bool](), Counter[Reason]()

    async def buy(number: int) -> None:
        try:
            order = await shop.place((tea, 1), key=f"k{number}", coupons=("RUSH",))
            orders[order.discount_minor > 0] += 1
        except PromotionRejected as rejected:
            refused[rejected.refusal.reason] += 1

    await asyncio.gather(*(buy(number) for number in range(BUYERS)))

    assert (orders, refused) == ({True: 15}, {Reason.COUPON_USED_UP: 45})
    coupon = await Coupon.get(id=coupon.id)
    assert (coupon.uses, coupon.status) == (15, CouponStatus.RESERVED)
    assert await Order.all().count() == 15


async def test_a_promotion_for_15_orders_is_given_to_15_and_the_others_pay_in_full(
    shop: Shop,
) -> None:
    tea = await shop.variant()
    await shop.stock(tea, 1_000)
    spring = await shop.promotion(uses_max=15)

    orders = await asyncio.gather(
        *(shop.place((tea, 1), key=f"k{number}") for number in range(BUYERS))
    )

    assert Counter(order.discount_minor > 0 for order in orders) == {True: 15, False: 45}
    assert (await PromotionRow.get(id=spring.id)).uses == 15


async def test_each_of_four_buyers_who_try_fifteen_times_at_once_gets_it_twice(
    shop: Shop,
) -> None:
    tea = await shop.variant()
    await shop.stock(tea, 1_000)
    people: list[Customer] = [await shop.customer() for _ in range(4)]
    await shop.promotion(uses_per_customer_max=2)

    orders = await asyncio.gather(
        *(
            shop.place((tea, 1), key=f"k{number}", customer=people[number % 4])
            for number in range(BUYERS)
        )
    )

    got = Counter(order.customer_id for order in orders if order.discount_minor)
    assert got == {one.id: 2 for one in people}
    assert [row.uses for row in await PromotionCustomer.all()] == [2] * 4
