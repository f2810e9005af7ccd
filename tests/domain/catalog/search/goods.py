"""Goods that can be found: on the shelf, with their words in the index."""

from typing import Any

from domain.catalog.models import Brand, Category, Product
from domain.catalog.reindex import reindex
from domain.catalog.search.find import find_products
from domain.catalog.search.port import ProductSearch, SearchMatch
from domain.catalog.tagging import tag_product
from domain.catalog.translate_product import translate_product
from domain.shared.context import Context
from domain.shared.paging import Window
from tests.shop import Shop


async def goods(
    shop: Shop,
    name: str,
    *,
    description: str = "",
    chinese: str = "",
    tags: tuple[str, ...] = (),
    price_minor: int | None = 1000,
    currency: str = "USD",
    sku: str | None = None,
    published: bool = True,
    category: Category | None = None,
    brand: Brand | None = None,
) -> Product:
    """Something with a name."""
    product = await shop.product(name, published=published, category=category, brand=brand)
    if description:
        await Product.filter(id=product.id).update(description=description)
    await tag_product(product.id, sorted(tags))
    await shop.variant(product, sku=sku, price_minor=price_minor, currency=currency)
    if chinese:
        await translate_product(shop.ctx, product.id, "zh-CN", name=chinese)
    await reindex([product.id])
    return product


async def names(ctx: Context, text: str = "", **asked: Any) -> list[str]:
    """What is found, in its order."""
    found = await find_products(ctx, ProductSearch(text, **asked))
    return [row.name for row in (await found.page(Window(first=100))).rows]


async def match(ctx: Context, text: str) -> SearchMatch:
    """How much of it was found."""
    return (await find_products(ctx, ProductSearch(text))).match
