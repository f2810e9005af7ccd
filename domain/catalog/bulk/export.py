"""What goes out: rows of products and of prices, in the columns that come in.

Page by page, each a statement of its own: a row is as it was when its page was read.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from domain.catalog.bulk.columns import WORDS
from domain.catalog.bulk.states import ImportKind
from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.context import LOCALES, Context
from domain.shared.money import written

PAGE = 1_000  # rows; products come with all of their variants
NOTHING = UUID(int=0)

PRODUCTS = """
SELECT product.id, product.slug, product.name, product.description, category.slug AS category,
    brand.slug AS brand,
    ARRAY(SELECT tag.name FROM product_tag JOIN tag ON tag.id = product_tag.tag_id
        WHERE product_tag.product_id = product.id ORDER BY tag.name) AS tags,
    ARRAY(SELECT ARRAY[locale, name, description] FROM product_translation
        WHERE product_id = product.id) AS words,
    ARRAY(SELECT ARRAY[sku, name, pack_units::text] FROM product_variant
        WHERE product_id = product.id ORDER BY position, id) AS variants
FROM product LEFT JOIN category ON category.id = product.category_id
    LEFT JOIN brand ON brand.id = product.brand_id
WHERE product.id > $1 ORDER BY product.id LIMIT $2
"""
PRICES = """
SELECT price.id, variant.sku, price.currency, price.amount_minor
FROM variant_price AS price JOIN product_variant AS variant ON variant.id = price.variant_id
WHERE price.id > $1 ORDER BY price.id LIMIT $2
"""

Row = Mapping[str, Any]


async def export_page(
    ctx: Context, kind: ImportKind, after: UUID = NOTHING
) -> tuple[list[Row], UUID | None]:
    """The next rows, and after what to go on; None at the end. Tags are a list, what is not said
    is None.

    Raises:
        NotSignedIn, NotPermitted: the actor may not read all of the catalog.
    """
    ctx.require(Scope.CATALOG_READ)
    found = await sql.rows(PRODUCTS if kind is ImportKind.PRODUCTS else PRICES, after, PAGE)
    next_ = found[-1]["id"] if len(found) == PAGE else None
    if kind is ImportKind.PRICES:
        return [_price(row) for row in found], next_
    return [row for each in found for row in _variants(each)], next_


def _price(row: Row) -> Row:
    amount = written(row["amount_minor"], row["currency"])
    return {"sku": row["sku"], "currency": row["currency"], "price": amount}


def _variants(product: Row) -> Sequence[Row]:
    words = {locale: texts for locale, *texts in product["words"]}
    shared: dict[str, Any] = {
        name: product[name] for name in ("slug", "name", "description", "category", "brand", "tags")
    }
    for locale in LOCALES:
        for name, text in zip(WORDS, words.get(locale, (None, None)), strict=True):
            shared[f"{name}.{locale}"] = text
    variants = product["variants"] or [(None, None, None)]
    return [
        shared
        | {"sku": sku, "variant_name": name, "pack_units": None if units is None else int(units)}
        for sku, name, units in variants
    ]
