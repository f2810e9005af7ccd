"""What orders get of promotions, what they use up, and what becomes of it."""

import asyncio
from contextvars import copy_context
from dataclasses import fields, replace

import pytest
from tortoise.transactions import in_transaction

from domain.catalog.models import ProductVariant
from domain.identity.scopes import Scope
from domain.orders.cancel_order import cancel_order
from domain.orders.confirm_order import confirm_order
from domain.orders.evaluate_cart import CartRequest, evaluate_cart
from domain.orders.expire_orders import expire_orders
from domain.orders.models import Order
from domain.orders.place_order import RESERVED_FOR, place_order
from domain.orders.request import LineRequest
from domain.orders.states import CancelReason
from domain.promotions.cart import Reason
from domain.promotions.errors import PromotionRejected
from domain.promotions.models import Coupon, PromotionCustomer, PromotionRow, PromotionUse
from domain.promotions.states import CouponStatus, PromotionAction, UseStatus
from domain.promotions.terms import AmountOff, GiftOf, NthOrder, SubtotalAtLeast
from domain.shared.idempotency import IS_LATER, fingerprint
from tests.shop import Shop


async def goods(shop: Shop, price: int = 1_000, units: int = 100) -> ProductVariant:
    variant = await shop.variant(price_minor=price)
    await shop.stock(variant, units)
    return variant


async def amounts(order: Order) -> tuple[int, int, int]:
    order = await Order.get(id=order.id)
    return order.subtotal_minor, order.discount_minor, order.total_minor


async def test_an_order_gets_what_is_in_force_and_its_lines_say_so(shop: Shop) -> None:
    tea, cup = await goods(shop, 1_000), await goods(shop, 500)
    await shop.promotion(AmountOff({"USD": 500}), name="Five off")

    order = await shop.place((tea, 2), (cup, 1))

    assert await amounts(order) == (2_500, 500, 2_000)
    lines = await shop.lines(order)
    assert [(line.discount_minor, line.total_minor) for line in lines] == [(400, 1_600), (100, 400)]
    use = await PromotionUse.get(order_id=order.id)
    assert (use.name, use.discount_minor, use.status) == ("Five off", 500, UseStatus.RESERVED)
    assert use.lines == [[0, str(lines[0].id), 400], [1, str(lines[1].id), 100]]


async def test_a_draft_a_paused_and_an_ended_one_give_nothing(shop: Shop) -> None:
    tea = await goods(shop)
    await shop.draft()
    await shop.move(await shop.promotion(), PromotionAction.PAUSE)
    await shop.move(await shop.promotion(), PromotionAction.END)

    assert await amounts(await shop.place((tea, 1))) == (1_000, 0, 1_000)


async def test_a_process_that_knows_nothing_of_a_new_promotion_gives_it(shop: Shop) -> None:
    tea = await goods(shop)
    await shop.place((tea, 1))  # from now on this process knows that there is none

    await shop.promotion()

    assert await amounts(await shop.place((tea, 1))) == (1_000, 100, 900)


async def test_a_process_that_knows_an_ended_promotion_does_not_give_it(shop: Shop) -> None:
    tea = await goods(shop)
    spring = await shop.promotion()
    await shop.place((tea, 1))

    await shop.move(spring, PromotionAction.END)

    assert await amounts(await shop.place((tea, 1))) == (1_000, 0, 1_000)


async def test_a_gift_is_a_line_of_its_own_that_costs_nothing(shop: Shop) -> None:
    tea, mug = await goods(shop), await goods(shop, 700, units=1)
    await shop.promotion(GiftOf(mug.id))

    first, second = await shop.place((tea, 1)), await shop.place((tea, 1))

    assert await amounts(first) == (1_700, 700, 1_000)
    assert [(one.variant_id, one.total_minor) for one in await shop.lines(first)] == [
        (tea.id, 1_000),
        (mug.id, 0),
    ]
    assert await amounts(second) == (1_000, 0, 1_000)  # no mug was left


async def test_a_channel_that_repeats_itself_gets_the_first_order_gift_or_not(shop: Shop) -> None:
    tea, mug = await goods(shop), await goods(shop, 700)
    await shop.promotion(GiftOf(mug.id))
    request = shop.request((tea, 1), external_id="x-1")
    first = await place_order(shop.ctx, request, idempotency_key=None)

    assert (await place_order(shop.ctx, request, idempotency_key=None)).id == first.id


async def test_a_coupon_is_reserved_then_redeemed(shop: Shop) -> None:
    tea = await goods(shop)
    coupon = await shop.coupon("SPRING")

    order = await shop.place((tea, 1), coupons=("spring",))

    assert await amounts(order) == (1_000, 100, 900)
    assert (await Coupon.get(id=coupon.id)).status is CouponStatus.RESERVED
    await confirm_order(shop.ctx, order.id)
    coupon = await Coupon.get(id=coupon.id)
    assert (coupon.status, coupon.uses, coupon.redeemed) == (CouponStatus.REDEEMED, 1, 1)
    await shop.pay(order)  # redeems nothing twice
    await cancel_order(shop.ctx, order.id, reason=CancelReason.OTHER)
    assert (await Coupon.get(id=coupon.id)).status is CouponStatus.REDEEMED
    assert await shop.event_names("coupon") == [
        "promotions.coupon_created",
        "promotions.coupon_reserved",
        "promotions.coupon_redeemed",
    ]


async def test_payment_in_full_redeems_too(shop: Shop) -> None:
    tea = await goods(shop)
    coupon = await shop.coupon("SPRING")
    order = await shop.place((tea, 1), coupons=("SPRING",))

    await shop.pay(order)

    assert (await Coupon.get(id=coupon.id)).status is CouponStatus.REDEEMED


@pytest.mark.parametrize("how", ["cancel", "expire"])
async def test_an_order_that_is_given_up_gives_everything_back(shop: Shop, how: str) -> None:
    tea, ann = await goods(shop), await shop.customer()
    spring = await shop.promotion(needs_coupon=True, uses_max=1, uses_per_customer_max=1)
    coupon = await shop.coupon("SPRING", of=spring)
    order = await shop.place((tea, 1), customer=ann, coupons=("SPRING",))
    assert (await PromotionRow.get(id=spring.id)).uses == 1

    if how == "cancel":
        await cancel_order(shop.ctx, order.id, reason=CancelReason.CUSTOMER)
    else:
        shop.now += RESERVED_FOR
        await expire_orders(shop.ctx)

    coupon = await Coupon.get(id=coupon.id)
    assert (coupon.status, coupon.uses) == (CouponStatus.ACTIVE, 0)
    assert (await PromotionRow.get(id=spring.id)).uses == 0
    assert (await PromotionCustomer.get(promotion_id=spring.id)).uses == 0
    assert (await PromotionUse.get(order_id=order.id)).status is UseStatus.RELEASED
    await shop.place((tea, 1), customer=ann, coupons=("SPRING",))  # and can be used again


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("NONE", Reason.COUPON_UNKNOWN),
        ("USED", Reason.COUPON_USED_UP),
        ("OTHERS", Reason.COUPON_OF_ANOTHER),
        ("PAUSED", Reason.NOT_ACTIVE),
        ("HIGH", Reason.SUBTOTAL_SHORT),
        ("WORSE", Reason.OUTDONE),
    ],
)
async def test_a_coupon_that_does_nothing_refuses_the_order_and_nothing_is_written(
    shop: Shop, code: str, reason: Reason
) -> None:
    tea = await goods(shop)
    await shop.coupon("USED")
    await shop.place((tea, 1), coupons=("USED",))
    await shop.coupon("OTHERS", customer_id=(await shop.customer()).id)
    paused = await shop.promotion(needs_coupon=True)
    await shop.coupon("PAUSED", of=paused)
    await shop.move(paused, PromotionAction.PAUSE)
    high = await shop.promotion(needs_coupon=True, conditions=(SubtotalAtLeast({"USD": 5_000}),))
    await shop.coupon("HIGH", of=high)
    worse = await shop.promotion(AmountOff({"USD": 10}), needs_coupon=True, exclusion_group="g")
    await shop.coupon("WORSE", of=worse)
    await shop.promotion(AmountOff({"USD": 20}), exclusion_group="g")
    before = await shop.rows()

    with pytest.raises(PromotionRejected) as refused:
        await shop.place((tea, 1), coupons=(code,), key="again")

    assert (refused.value.coupon, refused.value.refusal.reason) == (code, reason)
    if reason is Reason.SUBTOTAL_SHORT:
        assert refused.value.refusal.missing_minor == 4_000
    assert await shop.rows() == before


async def test_the_same_request_again_uses_nothing_again(shop: Shop) -> None:
    tea = await goods(shop)
    coupon = await shop.coupon("FIVE", uses=5)

    orders = [await shop.place((tea, 1), coupons=("FIVE",), key="k") for _ in range(3)]

    assert len({order.id for order in orders}) == 1
    assert (await Coupon.get(id=coupon.id)).uses == 1


async def test_the_first_order_is_the_first_that_was_not_given_up(shop: Shop) -> None:
    tea, ann = await goods(shop), await shop.customer()
    await shop.promotion(conditions=(NthOrder(1),))

    first = await shop.place((tea, 1), customer=ann)
    await cancel_order(shop.ctx, first.id, reason=CancelReason.CUSTOMER)
    again, third = [await shop.place((tea, 1), customer=ann) for _ in range(2)]

    assert [(await amounts(one))[1] for one in (first, again, third)] == [100, 100, 0]


async def test_whoever_pauses_a_promotion_waits_for_orders_that_get_it_and_later_ones_do_not(
    shop: Shop,
) -> None:
    tea = await goods(shop)
    spring = await shop.promotion()
    outside = copy_context()  # of no transaction
    async with in_transaction():
        first = await shop.place((tea, 1))  # not committed
        pausing = outside.run(asyncio.create_task, shop.move(spring, PromotionAction.PAUSE))
        await asyncio.wait({pausing}, timeout=0.2)
        assert not pausing.done()
    await pausing

    second = await shop.place((tea, 1))

    assert [(await amounts(one))[1] for one in (first, second)] == [100, 0]


async def test_a_retry_without_coupons_is_what_it_was_before_there_were_any(shop: Shop) -> None:
    request = shop.request((await goods(shop), 1)).checked()
    always = [each for each in fields(request) if not each.metadata.get(IS_LATER)]
    before = {each.name: getattr(request, each.name) for each in always}

    assert "coupon_codes" not in before
    assert fingerprint(request) == fingerprint(before)
    assert fingerprint(replace(request, coupon_codes=("TEA",))) != fingerprint(before)


@pytest.mark.parametrize("coupon", [True, False])
async def test_a_margin_that_stops_a_promotion_is_for_whoever_may_read_promotions(
    shop: Shop, coupon: bool
) -> None:
    tea = await goods(shop, 1_000)
    await shop.cost(tea, 1_000)
    row = await shop.promotion(needs_coupon=coupon, margin_basis_points=0)
    codes = ("SPRING",) if coupon else ()
    if coupon:
        await shop.coupon("SPRING", of=row)
    request = shop.request((tea, 1), coupons=codes)
    cart = CartRequest("web", "USD", [LineRequest(tea.id, 1)], coupon_codes=codes)

    for ctx, reason in [
        (shop.as_customer(await shop.customer()), Reason.NO_EFFECT),
        (shop.as_staff(Scope.ORDERS_WRITE), Reason.NO_EFFECT),
        (shop.as_staff(Scope.ORDERS_WRITE, Scope.PROMOTIONS_READ), Reason.MARGIN),
    ]:
        deal = await evaluate_cart(ctx, cart)
        assert [each.refusal.reason for each in deal.evaluation.rejected] == [reason]
        if coupon:
            assert deal.rejected_codes()["SPRING"].reason is reason
            with pytest.raises(PromotionRejected) as refused:
                await place_order(ctx, request, idempotency_key="k")
            assert refused.value.refusal.reason is reason
            assert reason.value in str(refused.value)
    assert await shop.count("sales_order") == 0
