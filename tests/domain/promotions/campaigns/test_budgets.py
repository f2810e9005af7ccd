"""What orders take of a campaign's budget, what they give back, and when it is gone."""

import asyncio
from collections import Counter
from collections.abc import Sequence

import pytest
from tortoise.transactions import in_transaction

from domain.catalog.models import ProductVariant
from domain.orders.cancel_order import cancel_order
from domain.orders.confirm_order import confirm_order
from domain.orders.expire_orders import expire_orders
from domain.orders.models import Order
from domain.orders.place_order import RESERVED_FOR
from domain.orders.states import CancelReason
from domain.promotions.campaigns.hold_out import PLACE_SQL, is_held_out, place_of
from domain.promotions.campaigns.models import Campaign, CampaignCustomer
from domain.promotions.campaigns.pause_campaign import pause_campaign
from domain.promotions.campaigns.start_campaign import start_campaign
from domain.promotions.campaigns.states import CampaignStatus, PauseReason
from domain.promotions.cart import Reason
from domain.promotions.errors import PromotionRejected
from domain.promotions.models import PromotionUse
from domain.promotions.states import PromotionAction
from domain.promotions.terms import AmountOff
from domain.shared import sql
from domain.shared.ids import new_id
from tests.shop import Shop
from tests.statements import count_statements

BUYERS = 24


async def tea(shop: Shop, price: int = 1_000) -> ProductVariant:
    variant = await shop.variant(price_minor=price)
    await shop.stock(variant, 1_000)
    return variant


async def buy(shop: Shop, variant: ProductVariant, times: int) -> Sequence[Order]:
    return await asyncio.gather(
        *(shop.place((variant, 1), key=f"k{number}") for number in range(times))
    )


async def taken(campaign: Campaign) -> tuple[int, int, CampaignStatus]:
    row = await Campaign.get(id=campaign.id)
    return row.uses, row.spent_minor, row.status


def discounts(orders: Sequence[Order]) -> Counter[int]:
    return Counter(order.discount_minor for order in orders)


async def test_a_promotion_is_in_force_while_its_campaign_is_running(shop: Shop) -> None:
    variant = await tea(shop)
    campaign = await shop.campaign(CampaignStatus.APPROVED)
    await shop.promotion_of(campaign)

    before = await shop.place((variant, 1))
    await start_campaign(shop.ctx, campaign.id)
    meanwhile = await shop.place((variant, 1))
    await pause_campaign(shop.ctx, campaign.id)
    after = await shop.place((variant, 1))

    assert [one.discount_minor for one in (before, meanwhile, after)] == [0, 100, 0]


async def test_with_its_end_it_is_over_to_the_instant(shop: Shop) -> None:
    variant = await tea(shop)
    end = shop.now + RESERVED_FOR
    await shop.promotion_of(await shop.campaign(ends_at=end))

    first = await shop.place((variant, 1))
    shop.now = end
    second = await shop.place((variant, 1))

    assert [one.discount_minor for one in (first, second)] == [100, 0]


@pytest.mark.parametrize("limit", [{"uses_max": 10}, {"budget_minor": 1_000}])
async def test_of_24_buyers_at_once_10_get_what_is_there_for_10_and_it_pauses(
    shop: Shop, limit: dict[str, int]
) -> None:
    variant = await tea(shop)
    campaign = await shop.campaign(**limit)
    await shop.promotion_of(campaign)

    orders = await buy(shop, variant, BUYERS)

    assert discounts(orders) == {100: 10, 0: 14}
    assert await taken(campaign) == (10, 1_000, CampaignStatus.PAUSED)
    assert (await Campaign.get(id=campaign.id)).pause_reason is PauseReason.BUDGET
    assert await shop.event_names("campaign") == [
        "promotions.campaign_created",
        *["promotions.campaign_moved"] * 3,  # approved, started, and paused once
    ]


async def test_two_who_want_the_last_of_two_budgets_at_once_both_get_an_answer(shop: Shop) -> None:
    variant = await tea(shop)
    one = await shop.campaign(uses_max=1)
    other = await shop.campaign(uses_max=1)
    await shop.promotion_of(one)
    await shop.promotion_of(other)

    orders = await buy(shop, variant, 8)

    assert sum(order.discount_minor for order in orders) in {190, 200}  # together, or apart
    assert [(await taken(each))[0] for each in (one, other)] == [1, 1]


async def test_a_rest_that_is_too_small_for_an_order_is_left(shop: Shop) -> None:
    variant, cheap = await tea(shop), await tea(shop, 100)
    campaign = await shop.campaign(budget_minor=250)
    await shop.promotion_of(campaign)

    orders = [await shop.place((variant, 2)), await shop.place((cheap, 1))]

    # 200 of 250: what is left is less than an order got on average, so nobody waits for it.
    assert [order.discount_minor for order in orders] == [200, 0]
    assert await taken(campaign) == (1, 200, CampaignStatus.PAUSED)


async def test_who_wants_more_than_is_left_pays_in_full_and_others_go_on(shop: Shop) -> None:
    variant = await tea(shop)
    campaign = await shop.campaign(budget_minor=450)
    await shop.promotion_of(campaign)

    sizes = [1, 5, 2]
    orders = [await shop.place((variant, size)) for size in sizes]

    assert [order.discount_minor for order in orders] == [100, 0, 200]


async def test_an_order_is_one_use_however_many_promotions_it_gets(shop: Shop) -> None:
    variant = await tea(shop)
    campaign = await shop.campaign(uses_max=5, budget_minor=10_000)
    await shop.promotion_of(campaign)
    await shop.promotion_of(campaign, AmountOff({"USD": 50}))

    order = await shop.place((variant, 1))

    assert order.discount_minor == 150
    assert await taken(campaign) == (1, 150, CampaignStatus.RUNNING)
    await cancel_order(shop.ctx, order.id, reason=CancelReason.CUSTOMER)
    assert await taken(campaign) == (0, 0, CampaignStatus.RUNNING)


@pytest.mark.parametrize("how", ["cancel", "expire"])
async def test_what_is_given_back_lets_it_go_on(shop: Shop, how: str) -> None:
    variant, ann = await tea(shop), await shop.customer()
    campaign = await shop.campaign(uses_max=1, uses_per_customer_max=1)
    await shop.promotion_of(campaign)
    order = await shop.place((variant, 1), customer=ann)
    assert await taken(campaign) == (1, 100, CampaignStatus.PAUSED)

    for _ in range(2):  # repeating it gives back nothing twice
        if how == "cancel":
            await cancel_order(shop.ctx, order.id, reason=CancelReason.CUSTOMER)
        else:
            shop.now += RESERVED_FOR
            await expire_orders(shop.ctx)

    assert await taken(campaign) == (0, 0, CampaignStatus.RUNNING)
    had = await CampaignCustomer.get(campaign_id=campaign.id)
    assert (had.uses, had.spent_minor) == (0, 0)
    again = await shop.place((variant, 1), customer=ann)
    assert again.discount_minor == 100


async def test_what_somebody_paused_stays_so_whatever_comes_back(shop: Shop) -> None:
    variant = await tea(shop)
    campaign = await shop.campaign(uses_max=5)
    await shop.promotion_of(campaign)
    order = await shop.place((variant, 1))
    await pause_campaign(shop.ctx, campaign.id)

    await cancel_order(shop.ctx, order.id, reason=CancelReason.CUSTOMER)

    assert await taken(campaign) == (0, 0, CampaignStatus.PAUSED)


async def test_who_confirmed_has_had_it_for_good(shop: Shop) -> None:
    variant = await tea(shop)
    campaign = await shop.campaign(uses_max=2)
    await shop.promotion_of(campaign)
    order = await shop.place((variant, 1))

    await confirm_order(shop.ctx, order.id)
    await cancel_order(shop.ctx, order.id, reason=CancelReason.OTHER)

    assert await taken(campaign) == (1, 100, CampaignStatus.RUNNING)


async def test_an_order_that_dies_on_the_way_has_taken_nothing(shop: Shop) -> None:
    variant = await tea(shop)
    campaign = await shop.campaign(uses_max=1)
    await shop.promotion_of(campaign)

    async def dies() -> None:
        async with in_transaction():
            order = await shop.place((variant, 1))
            assert order.discount_minor == 100
            raise KeyboardInterrupt  # between two lines

    with pytest.raises(KeyboardInterrupt):
        await dies()

    assert await taken(campaign) == (0, 0, CampaignStatus.RUNNING)
    assert await PromotionUse.all().count() == 0
    again = await shop.place((variant, 1))
    assert again.discount_minor == 100


@pytest.mark.parametrize(
    ("limit", "got"),
    [({"uses_per_customer_max": 2}, 2), ({"budget_per_customer_minor": 300}, 3)],
)
async def test_each_customer_has_a_part_even_when_they_try_it_at_once(
    shop: Shop, limit: dict[str, int], got: int
) -> None:
    variant = await tea(shop)
    people = [await shop.customer() for _ in range(3)]
    campaign = await shop.campaign(**limit)
    await shop.promotion_of(campaign)

    orders = await asyncio.gather(
        *(
            shop.place((variant, 1), key=f"k{number}", customer=people[number % 3])
            for number in range(18)
        )
    )

    had = Counter(order.customer_id for order in orders if order.discount_minor)
    assert had == {one.id: got for one in people}
    stranger = await shop.place((variant, 1))
    assert stranger.discount_minor == 0  # who is nobody has no part


async def test_a_coupon_of_a_campaign_whose_budget_is_gone_is_refused_in_words(shop: Shop) -> None:
    variant = await tea(shop)
    campaign = await shop.campaign(uses_max=3)
    await shop.coupon("RUSH", uses=None, of=await shop.promotion_of(campaign, needs_coupon=True))
    got, refused = Counter[int](), Counter[Reason]()

    async def one(number: int) -> None:
        try:
            order = await shop.place((variant, 1), key=f"k{number}", coupons=("RUSH",))
            got[order.discount_minor] += 1
        except PromotionRejected as rejected:
            refused[rejected.refusal.reason] += 1

    await asyncio.gather(*map(one, range(20)))

    assert got == {100: 3}
    assert sum(refused.values()) == 17
    assert set(refused) <= {Reason.BUDGET_SPENT, Reason.NOT_ACTIVE}  # met at the end, or after it


async def test_carts_of_another_money_get_nothing_of_it(shop: Shop) -> None:
    variant = await tea(shop)
    await shop.promotion_of(await shop.campaign(currency="EUR"))

    order = await shop.place((variant, 1))

    assert order.discount_minor == 0


async def test_who_is_held_out_gets_nothing_of_it_and_always_the_same_ones(shop: Shop) -> None:
    variant = await tea(shop)
    campaign = await shop.campaign(hold_out_basis_points=5_000)
    await shop.promotion_of(campaign)
    people = [await shop.customer() for _ in range(8)]

    for _ in range(2):
        for one in people:
            order = await shop.place((variant, 1), customer=one)
            assert order.discount_minor == (0 if is_held_out(campaign.id, one.id, 5_000) else 100)


async def test_the_share_is_as_large_as_planned_and_another_in_each_campaign() -> None:
    people = [new_id() for _ in range(20_000)]
    one, other = new_id(), new_id()

    first = {who for who in people if is_held_out(one, who, 1_000)}
    second = {who for who in people if is_held_out(other, who, 1_000)}

    # Five standard deviations around 2,000, and around 200 for who is in both.
    assert abs(len(first) - 2_000) < 5 * (20_000 * 0.1 * 0.9) ** 0.5
    assert abs(len(first & second) - 200) < 5 * (20_000 * 0.01 * 0.99) ** 0.5


async def test_the_database_puts_everybody_on_the_same_side(shop: Shop) -> None:
    one, people = new_id(), [new_id() for _ in range(100)]
    place = PLACE_SQL.format(campaign="$1::uuid", customer="who")

    rows = await sql.rows(f"SELECT who, {place} AS at FROM unnest($2::uuid[]) AS who", one, people)

    assert {row["who"]: row["at"] for row in rows} == {who: place_of(one, who) for who in people}


async def test_statements_do_not_grow_with_promotions_and_campaigns_cost_two_more(
    shop: Shop,
) -> None:
    variant = await tea(shop)
    plain = await shop.promotion()
    await shop.place((variant, 1))  # this process knows what is in force
    async with count_statements() as without:
        await shop.place((variant, 1))
    await shop.move(plain, PromotionAction.END)
    campaign = await shop.campaign(uses_max=100)
    await shop.promotion_of(campaign)
    await shop.place((variant, 1))
    async with count_statements() as one:
        await shop.place((variant, 1))
    for _ in range(3):
        await shop.promotion_of(campaign, AmountOff({"USD": 1}))
    await shop.place((variant, 1))
    async with count_statements() as four:
        await shop.place((variant, 1))

    assert one.count == four.count == without.count + 2  # what is left of it, and taking some
