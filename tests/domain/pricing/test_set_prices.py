"""Many prices at once: each as `price_variant` would have set it, or left out."""

import asyncio

import pytest

from domain.catalog.bulk.items import PriceItem
from domain.catalog.models import PriceChange, Product, VariantPrice
from domain.catalog.states import PriceCause
from domain.pricing.models import PriceAnomaly
from domain.pricing.price_variant import price_variant
from domain.pricing.set_prices import set_prices
from domain.pricing.states import AnomalyStatus
from domain.shared import sql
from domain.shared.errors import NotPermitted
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from domain.shared.money import Money
from tests.shop import Shop
from tests.statements import count_statements


async def test_prices_have_their_history_and_their_facts(shop: Shop) -> None:
    product = await shop.product()
    small = await shop.variant(product, sku="S", price_minor=1_000)
    await shop.variant(product, sku="L", price_minor=None)

    results = await set_prices(
        shop.ctx,
        [
            PriceItem("S", "USD", "12.50"),
            PriceItem("L", "JPY", "900"),
            PriceItem("S", "USD", "12.50"),
            PriceItem("S", "USD", "13"),
        ],
    )

    assert [one.outcome.name for one in results] == ["UPDATED", "CREATED", "UNCHANGED", "UPDATED"]
    prices = await VariantPrice.all().order_by("currency").values_list("currency", "amount_minor")
    assert prices == [("JPY", 900), ("USD", 1_300)]
    history = PriceChange.filter(variant_id=small.id).order_by("id")
    assert await history.values_list("before_minor", "amount_minor", "cause", "actor") == [
        (1_000, 1_250, PriceCause.MANUAL, shop.ctx.actor.key),
        (1_250, 1_300, PriceCause.MANUAL, shop.ctx.actor.key),
    ]
    facts = await EventRow.all().order_by("id")
    assert [(fact.type, fact.version) for fact in facts] == [
        ("catalog.price_set", 1),
        ("catalog.price_set", 2),
        ("catalog.price_set", 3),
    ]
    assert (await Product.get(id=product.id)).version == 3
    spans = "SELECT currency, lowest_minor FROM product_price_span ORDER BY currency"
    assert [tuple(row.values()) for row in await sql.rows(spans)] == [("JPY", 900), ("USD", 1_300)]


async def test_an_item_that_is_refused_leaves_the_others_alone(shop: Shop) -> None:
    await shop.variant(sku="S", price_minor=1_000)

    results = await set_prices(
        shop.ctx,
        [
            PriceItem("S", "XTS", "1"),
            PriceItem("S", "USD", "1.234"),
            PriceItem("S", "USD", "-1"),
            PriceItem("S", "USD", "cheap"),
            PriceItem("none", "USD", "1"),
            PriceItem("", "USD", ""),
            PriceItem("S", "USD", "2"),
        ],
    )

    assert [[("/".join(one.field), one.code) for one in each.refusals] for each in results] == [
        [("currency", "WRONG_CURRENCY")],
        [("price", "INVALID_INPUT")],
        [("price", "INVALID_INPUT")],
        [("price", "INVALID_INPUT")],
        [("sku", "NOT_FOUND")],
        [("sku", "INVALID_INPUT"), ("price", "INVALID_INPUT")],
        [],
    ]
    assert await VariantPrice.all().values_list("amount_minor", flat=True) == [200]


async def test_what_is_odd_is_noticed_as_it_is_for_one(shop: Shop) -> None:
    one = await shop.variant(price_minor=10_000)
    many = await shop.variant(sku="MANY", price_minor=10_000)

    for amount in ("1000", "9900"):
        await price_variant(shop.ctx, one.id, Money.parse(amount, "USD"))
        await set_prices(shop.ctx, [PriceItem("MANY", "USD", amount)])

    found = {
        variant.id: await PriceAnomaly.filter(variant_id=variant.id)
        .order_by("id")
        .values_list("kind", "amount_minor", "expected_minor", "score", "status")
        for variant in (one, many)
    }
    assert found[one.id] == found[many.id] != []
    await set_prices(shop.ctx, [PriceItem("MANY", "USD", "100")])
    await price_variant(shop.ctx, one.id, Money.parse("100", "USD"))
    assert await PriceAnomaly.filter(status=AnomalyStatus.OPEN, variant_id=many.id).count() == (
        await PriceAnomaly.filter(status=AnomalyStatus.OPEN, variant_id=one.id).count()
    )


async def test_two_at_once_leave_a_history_without_a_hole(shop: Shop) -> None:
    skus = [(await shop.variant()).sku for _ in range(12)]

    await asyncio.gather(
        *(
            set_prices(shop.ctx, [PriceItem(sku, "USD", f"{20 + turn}") for sku in some])
            for turn, some in enumerate((skus, skus[::-1], skus[6:], skus[:9]))
        )
    )

    for price in await VariantPrice.all():
        history = await PriceChange.filter(variant_id=price.variant_id).values_list(
            "before_minor", "amount_minor"
        )
        steps = dict(history)
        amount: int = 1_250
        for _ in history:
            amount = steps[amount]
        assert amount == price.amount_minor


async def test_statements_are_as_many_for_one_as_for_many(shop: Shop) -> None:
    skus = [(await shop.variant()).sku for _ in range(60)]

    async with count_statements() as few:
        await set_prices(shop.ctx, [PriceItem(skus[0], "USD", "12")])
    async with count_statements() as many:
        await set_prices(shop.ctx, [PriceItem(sku, "USD", "12.1") for sku in skus[1:]])

    assert many.count == few.count


async def test_the_lost_answer_is_given_again(shop: Shop) -> None:
    await shop.variant(sku="S")
    items = [PriceItem("S", "USD", "2"), PriceItem("T", "USD", "2")]

    first = await set_prices(shop.ctx, items, idempotency_key=(key := str(new_id())))
    await set_prices(shop.ctx, [PriceItem("S", "USD", "3")])
    again = await set_prices(shop.ctx, items, idempotency_key=key)

    assert again == first
    assert await VariantPrice.all().values_list("amount_minor", flat=True) == [300]


async def test_a_stranger_sets_nothing(shop: Shop) -> None:
    await shop.variant(sku="S")

    with pytest.raises(NotPermitted):
        await set_prices(shop.as_staff("catalog:read"), [PriceItem("S", "USD", "2")])
