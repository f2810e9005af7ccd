"""Where the shop insists on approval, many at once go through the same gate as one."""

import asyncio
from collections.abc import Iterator

import pytest

from domain.catalog.bulk.items import PriceItem, ProductItem, Words
from domain.catalog.bulk.planning import Imagined
from domain.catalog.bulk.results import ItemResult
from domain.catalog.bulk.upsert_products import try_products, upsert_products
from domain.catalog.models import Brand, Category, Product, ProductVariant
from domain.catalog.publication.schedule_publication import schedule_publication
from domain.catalog.publish_product import publish_product
from domain.catalog.revisions import policy
from domain.catalog.revisions.approve_revision import approve_revision
from domain.catalog.revisions.begin_revision import begin_revision
from domain.catalog.revisions.content import Edit
from domain.catalog.revisions.errors import ApprovalRequired
from domain.catalog.revisions.publish_revision import publish_revision
from domain.catalog.revisions.submit_revision import submit_revision
from domain.catalog.unpublish_product import unpublish_product
from domain.pricing.set_prices import set_prices
from domain.shared.context import Context
from tests.shop import Shop
from tests.statements import count_statements


@pytest.fixture(autouse=True)
def insisting() -> Iterator[None]:
    policy.insist(True)
    yield
    policy.insist(False)


def author(shop: Shop) -> Context:
    return shop.as_staff("catalog:read", "catalog:write")


def told(results: list[ItemResult]) -> list[object]:
    """Of each item the code that it was refused with, or what became of it."""
    return [
        [one.code for one in result.refusals] if result.refusals else result.outcome.name
        for result in results
    ]


async def reviewed(shop: Shop, product: Product) -> None:
    """Have a product looked at as it is, and approved."""
    revision = await begin_revision(author(shop), product.id)
    await submit_revision(author(shop), revision.id)
    await approve_revision(shop.ctx, revision.id)
    await publish_revision(shop.ctx, revision.id)


async def shown(shop: Shop) -> tuple[Product, ProductVariant]:
    product = await shop.product(published=True)
    return product, await shop.variant(product)


def changes(
    product: Product, variant: ProductVariant, shelf: Category, brand: Brand
) -> list[ProductItem]:
    """One for each thing that customers see."""
    slug, sku = product.slug, variant.sku
    return [
        ProductItem(slug, name="Another"),
        ProductItem(slug, description="Another."),
        ProductItem(slug, category=shelf.slug),
        ProductItem(slug, brand=brand.slug),
        ProductItem(slug, tags=["another"]),
        ProductItem(slug, translations={"zh-CN": Words("另一种")}),
        ProductItem(slug, sku=sku, variant_name="Another"),
        ProductItem(slug, sku=sku, pack_units=variant.pack_units + 1),
    ]


async def test_what_customers_see_of_goods_on_the_shelf_is_refused_item_by_item(
    shop: Shop,
) -> None:
    shelf, brand = await shop.category(), await shop.brand()
    product, variant = await shown(shop)
    items = [*changes(product, variant, shelf, brand), ProductItem("tea", name="Tea")]
    before = await shop.rows()

    tried = await try_products(items, Imagined())
    assert await shop.rows() == before
    results = await upsert_products(shop.ctx, items)

    assert told(results) == told(tried) == [["APPROVAL_REQUIRED"]] * 8 + ["CREATED"]
    assert {one.field for result in results for one in result.refusals} == {()}
    assert (await Product.get(id=product.id)).version == product.version


async def test_what_changes_nothing_that_they_see_is_taken(shop: Shop) -> None:
    product, variant = await shown(shop)
    new = ProductItem(product.slug, sku="NEW", variant_name="500 g")

    results = await upsert_products(
        shop.ctx,
        [
            ProductItem(product.slug, name=product.name),
            ProductItem(product.slug, sku=variant.sku, variant_name=variant.name),
            new,
            ProductItem(product.slug, sku="NEW", pack_units=6),
        ],
    )
    priced = await set_prices(shop.ctx, [PriceItem("NEW", "USD", "9.00")])

    assert told(results) == ["UNCHANGED", "UNCHANGED", "CREATED", "UPDATED"]
    assert told(priced) == ["CREATED"]


async def test_all_that_is_wrong_is_said_beside_it(shop: Shop) -> None:
    product, _ = await shown(shop)
    item = ProductItem(product.slug, name="Another", category="nowhere")

    (result,) = await upsert_products(shop.ctx, [item])

    assert told([result]) == [["NOT_FOUND", "APPROVAL_REQUIRED"]]


async def test_what_is_looked_at_or_about_to_be_shown_is_refused_too(shop: Shop) -> None:
    seen, due, free = (
        await shop.product(published=False),
        await shop.product(published=False),
        await shop.product(published=False),
    )
    revision = await begin_revision(author(shop), seen.id, Edit(name="Sencha"))
    await submit_revision(author(shop), revision.id)
    await shop.variant(due)
    await reviewed(shop, due)
    at = shop.now.replace(year=shop.now.year + 1)
    await schedule_publication(shop.ctx, due.id, shop.web.id, publish_at=at)

    results = await upsert_products(
        shop.ctx, [ProductItem(one.slug, name="Another") for one in (seen, due, free)]
    )

    assert told(results) == [["APPROVAL_REQUIRED"], ["APPROVAL_REQUIRED"], "UPDATED"]


@pytest.mark.parametrize("place", range(8))
async def test_what_changed_beside_the_review_is_looked_at_again(shop: Shop, place: int) -> None:
    shelf, brand = await shop.category(), await shop.brand()
    product, other = await shop.product(published=False), await shop.product(published=False)
    item = changes(product, await shop.variant(product), shelf, brand)[place]
    await shop.variant(other)
    for one in (product, other):
        await reviewed(shop, one)
        await publish_product(shop.ctx, one.id)
        await unpublish_product(shop.ctx, one.id)

    await upsert_products(shop.ctx, [item, ProductItem(other.slug, name=other.name)])

    with pytest.raises(ApprovalRequired):
        await publish_product(shop.ctx, product.id)
    await publish_product(shop.ctx, other.id)  # of which nothing changed


async def test_nobody_hands_in_what_is_being_changed(shop: Shop) -> None:
    product = await shop.product(published=False)
    revision = await begin_revision(author(shop), product.id, Edit(name="Sencha"))

    results, _ = await asyncio.gather(
        upsert_products(shop.ctx, [ProductItem(product.slug, description="Another.")]),
        submit_revision(author(shop), revision.id),
    )

    # Whoever came second saw the first.
    names = await shop.event_names()
    last = names.index("catalog.product_revision_submitted")
    assert "catalog.product_updated" not in names[last:]
    assert told(results) in (["UPDATED"], [["APPROVAL_REQUIRED"]])


async def test_the_gate_asks_the_same_of_one_and_of_many(shop: Shop) -> None:
    products = [await shop.product(published=True) for _ in range(20)]
    items = [ProductItem(one.slug, name="Another") for one in products]

    async with count_statements() as few:
        await upsert_products(shop.ctx, items[:1])
    async with count_statements() as many:
        await upsert_products(shop.ctx, items)

    assert many.count == few.count
