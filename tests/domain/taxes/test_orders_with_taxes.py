"""Orders that owe taxes: when they are placed, split, merged, taken apart, and sent back."""

import asyncio
from datetime import timedelta

import pytest

from domain.orders.evaluate_cart import CartRequest, evaluate_cart
from domain.orders.models import Order, OrderLine, OrderTaxLine
from domain.orders.place_order import place_order
from domain.orders.request import LineRequest, PlaceOrder, ShippingAddress
from domain.orders.states import MergeObstacle
from domain.orders.taxing import taxes_of_orders
from domain.processes.confirm_order import confirm_order
from domain.processes.merge_orders import merge_orders, preview_merge
from domain.processes.split_order import split_order
from domain.processes.unmerge_order import unmerge_order
from domain.promotions.terms import AmountOff
from domain.returns.credit import credit_lines
from domain.returns.models import Return, ReturnLine
from domain.shared import sql
from domain.shared.ids import new_id
from domain.taxes.arithmetic import TaxLine
from domain.taxes.assign_class import assign_class
from domain.taxes.remove_rate import remove_rate
from tests.shop import Shop
from tests.statements import count_statements


async def amounts(order: Order) -> tuple[int, int, int, int]:
    """Subtotal, discount, tax, total, as they stand in the books."""
    row = await Order.get(id=order.id)
    return row.subtotal_minor, row.discount_minor, row.tax_minor, row.total_minor


async def test_without_rates_nothing_is_taxed_and_an_order_is_one_statement(shop: Shop) -> None:
    tea = await shop.stocked()
    await shop.place((tea, 1))

    async with count_statements() as sent:
        order = await shop.place((tea, 2))

    assert sent.count == 1
    assert await amounts(order) == (2_500, 0, 0, 2_500)
    assert order.prices_include_tax is None
    assert await shop.count("order_tax_line") == 0


async def test_rates_of_another_country_leave_the_short_way_open(shop: Shop) -> None:
    await shop.rate(190_000, country="DE")
    await shop.taxed_at("US", "CA", is_included=False)
    tea = await shop.stocked()
    await shop.place((tea, 1))

    async with count_statements() as sent:
        order = await shop.place((tea, 2))

    assert sent.count == 1
    assert (order.tax_minor, order.prices_include_tax) == (0, None)


async def test_prices_contain_the_tax(shop: Shop) -> None:
    await shop.rate(190_000, country="DE")
    books = await shop.tax_class("books")
    await shop.rate(70_000, country="DE", name="VAT reduced", of=books)
    await shop.taxed_at("DE", is_included=True)
    mug, book = await shop.stocked(price_minor=11_900), await shop.stocked(price_minor=1_070)
    await assign_class(shop.ctx, books.id, product_ids=[book.product_id])

    order = await shop.place((mug, 1), (book, 3))

    assert await amounts(order) == (15_110, 0, 2_110, 15_110)
    assert order.prices_include_tax is True
    assert [line.tax_minor for line in await shop.lines(order)] == [1_900, 210]
    assert (await taxes_of_orders([order.id]))[order.id] == [
        TaxLine("VAT", 190_000, 10_000, 1_900),
        TaxLine("VAT reduced", 70_000, 3_000, 210),
    ]


async def test_taxes_come_on_top_of_what_is_left_after_discounts(shop: Shop) -> None:
    await shop.rate(60_000, name="State", country="US", region="California")
    await shop.rate(12_500, name="Local", country="US", region="CA")
    await shop.rate(10_000, name="Nowhere", country="US")  # of the rest of the country
    await shop.promotion(AmountOff({"USD": 500}))
    mug = await shop.stocked(price_minor=1_500)
    address = ShippingAddress("Ann", "1 Main St", "Fresno", "US", region="ca", postal_code="93650")

    order = await place_order(
        shop.ctx,
        PlaceOrder("web", "USD", [LineRequest(mug.id, 1)], address=address),
        idempotency_key="k",
    )

    assert await amounts(order) == (1_500, 500, 73, 1_073)
    assert order.prices_include_tax is False
    assert (await taxes_of_orders([order.id]))[order.id] == [
        TaxLine("Local", 12_500, 1_000, 13),
        TaxLine("State", 60_000, 1_000, 60),
    ]


async def test_a_variant_of_its_own_class_and_goods_that_are_exempt(shop: Shop) -> None:
    await shop.rate(130_000, country="CN")
    exempt = await shop.tax_class("exempt")
    await shop.taxed_at("CN", is_included=True)
    tea, rice = await shop.stocked(price_minor=11_300), await shop.stocked(price_minor=9_900)
    await assign_class(shop.ctx, exempt.id, variant_ids=[rice.id])

    order = await shop.place((tea, 1), (rice, 1))

    assert [line.tax_minor for line in await shop.lines(order)] == [1_300, 0]
    assert await amounts(order) == (21_200, 0, 1_300, 21_200)


async def test_a_rate_counts_from_its_first_moment_until_its_last(shop: Shop) -> None:
    change = shop.now + timedelta(days=1)
    await shop.rate(160_000, country="DE", ends_at=change)
    await shop.rate(190_000, country="DE", starts_at=change)
    await shop.taxed_at("DE", is_included=False)
    mug = await shop.stocked(price_minor=10_000)

    before = await shop.place((mug, 1))
    shop.later(days=1)
    after = await shop.place((mug, 1))

    assert (before.tax_minor, after.tax_minor) == (1_600, 1_900)
    assert await amounts(before) == (10_000, 0, 1_600, 11_600), "what is placed stays so"


async def test_a_rate_that_changes_after_the_cart_was_tried_is_owed_as_it_is(shop: Shop) -> None:
    rate = await shop.rate(190_000, country="DE")
    await shop.taxed_at("DE", is_included=False)
    mug = await shop.stocked(price_minor=10_000)
    cart = CartRequest("web", "USD", [LineRequest(mug.id, 1)])

    tried = await evaluate_cart(shop.ctx, cart)
    assert (tried.taxes.tax_minor, tried.total_minor) == (1_900, 11_900)
    await remove_rate(shop.ctx, rate.id)
    free = await shop.place((mug, 1))
    await shop.rate(70_000, country="DE")
    taxed = await shop.place((mug, 1))

    assert (free.tax_minor, free.total_minor) == (0, 10_000)
    assert (taxed.tax_minor, taxed.total_minor) == (700, 10_700)


async def test_orders_and_a_change_of_rates_at_once_are_before_or_after(shop: Shop) -> None:
    rate = await shop.rate(190_000, country="DE")
    await shop.taxed_at("DE", is_included=False)
    mug = await shop.stocked(40, price_minor=10_000)

    async def change() -> None:
        await remove_rate(shop.ctx, rate.id)
        await shop.rate(70_000, country="DE", name="Reduced")

    placed = await asyncio.gather(
        *(shop.place((mug, 1), (mug, 1), key=f"a-{each}") for each in range(6)),
        change(),
        *(shop.place((mug, 1), (mug, 1), key=f"b-{each}") for each in range(6)),
    )

    for order in [one for one in placed if one is not None]:
        lines = [line.tax_minor for line in await shop.lines(order)]
        assert lines in ([1_900, 1_900], [0, 0], [700, 700]), "one rule for the whole order"
        assert order.tax_minor == sum(lines)
        assert order.total_minor == 20_000 + order.tax_minor


async def test_the_same_key_brings_the_same_order_whatever_the_rates_are_by_then(
    shop: Shop,
) -> None:
    await shop.rate(190_000, country="DE")
    await shop.taxed_at("DE", is_included=False)
    mug = await shop.stocked(price_minor=10_000)

    first = await shop.place((mug, 1), key="k")
    await shop.rate(10_000, country="DE", name="More")
    again = await shop.place((mug, 1), key="k")

    assert again.id == first.id
    assert await amounts(again) == (10_000, 0, 1_900, 11_900)
    assert await OrderTaxLine.all().count() == 1


@pytest.mark.parametrize("is_included", [True, False])
async def test_a_split_shares_taxes_and_a_merge_and_its_undoing_carry_them(
    shop: Shop, is_included: bool
) -> None:
    await shop.rate(72_500, name="State", country="US", region="CA")
    await shop.rate(12_511, name="City", country="US", region="CA")
    await shop.taxed_at("US", "CA", is_included=is_included)
    cleo = await shop.customer()
    mug, tea = await shop.stocked(price_minor=999), await shop.stocked(price_minor=1_501)
    orders = [await shop.place((mug, 3), (tea, 1), customer=cleo) for _ in range(2)]
    for order in orders:
        await confirm_order(shop.ctx, order.id)
    first, second = orders
    whole = await amounts(first)
    taxes = (await taxes_of_orders([first.id]))[first.id]
    await charge(first, 700)
    await charge(second, 900)
    mug_line, tea_line = await shop.lines(first)

    split = await split_order(
        shop.ctx, first.id, units={mug_line.id: 1, tea_line.id: 1}, idempotency_key="s"
    )
    parts = [await amounts(one) for one in (split.order, split.sibling)]
    assert [sum(each) for each in zip(*parts, strict=True)][:3] == [
        *whole[:2],
        whole[2] + await shipping_tax(700, is_included=is_included),
    ]
    assert split.sibling.prices_include_tax is is_included
    for order in (split.order, split.sibling):
        await holds(order)
    back = await taxes_of_orders([split.order.id, split.sibling.id])
    of_goods = await OrderTaxLine.filter(order_line_id__isnull=False).exclude(order_id=second.id)
    assert sum(row.tax_minor for row in of_goods) == sum(line.tax_minor for line in taxes)
    assert {line.name for each in back.values() for line in each} == {"State", "City"}

    targets = [split.order.id, split.sibling.id, second.id]
    before = {one: await amounts(await Order.get(id=one)) for one in targets}
    kept = await taxes_of_orders(targets)
    merged = await merge_orders(
        shop.ctx, targets[0], dict.fromkeys(targets[1:]), idempotency_key="m"
    )
    await holds(merged.order)
    assert merged.order.shipping_minor == 900, "the highest"
    assert merged.order.shipping_tax_minor == await shipping_tax(900, is_included=is_included)
    assert not any([(await amounts(source))[3] for source in merged.sources])
    assert set(await taxes_of_orders(targets)) == {merged.order.id}

    await unmerge_order(shop.ctx, targets[1], idempotency_key="u")
    assert {one: await amounts(await Order.get(id=one)) for one in targets} == before
    assert await taxes_of_orders(targets) == kept


async def charge(order: Order, minor: int) -> None:
    """Charge for sending, with its tax, as a shipping method will."""
    row = await Order.get(id=order.id)
    is_included = bool(row.prices_include_tax)
    tax = await shipping_tax(minor, is_included=is_included)
    row.shipping_minor, row.shipping_tax_minor = minor, tax
    row.tax_minor += tax
    row.total_minor += minor + (0 if is_included else tax)
    await row.save()
    net = minor - tax if is_included else minor
    await OrderTaxLine.create(
        id=new_id(), order_id=row.id, name="State", rate_ppm=72_500, base_minor=net, tax_minor=tax
    )


async def shipping_tax(minor: int, *, is_included: bool) -> int:
    """7.25 % of it, or in it."""
    return int(
        await sql.value(
            "SELECT round($1::numeric * 0.0725 / CASE WHEN $2 THEN 1.0725 ELSE 1 END)",
            minor,
            is_included,
        )
    )


async def holds(order: Order) -> None:
    """An order's tax is that of its lines and of sending it, and its total contains it or not."""
    row = await Order.get(id=order.id)
    lines = await OrderLine.filter(order_id=row.id)
    rows = await OrderTaxLine.filter(order_id=row.id)
    assert row.tax_minor == sum(line.tax_minor for line in lines) + row.shipping_tax_minor
    assert row.tax_minor == sum(line.tax_minor for line in rows)
    on_top = 0 if row.prices_include_tax else row.tax_minor
    assert row.total_minor == row.subtotal_minor - row.discount_minor + row.shipping_minor + on_top
    for line in lines:
        own = [each for each in rows if each.order_line_id == line.id]
        assert line.tax_minor == sum(each.tax_minor for each in own)
        net = line.total_minor - (line.tax_minor if row.prices_include_tax else 0)
        assert {each.base_minor for each in own} <= {net}


async def test_orders_of_other_tax_do_not_merge(shop: Shop) -> None:
    cleo = await shop.customer()
    mug = await shop.stocked()
    plain = await shop.place((mug, 1), customer=cleo)
    await shop.rate(190_000, country="DE")
    await shop.taxed_at("DE", is_included=True)
    taxed = await shop.place((mug, 1), customer=cleo)

    _, plan = await preview_merge(shop.ctx, plain.id, [taxed.id])

    assert plan.obstacles == [(taxed.id, MergeObstacle.ANOTHER_TAX)]


@pytest.mark.parametrize(("is_included", "worth"), [(True, 1_000), (False, 1_190)])
async def test_what_comes_back_is_worth_its_tax_too(
    shop: Shop, is_included: bool, worth: int
) -> None:
    await shop.rate(190_000, country="DE")
    await shop.taxed_at("DE", is_included=is_included)
    mug = await shop.stocked(price_minor=1_000)
    order = await shop.place((mug, 2))
    (line,) = await shop.lines(order)
    row = await Return.create(
        id=new_id(),
        number="R",
        order_id=order.id,
        reason="defective",
        currency="USD",
        requested_by="x",
        requested_at=shop.now,
        updated_at=shop.now,
    )
    back = await ReturnLine.create(
        id=new_id(), parent_id=row.id, order_line_id=line.id, quantity=1, received=1
    )

    assert await credit_lines(row, [back], {line.id: 1}) == worth
