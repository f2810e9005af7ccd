"""Many products and variants at once: each as a single edit would have made it, or left out."""

import asyncio

import pytest

from domain.catalog.bulk.items import ProductItem, Words
from domain.catalog.bulk.results import ItemOutcome, ItemResult
from domain.catalog.bulk.upsert_products import upsert_products
from domain.catalog.create_product import Translation, create_product
from domain.catalog.models import Product, ProductVariant
from domain.catalog.queries import tags_of_products, translations_of_products
from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.errors import (
    IdempotencyKeyReused,
    InvalidInput,
    NotPermitted,
)
from domain.shared.models import EventRow
from tests.shop import Shop
from tests.statements import count_statements


def tea(number: int = 1, **more: object) -> ProductItem:
    return ProductItem(slug=f"tea-{number}", name=f"Tea {number}", **more)  # type: ignore[arg-type]


def outcomes(results: list[ItemResult]) -> list[str]:
    return [result.outcome.name for result in results]


def refusals(result: ItemResult) -> list[tuple[str, str]]:
    return [("/".join(one.field), one.code) for one in result.refusals]


async def test_what_is_not_there_is_made_and_what_is_there_is_changed(shop: Shop) -> None:
    shelf, brand = await shop.category(), await shop.brand()
    whole = tea(
        description="Green.",
        category=shelf.slug,
        brand=brand.slug,
        tags=["green", "loose"],
        translations={"zh-CN": Words("绿茶", "清香。")},
        sku="TEA-1",
        variant_name="100 g",
        pack_units=6,
    )

    first = await upsert_products(shop.ctx, [whole, tea(sku="TEA-2", variant_name="250 g")])
    again = await upsert_products(shop.ctx, [whole, tea(sku="TEA-2", variant_name="half a pound")])

    assert outcomes(first) == ["CREATED", "CREATED"]
    assert outcomes(again) == ["UNCHANGED", "UPDATED"]
    product = await Product.get(slug="tea-1")
    assert (product.category_id, product.brand_id, product.description) == (
        shelf.id,
        brand.id,
        "Green.",
    )
    assert (await tags_of_products(shop.ctx, [product.id]))[product.id][0].name == "green"
    (words,) = (await translations_of_products(shop.ctx, [product.id]))[product.id]
    assert (words.locale, words.name, words.description) == ("zh-CN", "绿茶", "清香。")
    variants = await ProductVariant.filter(product_id=product.id).order_by("position")
    assert [(row.sku, row.name, row.pack_units, row.position) for row in variants] == [
        ("TEA-1", "100 g", 6, 0),
        ("TEA-2", "half a pound", 1, 1),
    ]
    assert {result.product_id for result in first + again} == {product.id}


async def test_the_facts_are_those_of_single_edits(shop: Shop) -> None:
    await upsert_products(shop.ctx, [tea(sku="TEA-1", variant_name="100 g")])
    await upsert_products(
        shop.ctx,
        [
            ProductItem("tea-1", description="Fine.", tags=["new"]),
            ProductItem("tea-1", translations={"zh-CN": Words("茶")}),
        ],
    )

    facts = await EventRow.all().order_by("id")
    assert [(fact.type, fact.version) for fact in facts] == [
        ("catalog.product_created", 1),
        ("catalog.variant_added", 2),
        ("catalog.product_updated", 3),
        ("catalog.product_translated", 4),
    ]
    assert facts[2].payload == {"changed": ["description", "tags"]}
    assert {fact.actor for fact in facts} == {shop.ctx.actor.key}
    assert (await Product.get(slug="tea-1")).version == 4


async def test_goods_are_found_by_the_same_words_as_those_made_one_by_one(shop: Shop) -> None:
    words = {"tags": ["loose leaves"], "description": "Picked in spring."}
    one = await create_product(
        shop.ctx, "Oolong", **words, translations=[Translation("zh-CN", "乌龙茶")]
    )
    many = ProductItem("other", "Oolong", **words, translations={"zh-CN": Words("乌龙茶")})  # type: ignore[arg-type]

    await upsert_products(shop.ctx, [many])

    vectors = await sql.rows("SELECT search::text FROM product ORDER BY id")
    assert vectors[0] == vectors[1]
    assert await sql.value("SELECT count(*) FROM search_term WHERE term = 'oolong'") == 1
    assert one.id != (await Product.get(slug="other")).id


async def test_an_item_that_is_refused_leaves_the_others_alone(shop: Shop) -> None:
    taken = await shop.variant()

    results = await upsert_products(
        shop.ctx,
        [
            tea(1),
            ProductItem("tea-2", sku="A", variant_name="", pack_units=0),
            tea(3, category="nowhere", brand="nobody"),
            tea(4, sku=taken.sku, variant_name="Mine"),
            ProductItem("Tea 5", name="  "),
            tea(6, sku="NEW"),
            tea(7, variant_name="of what?"),
            ProductItem("tea-8", translations={"zh-CN": Words(description="没有名称")}),
            tea(9),
        ],
    )

    assert outcomes(results) == ["CREATED", *["REFUSED"] * 7, "CREATED"]
    assert [refusals(result) for result in results[1:8]] == [
        [
            ("pack_units", "INVALID_INPUT"),
            ("variant_name", "INVALID_INPUT"),
            ("name", "INVALID_INPUT"),
        ],
        [("category", "NOT_FOUND"), ("brand", "NOT_FOUND")],
        [("sku", "ALREADY_TAKEN")],
        [("name", "INVALID_INPUT"), ("slug", "INVALID_INPUT")],
        [("variant_name", "INVALID_INPUT")],
        [("sku", "INVALID_INPUT")],
        [("name", "INVALID_INPUT"), ("translations/zh-CN/name", "INVALID_INPUT")],
    ]
    assert await Product.filter(slug__startswith="tea-").order_by("slug").values_list(
        "slug", flat=True
    ) == ["tea-1", "tea-9"]


async def test_the_lost_answer_is_given_again(shop: Shop) -> None:
    items = [tea(1, sku="TEA-1", variant_name="100 g"), ProductItem("tea-2")]

    first = await upsert_products(shop.ctx, items, idempotency_key="monday")
    rows = await shop.rows()
    again = await upsert_products(shop.ctx, items, idempotency_key="monday")

    assert again == first
    assert await shop.rows() == rows
    with pytest.raises(IdempotencyKeyReused):
        await upsert_products(shop.ctx, [tea(3)], idempotency_key="monday")


async def test_many_writers_of_the_same_goods_make_them_once(shop: Shop) -> None:
    items = [
        tea(number, sku=f"TEA-{number}", variant_name="100 g", tags=[f"t{number % 3}"])
        for number in range(20)
    ]

    told = await asyncio.gather(
        upsert_products(shop.ctx, items),
        upsert_products(shop.ctx, items[::-1]),
        upsert_products(shop.ctx, items[10:]),
        *(create_product(shop.ctx, f"Tea {number}") for number in range(3)),
    )

    made = [one.outcome for results in told[:3] for one in results]  # type: ignore[union-attr]
    assert made.count(ItemOutcome.REFUSED) == 0
    assert await ProductVariant.all().count() == 20
    created = await EventRow.filter(type="catalog.product_created").count()
    assert created == await Product.all().count() <= 23
    slugs = await Product.all().values_list("slug", flat=True)
    assert len(set(slugs)) == len(slugs)


async def test_statements_are_as_many_for_one_as_for_many(shop: Shop) -> None:
    def goods(start: int, size: int) -> list[ProductItem]:
        return [
            tea(number, sku=f"T-{number}", variant_name="100 g", tags=["green"])
            for number in range(start, start + size)
        ]

    async with count_statements() as few:
        await upsert_products(shop.ctx, goods(0, 1))
    async with count_statements() as many:
        await upsert_products(shop.ctx, goods(100, 200))

    assert many.count == few.count


@pytest.mark.parametrize("scopes", [(), (Scope.CATALOG_READ,), (Scope.CATALOG_WRITE,)])
async def test_a_stranger_writes_nothing(shop: Shop, scopes: tuple[Scope, ...]) -> None:
    with pytest.raises(NotPermitted):
        await upsert_products(shop.as_staff(*scopes), [tea()])

    assert await shop.count("product") == 0


async def test_there_is_at_least_one_and_no_more_than_there_may_be(shop: Shop) -> None:
    for items in ([], [tea(number) for number in range(251)]):
        with pytest.raises(InvalidInput):
            await upsert_products(shop.ctx, items)
