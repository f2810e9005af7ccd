"""Updating a product: what is given changes, the rest stays."""

import asyncio

import pytest

from domain.catalog.create_product import create_product
from domain.catalog.models import Product
from domain.catalog.product_list import ProductFilter, count_products
from domain.catalog.queries import tags_of_products
from domain.catalog.update_product import update_product
from domain.identity.scopes import Scope
from domain.shared.errors import InvalidInput, NotFound, NotPermitted, VersionConflict
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests.shop import Shop

UPDATED = "catalog.product_updated"


async def test_what_is_given_changes_and_the_rest_stays(shop: Shop) -> None:
    category = await shop.category()
    product = await create_product(
        shop.ctx, "Green tea", description="Loose.", category_id=category.id, tags=["gift"]
    )
    shop.later(minutes=1)

    await update_product(shop.ctx, product.id, name="Black tea")

    kept = await Product.get(id=product.id)
    assert (kept.name, kept.description, kept.category_id) == ("Black tea", "Loose.", category.id)
    assert (kept.version, kept.updated_at) == (2, shop.now)
    assert kept.slug == "green-tea"
    assert await EventRow.get(type=UPDATED).values_list("version", "payload") == (
        2,
        {"changed": ["name"]},
    )


async def test_none_takes_a_product_off_its_category_and_brand(shop: Shop) -> None:
    product = await shop.product(category=await shop.category(), brand=await shop.brand())

    await update_product(shop.ctx, product.id, category_id=None, brand_id=None)

    kept = await Product.get(id=product.id)
    assert (kept.category_id, kept.brand_id) == (None, None)


async def test_tags_are_replaced_as_a_whole(shop: Shop) -> None:
    product = await create_product(shop.ctx, "Tea", tags=["gift", "organic"])

    await update_product(shop.ctx, product.id, tags=["organic", "new"])

    tags = await tags_of_products(shop.ctx, [product.id])
    assert [tag.name for tag in tags[product.id]] == ["new", "organic"]
    assert await EventRow.get(type=UPDATED).values_list("payload", flat=True) == {
        "changed": ["tags"]
    }


async def test_it_is_found_by_its_new_words_and_no_longer_by_the_old(shop: Shop) -> None:
    product = await create_product(shop.ctx, "Green tea", tags=["gift"])

    await update_product(shop.ctx, product.id, name="绿茶", tags=["礼物"])

    for word, hits in {"green": 0, "gift": 0, "绿茶": 1, "礼物": 1}.items():
        assert await count_products(shop.ctx, ProductFilter(search=word)) == hits, word


async def test_changing_nothing_tells_nobody(shop: Shop) -> None:
    product = await create_product(shop.ctx, "Tea", tags=["gift"])

    same = await update_product(shop.ctx, product.id, name="Tea", brand_id=None, tags=["gift"])

    assert same.version == 1
    assert await shop.event_names() == ["catalog.product_created"]


async def test_a_decision_on_an_old_version_is_refused(shop: Shop) -> None:
    product = await create_product(shop.ctx, "Tea")
    await update_product(shop.ctx, product.id, name="Green tea", expected_version=1)

    with pytest.raises(VersionConflict) as refused:
        await update_product(shop.ctx, product.id, name="Black tea", expected_version=1)

    assert (refused.value.expected, refused.value.actual) == (1, 2)
    assert (await Product.get(id=product.id)).name == "Green tea"
    assert await shop.event_names() == ["catalog.product_created", UPDATED]


async def test_of_two_at_once_with_the_same_version_one_wins(shop: Shop) -> None:
    product = await create_product(shop.ctx, "Tea")

    outcomes = await asyncio.gather(
        *(
            update_product(shop.ctx, product.id, name=name, expected_version=1)
            for name in ("Green tea", "Black tea")
        ),
        return_exceptions=True,
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Product", "VersionConflict"]
    assert (await Product.get(id=product.id)).version == 2


async def test_without_a_version_everybody_gets_their_turn(shop: Shop) -> None:
    product = await create_product(shop.ctx, "Tea")

    await asyncio.gather(*(update_product(shop.ctx, product.id, name=f"Tea {n}") for n in range(5)))

    assert (await Product.get(id=product.id)).version == 6
    versions = await EventRow.all().order_by("version").values_list("version", flat=True)
    assert versions == [1, 2, 3, 4, 5, 6]


async def test_bad_input_changes_nothing(shop: Shop) -> None:
    product = await create_product(shop.ctx, "Tea", tags=["gift"])

    for changes in ({"name": ""}, {"description": "\x00"}, {"tags": ["x" * 81]}):
        with pytest.raises(InvalidInput):
            await update_product(shop.ctx, product.id, **changes)  # type: ignore[arg-type]  # the table holds all kinds
    for changes in ({"category_id": new_id()}, {"brand_id": new_id()}):
        with pytest.raises(NotFound):
            await update_product(shop.ctx, product.id, tags=[], **changes)  # type: ignore[arg-type]  # one name at a time

    assert (await Product.get(id=product.id)).version == 1
    assert await shop.count("product_tag") == 1
    assert await shop.event_names() == ["catalog.product_created"]


async def test_what_one_may_not_see_one_cannot_update(shop: Shop) -> None:
    hidden = await shop.product(published=False)

    with pytest.raises(NotFound):
        await update_product(shop.as_staff(Scope.CATALOG_WRITE), hidden.id, name="Mine")
    with pytest.raises(NotFound):
        await update_product(shop.ctx, new_id(), name="Nobody's")
    with pytest.raises(NotPermitted):
        await update_product(shop.as_staff(Scope.CATALOG_READ), hidden.id, name="Mine")

    assert await shop.event_names() == []
