"""Creating with a key: whoever repeats after a lost answer gets the first result, and no second."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from domain.catalog.add_variant import add_variant
from domain.catalog.create_brand import create_brand
from domain.catalog.create_category import create_category
from domain.catalog.create_product import Translation, create_product
from domain.shared.errors import IdempotencyKeyReused
from tests.shop import Shop


async def brand(shop: Shop, name: str) -> UUID:
    return (await create_brand(shop.ctx, name, idempotency_key="k")).id


async def category(shop: Shop, name: str) -> UUID:
    return (await create_category(shop.ctx, name, idempotency_key="k")).id


async def product(shop: Shop, name: str) -> UUID:
    words = [Translation("zh-CN", "茶")]
    made = await create_product(
        shop.ctx, name, tags=["b", "a"], translations=words, idempotency_key="k"
    )
    return made.id


@pytest.mark.parametrize("create", [brand, category, product])
async def test_the_same_key_creates_once(
    shop: Shop, create: Callable[[Shop, str], Awaitable[UUID]]
) -> None:
    first = await create(shop, "Tea")
    told = await shop.event_names()

    assert await create(shop, "Tea") == first
    with pytest.raises(IdempotencyKeyReused):
        await create(shop, "Coffee")

    assert await shop.count(create.__name__) == 1
    assert await shop.event_names() == told


async def test_the_same_key_adds_a_variant_once(shop: Shop) -> None:
    tea = await shop.product()

    added = [
        await add_variant(shop.ctx, tea.id, sku="TEA-20", name="20 bags", idempotency_key="k")
        for _ in range(2)
    ]

    assert added[0].id == added[1].id
    assert await shop.event_names() == ["catalog.variant_added"]
