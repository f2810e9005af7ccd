"""Setting a price: what one unit costs in one currency, from now on."""

import asyncio

import pytest

from domain.catalog.models import Product, VariantPrice
from domain.catalog.queries import prices_of_variants
from domain.catalog.set_price import set_price
from domain.identity.scopes import Scope
from domain.shared.errors import InvalidInput, NotFound, NotPermitted, VersionConflict
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from domain.shared.money import AMOUNT_MINOR_MAX, Money, WrongCurrency
from tests.shop import Shop


async def test_a_variant_has_one_price_for_each_currency(shop: Shop) -> None:
    variant = await shop.variant(price_minor=None)

    await set_price(shop.ctx, variant.id, Money(1250, "USD"))
    await set_price(shop.ctx, variant.id, Money(8900, "CNY"))
    await set_price(shop.ctx, variant.id, Money(1150, "USD"))

    prices = await prices_of_variants(shop.ctx, [variant.id])
    assert [(row.currency, row.amount_minor) for row in prices[variant.id]] == [
        ("CNY", 8900),
        ("USD", 1150),
    ]
    assert await shop.event_names() == ["catalog.price_set"] * 3
    assert await EventRow.get(version=3).values_list("payload", flat=True) == {
        "variant_id": str(variant.id),
        "currency": "USD",
        "amount_minor": 1150,
    }


async def test_something_may_be_given_away(shop: Shop) -> None:
    variant = await shop.variant(price_minor=None)

    price = await set_price(shop.ctx, variant.id, Money(0, "USD"))

    assert price.amount_minor == 0


async def test_the_same_price_again_tells_nobody(shop: Shop) -> None:
    variant = await shop.variant(price_minor=1250)

    await set_price(shop.ctx, variant.id, Money(1250, "USD"))

    assert (await Product.get()).version == 0
    assert await shop.event_names() == []


async def test_prices_set_at_once_all_count(shop: Shop) -> None:
    variant = await shop.variant(price_minor=None)

    await asyncio.gather(
        *(set_price(shop.ctx, variant.id, Money(100 + n, "USD")) for n in range(4))
    )

    assert await shop.count("variant_price") == 1
    assert (await Product.get()).version == 4


@pytest.mark.parametrize(
    ("price", "error"),
    [
        (Money(-1, "USD"), InvalidInput),
        (Money(AMOUNT_MINOR_MAX + 1, "USD"), InvalidInput),
        (Money(100, "XXX"), WrongCurrency),
    ],
)
async def test_what_is_no_price_is_refused(
    shop: Shop, price: Money, error: type[InvalidInput]
) -> None:
    variant = await shop.variant(price_minor=None)

    with pytest.raises(error) as refused:
        await set_price(shop.ctx, variant.id, price)

    assert refused.value.field == ["price"]
    assert await shop.count("variant_price") == 0
    assert await shop.event_names() == []


async def test_strangers_unknown_variants_and_old_versions_are_refused(shop: Shop) -> None:
    variant = await shop.variant(price_minor=1250, published=False)

    with pytest.raises(NotPermitted):
        await set_price(shop.as_staff(Scope.CATALOG_READ), variant.id, Money(1, "USD"))
    with pytest.raises(NotFound):
        await set_price(shop.as_staff(Scope.CATALOG_WRITE), variant.id, Money(1, "USD"))
    with pytest.raises(NotFound):
        await set_price(shop.ctx, new_id(), Money(1, "USD"))
    with pytest.raises(VersionConflict):
        await set_price(shop.ctx, variant.id, Money(1, "USD"), expected_version=9)

    assert (await VariantPrice.get()).amount_minor == 1250
    assert await shop.event_names() == []
