"""How what is sold is read: a table for each type."""

from collections.abc import Mapping
from typing import Any

from domain.catalog import product_list, queries
from domain.catalog.product_list import ProductFilter
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.paging import Order
from schema.catalog.media import reads as media
from schema.catalog.queries import KINDS, SORTABLE
from schema.catalog.words import words
from schema.engine.mapping import (
    Args,
    Computed,
    Expression,
    Field,
    Listed,
    Many,
    One,
    Read,
    Root,
    Rows,
    Single,
)
from schema.shared.context import GraphContext
from schema.shared.filters import read
from schema.shared.ids import global_id, key_in
from schema.shared.reads import CURSOR, money
from schema.shared.sorting import sorting

AVAILABLE = Expression(
    'COALESCE((SELECT sum(l."on_hand" - l."committed" - l."reserved") FROM inventory_level l'
    ' WHERE l."variant_id" = {row}."id" AND l."warehouse_id" = ANY('
    'ARRAY(SELECT w."id" FROM warehouse w WHERE w."is_active"))), 0)',
    reads=("InventoryLevel", "Warehouse"),
)

TAG_NAME = '(SELECT t."name" FROM tag t WHERE t."id" = {row}."tag_id")'

VARIANT: Mapping[str, Field] = {
    "product": One("Product", key="product_id"),
    "price": Many(
        "VariantPrice",
        by="variant_id",
        order=("currency",),
        equals={"currency": lambda context, args: args.get("currency")},
        only_first=True,
    ),
    "prices": Many("VariantPrice", by="variant_id", order=("currency",)),
    "availableQuantity": AVAILABLE,
    "inventoryLevels": Many(
        "InventoryLevel",
        by="variant_id",
        order=(
            '(SELECT w."priority" FROM warehouse w WHERE w."id" = {row}."warehouse_id")',
            "id",
        ),
        columns=("warehouse_id",),
    ),
}

READS = (
    Read(
        "Product",
        queries.visible_products,
        {
            "name": words("product_translation", "product_id", "name"),
            "description": words("product_translation", "product_id", "description"),
            "translations": Many("ProductTranslation", by="product_id", order=("locale",)),
            "category": One("Category", key="category_id"),
            "brand": One("Brand", key="brand_id"),
            "tags": Many("ProductTag", by="product_id", order=(TAG_NAME,), columns=("tag_id",)),
            "media": media.MEDIA,
            "variants": Many("VariantOfProduct", by="product_id", order=("position", "id")),
            "eventCursor": CURSOR,
        },
    ),
    Read("ProductTranslation", queries.all_product_translations, {}),
    Read("CategoryTranslation", queries.all_category_translations, {}),
    Read("ProductVariant", queries.visible_variants, VARIANT),
    Read("VariantOfProduct", queries.all_variants, VARIANT, of_type="ProductVariant"),
    Read("VariantPrice", queries.all_prices, money("amount_minor").fields, of_type="Money"),
    Read(
        "Category",
        queries.all_categories,
        {
            "name": words("category_translation", "category_id", "name"),
            "parent": One("Category", key="parent_id"),
            "children": Many("Category", by="parent_id", order=("position", "name", "id")),
            "translations": Many("CategoryTranslation", by="category_id", order=("locale",)),
        },
    ),
    Read("Brand", queries.all_brands, {}),
    Read("Tag", queries.all_tags, {}),
    Read(
        "ProductTag",
        queries.all_product_tags,
        {
            "id": Computed(("tag_id",), lambda context, key: global_id("Tag", key)),
            "name": Expression(TAG_NAME, columns=("tag_id",)),
        },
        of_type="Tag",
    ),
    *media.READS,
)


def _by(kind: str, **names: str) -> Any:
    """One thing by its id, or else by another name of its own (an argument, and its column)."""

    def where(context: GraphContext, args: Args) -> Mapping[str, object] | None:
        if args.get("id") is not None:
            key = key_in(kind, args["id"])
            return None if key is None else {"id": key}
        for name, column in names.items():
            if args.get(name):
                return {column: inputs.text(args[name], name)}
        return None

    return where


def _order(args: Args) -> Order:
    default = product_list.RELEVANCE if args.get("search") else product_list.NAME
    return sorting(args.get("order_by"), SORTABLE, default=default)


async def _products(ctx: Context, args: Args) -> Rows:
    which = ProductFilter(search=args.get("search"), condition=read(ctx, args.get("where"), KINDS))
    return await product_list.products_to_sort(ctx, which, _order(args))


async def _categories(ctx: Context, args: Args) -> Rows:
    return queries.categories_of_depth(args.get("depth"))


ROOTS: Mapping[str, Root] = {
    "product": Single("Product", _by("Product", slug="slug"), columns=("slug",)),
    "products": Listed("Product", _order, narrowed=("where", "search"), rows=_products),
    "variant": Single("ProductVariant", _by("ProductVariant", sku="sku"), columns=("sku",)),
    "category": Single("Category", _by("Category", slug="slug"), columns=("slug",)),
    "categories": Listed(
        "Category",
        lambda args: queries.BY_PATH,
        narrowed=("depth",),
        rows=_categories,
    ),
    "brands": Listed("Brand", lambda args: queries.BY_NAME),
    "tags": Listed("Tag", lambda args: queries.BY_NAME),
}
