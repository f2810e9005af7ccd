"""What an edited order owes of taxes: what stays, what is taxed anew, and by which rates."""

from datetime import timedelta

import pytest

from domain.orders.editing.changes import (
    AddDiscount,
    AddLine,
    EditChange,
    RemoveLine,
    SetAddress,
    SetQuantity,
    SetShipping,
)
from domain.orders.editing.errors import EditNotPossible
from domain.orders.editing.stage import begin_edit, change_edit
from domain.orders.editing.states import EditProblemKind
from domain.orders.models import Order, OrderTaxLine
from domain.orders.place_order import place_order
from domain.orders.request import LineRequest, PlaceOrder, ShippingAddress
from domain.processes.edit_order import commit_edit, edit_order, preview_edit
from domain.taxes.remove_rate import remove_rate
from tests.shop import Shop

MUNICH = ShippingAddress(recipient="Cleo", line1="9 New Road", city="Munich", country="DE")
VIENNA = ShippingAddress(recipient="Cleo", line1="2 Ring", city="Wien", country="AT")
GENEVA = ShippingAddress(recipient="Cleo", line1="3 Rue", city="Genève", country="CH")


async def edited(shop: Shop, order: Order, *changes: EditChange) -> Order:
    """The order after an edit, whose preview said what came of it."""
    edit = await begin_edit(shop.ctx, order.id)
    await change_edit(shop.ctx, edit.id, changes)
    _, plan = await preview_edit(shop.ctx, edit.id)
    assert plan.problems == []
    after = (await commit_edit(shop.ctx, edit.id)).order
    assert (after.tax_minor, after.shipping_tax_minor, after.total_minor) == (
        plan.after.tax_minor,
        plan.after.shipping_tax_minor,
        plan.after.total_minor,
    )
    await assert_taxes_add_up(shop, after)
    return after


async def assert_taxes_add_up(shop: Shop, order: Order) -> None:
    """Rows make lines, lines and sending make the order, and the total has them once."""
    rows = await OrderTaxLine.filter(order_id=order.id)
    for line in await shop.lines(order):
        assert line.tax_minor == sum(row.tax_minor for row in rows if row.order_line_id == line.id)
    sending = [row.tax_minor for row in rows if row.order_line_id is None]
    assert order.shipping_tax_minor == sum(sending)
    assert order.tax_minor == sum(row.tax_minor for row in rows)
    on_top = order.tax_minor if order.prices_include_tax is False else 0
    assert order.total_minor == (
        order.subtotal_minor - order.discount_minor + order.shipping_minor + on_top
    )


async def rates_of(order: Order) -> list[tuple[str, int]]:
    """Which taxes it owes, by name and rate."""
    rows = await OrderTaxLine.filter(order_id=order.id).order_by("name", "rate_ppm")
    return list(dict.fromkeys((row.name, row.rate_ppm) for row in rows))


@pytest.mark.parametrize(
    ("is_included", "taxes", "total"),
    [  # 19 % of 11,900 is contained as 1,900 and comes on top as 2,261
        (True, [1_900, 3_800, 950, 0], 11_900),
        (False, [2_261, 4_522, 1_131, 0], 14_161),
    ],
)
async def test_a_line_is_taxed_anew_at_its_own_rate(
    shop: Shop, is_included: bool, taxes: list[int], total: int
) -> None:
    rate = await shop.rate(190_000, country="DE")
    await shop.taxed_at("DE", is_included=is_included)
    mug, gift = await shop.stocked(price_minor=11_900), await shop.stocked(price_minor=0)
    order = await shop.place((mug, 1), (gift, 1))
    [first, _] = await shop.lines(order)
    assert (order.tax_minor, order.total_minor) == (taxes[0], total)
    await remove_rate(shop.ctx, rate.id)
    await shop.rate(70_000, country="DE", name="Another")  # of the next orders

    twice = await edited(shop, order, SetQuantity(first.id, 2))
    half = await edited(shop, twice, SetQuantity(first.id, 1), AddDiscount("chipped", 5_950))
    nothing = await edited(shop, half, RemoveLine(first.id))

    assert [twice.tax_minor, half.tax_minor, nothing.tax_minor] == taxes[1:]
    assert (await rates_of(half)) == [("VAT", 190_000)]
    assert nothing.total_minor == 0


async def test_what_stays_keeps_its_taxes_and_what_comes_has_those_of_today(shop: Shop) -> None:
    later = shop.now + timedelta(days=1)
    await shop.rate(190_000, country="DE", name="Old", ends_at=later)
    await shop.rate(200_000, country="DE", name="New", starts_at=later)
    await shop.taxed_at("DE", is_included=False)
    mug, cup = await shop.stocked(price_minor=1_001), await shop.stocked(price_minor=2_003)
    order = await shop.place((mug, 1))
    shop.later(days=1)

    after = await edited(shop, order, AddLine(cup.id, 1), SetShipping(500))

    lines = await shop.lines(after)
    assert [line.tax_minor for line in lines] == [190, 401]
    assert after.shipping_tax_minor == 100
    assert await rates_of(after) == [("New", 200_000), ("Old", 190_000)]


async def test_an_order_that_goes_elsewhere_owes_what_is_owed_there(shop: Shop) -> None:
    await shop.rate(190_000, country="DE", name="USt")
    await shop.rate(200_000, country="AT", name="MwSt")
    await shop.taxed_at("DE", is_included=False)
    mug = await shop.stocked(price_minor=1_000)
    wanted = PlaceOrder("web", "USD", [LineRequest(mug.id, 3)], address=MUNICH)
    order = await place_order(shop.ctx, wanted, idempotency_key="k")

    same = await edited(shop, order, SetAddress(MUNICH))
    there = await edited(shop, same, SetAddress(VIENNA))
    beyond = await edited(shop, there, SetAddress(GENEVA), SetShipping(900))
    back = await edited(shop, beyond, SetAddress(VIENNA))

    assert await rates_of(back) == [("MwSt", 200_000)]
    assert [one.tax_minor for one in (order, same, there, beyond, back)] == [570, 570, 600, 0, 780]
    assert [one.prices_include_tax for one in (there, beyond, back)] == [False, None, False]


async def test_goods_that_were_never_taxed_are_not_because_of_an_edit(shop: Shop) -> None:
    mug, cup = await shop.stocked(price_minor=1_000), await shop.stocked(price_minor=100)
    order = await shop.place((mug, 1))
    [line] = await shop.lines(order)
    await shop.rate(190_000, country="DE")
    await shop.taxed_at("DE", is_included=True)

    after = await edited(shop, order, SetQuantity(line.id, 2))
    more = await edited(shop, after, AddLine(cup.id, 1))

    assert (after.prices_include_tax, after.tax_minor) == (None, 0)
    assert (more.prices_include_tax, more.tax_minor, more.total_minor) == (True, 16, 2_100)


async def test_prices_with_and_without_tax_do_not_stand_in_one_order(shop: Shop) -> None:
    await shop.rate(190_000, country="DE")
    await shop.taxed_at("DE", is_included=True)
    mug, cup = await shop.stocked(price_minor=1_000), await shop.stocked(price_minor=100)
    order = await shop.place((mug, 2))
    [line] = await shop.lines(order)
    await shop.taxed_at("DE", is_included=False)

    with pytest.raises(EditNotPossible) as refused:
        await edit_order(shop.ctx, order.id, [AddLine(cup.id, 1)])
    after = await edited(shop, order, SetQuantity(line.id, 1))

    assert [one.kind for one in refused.value.problems] == [EditProblemKind.TAXED_OTHERWISE]
    assert (after.tax_minor, after.total_minor) == (160, 1_000)
