"""Creating a product: it gets its address and its words, and waits off the shelf."""

import pytest

from domain.catalog.create_product import Translation, create_product
from domain.catalog.models import Product
from domain.catalog.product_list import ProductFilter, count_products
from domain.catalog.queries import tags_of_products, translations_of_products
from domain.catalog.states import PublicationStatus
from domain.identity.scopes import Scope
from domain.shared.errors import InvalidInput, NotFound, NotPermitted
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests.shop import Shop


async def test_a_new_product_waits_off_the_shelf_and_the_world_is_told(shop: Shop) -> None:
    brand, category = await shop.brand(), await shop.category()

    product = await create_product(
        shop.ctx,
        " Green tea ",
        description="Twenty bags.",
        category_id=category.id,
        brand_id=brand.id,
        tags=["organic", "gift", "gift"],
    )

    kept = await Product.get(id=product.id)
    assert (kept.slug, kept.name, kept.version) == ("green-tea", "Green tea", 1)
    assert kept.status is PublicationStatus.UNPUBLISHED
    assert kept.published_at is None
    tags = await tags_of_products(shop.ctx, [product.id])
    assert [tag.name for tag in tags[product.id]] == ["gift", "organic"]
    event = await EventRow.get()
    assert (event.type, event.version) == ("catalog.product_created", 1)
    assert event.payload == {"status": "unpublished"}


async def test_a_chinese_name_takes_its_address_from_a_translation(shop: Shop) -> None:
    product = await create_product(
        shop.ctx,
        "龙井绿茶",
        translations=[Translation("en", "Longjing green tea", "From Hangzhou.")],
    )

    words = await translations_of_products(shop.ctx, [product.id])
    assert product.slug == "longjing-green-tea"
    assert [(row.locale, row.name) for row in words[product.id]] == [("en", "Longjing green tea")]


@pytest.mark.parametrize(
    "search", ["green", "longjing", "绿茶", "hangzhou", "organic", "leaf", "beverages"]
)
async def test_it_is_found_by_everything_said_of_it(shop: Shop, search: str) -> None:
    brand, category = await shop.brand("Leaf & Co"), await shop.category("Beverages")
    await create_product(
        shop.ctx,
        "龙井绿茶",
        category_id=category.id,
        brand_id=brand.id,
        tags=["organic"],
        translations=[Translation("en", "Longjing green tea", "From Hangzhou.")],
    )

    assert await count_products(shop.ctx, ProductFilter(search=search)) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, ["name"]),
        ({"name": "x" * 201}, ["name"]),
        ({"name": "tea\x00"}, ["name"]),
        ({"description": "x" * 10_001}, ["description"]),
        ({"tags": [""]}, ["tags", "0"]),
        ({"tags": ["x" * 81]}, ["tags", "0"]),
        ({"tags": [str(n) for n in range(251)]}, ["tags"]),
        ({"translations": [Translation("tlh", "Dargh")]}, ["translations", "0", "locale"]),
        ({"translations": [Translation("en", "")]}, ["translations", "0", "name"]),
        ({"translations": [Translation("en", "a"), Translation("en", "b")]}, ["translations"]),
    ],
)
async def test_bad_input_creates_nothing(
    shop: Shop, changes: dict[str, object], field: list[str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await create_product(shop.ctx, **({"name": "Tea"} | changes))  # type: ignore[arg-type]  # the table holds all kinds

    assert refused.value.field == field
    assert await shop.count("product") == 0
    assert await shop.event_names() == []


@pytest.mark.parametrize("shelf", ["category_id", "brand_id"])
async def test_a_shelf_that_is_not_there_is_refused(shop: Shop, shelf: str) -> None:
    with pytest.raises(NotFound):
        await create_product(shop.ctx, "Tea", **{shelf: new_id()})  # type: ignore[arg-type]  # one name at a time

    assert await shop.count("product") == 0
    assert await shop.event_names() == []


async def test_creating_needs_the_permission(shop: Shop) -> None:
    with pytest.raises(NotPermitted):
        await create_product(shop.as_staff(Scope.CATALOG_READ), "Tea")

    assert await shop.count("product") == 0
