"""Translating a product: its words in another language, new or anew."""

import pytest

from domain.catalog.create_product import create_product
from domain.catalog.models import Product, ProductTranslation
from domain.catalog.product_list import ProductFilter, count_products
from domain.catalog.translate_product import translate_product
from domain.identity.scopes import Scope
from domain.shared.errors import InvalidInput, NotFound, NotPermitted, VersionConflict
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests.shop import Shop

TOLD = ["catalog.product_created", "catalog.product_translated"]


async def test_a_translation_is_kept_and_found(shop: Shop) -> None:
    product = await create_product(shop.ctx, "Green tea")

    translated = await translate_product(
        shop.ctx, product.id, "zh-CN", name="绿茶", description="西湖龙井"
    )

    words = await ProductTranslation.get()
    assert (words.locale, words.name, words.description) == ("zh-CN", "绿茶", "西湖龙井")
    assert translated.version == 2
    assert await EventRow.get(version=2).values_list("payload", flat=True) == {"locale": "zh-CN"}
    for word in ("绿茶", "龙井", "green"):
        assert await count_products(shop.ctx, ProductFilter(search=word)) == 1, word


async def test_a_new_translation_takes_the_place_of_the_old_one(shop: Shop) -> None:
    product = await create_product(shop.ctx, "Green tea")
    await translate_product(shop.ctx, product.id, "zh-CN", name="红茶")

    await translate_product(shop.ctx, product.id, "zh-CN", name="绿茶")

    assert await ProductTranslation.all().values_list("name", flat=True) == ["绿茶"]
    assert await count_products(shop.ctx, ProductFilter(search="红茶")) == 0
    assert await count_products(shop.ctx, ProductFilter(search="绿茶")) == 1


async def test_saying_the_same_again_tells_nobody(shop: Shop) -> None:
    product = await create_product(shop.ctx, "Green tea")

    for _ in range(2):
        await translate_product(shop.ctx, product.id, "zh-CN", name="绿茶")

    assert await shop.event_names() == TOLD
    assert (await Product.get()).version == 2


@pytest.mark.parametrize(
    ("locale", "name", "field"),
    [("tlh", "Dargh", "locale"), ("zh-CN", "", "name"), ("zh-CN", "x" * 201, "name")],
)
async def test_bad_input_changes_nothing(shop: Shop, locale: str, name: str, field: str) -> None:
    product = await create_product(shop.ctx, "Green tea")

    with pytest.raises(InvalidInput) as refused:
        await translate_product(shop.ctx, product.id, locale, name=name)

    assert refused.value.field == [field]
    assert await shop.count("product_translation") == 0
    assert await shop.event_names() == TOLD[:1]


async def test_strangers_unknown_products_and_old_versions_are_refused(shop: Shop) -> None:
    product = await create_product(shop.ctx, "Green tea")

    with pytest.raises(NotPermitted):
        await translate_product(shop.as_staff(), product.id, "zh-CN", name="绿茶")
    with pytest.raises(NotFound):
        await translate_product(shop.ctx, new_id(), "zh-CN", name="绿茶")
    with pytest.raises(NotFound):
        await translate_product(shop.as_staff(Scope.CATALOG_WRITE), product.id, "en", name="Tea")
    with pytest.raises(VersionConflict):
        await translate_product(shop.ctx, product.id, "zh-CN", name="绿茶", expected_version=2)

    assert await shop.count("product_translation") == 0
    assert await shop.event_names() == TOLD[:1]
