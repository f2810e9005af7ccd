"""How what is sold is read: a table for each type."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.catalog import product_list, queries
from domain.catalog.lifecycle import queries as lifecycle
from domain.catalog.product_list import ProductFilter
from domain.catalog.publication import queries as publication
from domain.catalog.revisions import queries as revisions
from domain.catalog.states import REVISION, LifecycleStage, RevisionStatus
from domain.identity.scopes import Scope
from domain.inventory.bundles import MAKEABLE_OF
from domain.pricing.listed import LOWEST, MARGIN, price_for, where_bought
from domain.pricing.queries import visible_costs
from domain.shared.context import Context
from domain.shared.paging import Order
from schema.catalog import full_reads, search_reads
from schema.catalog.bulk import reads as bulk
from schema.catalog.lifecycle import KINDS as SUGGESTION_KINDS
from schema.catalog.lifecycle import LifecycleEvidence
from schema.catalog.media import reads as media
from schema.catalog.queries import KINDS, SORTABLE
from schema.catalog.reviewing import KINDS as REVISION_KINDS
from schema.catalog.words import words
from schema.engine.mapping import (
    Args,
    Column,
    Computed,
    Depending,
    Expression,
    Field,
    Link,
    Listed,
    Many,
    One,
    Read,
    Root,
    Rows,
    Single,
    Written,
)
from schema.engine.values import loaded
from schema.shared.context import GraphContext
from schema.shared.filters import read
from schema.shared.ids import global_id
from schema.shared.reads import CURSOR, amount, by_name, money
from schema.shared.sorting import sorting

ITS_ID = '{row}."id"'
AVAILABLE = Expression(
    f'CASE WHEN {{row}}."is_bundle" THEN {MAKEABLE_OF.format(bundle=ITS_ID)} ELSE'
    ' COALESCE((SELECT sum(l."on_hand" - l."committed" - l."reserved") FROM inventory_level l'
    ' WHERE l."variant_id" = {row}."id" AND l."warehouse_id" = ANY('
    'ARRAY(SELECT w."id" FROM warehouse w WHERE w."is_active"))), 0) END',
    columns=("is_bundle",),
    reads=("BundleComponent", "InventoryLevel", "Warehouse"),
)
MAKEABLE = Expression(
    f'CASE WHEN {{row}}."is_bundle" THEN {MAKEABLE_OF.format(bundle=ITS_ID)} END',
    columns=("is_bundle",),
    reads=("BundleComponent", "InventoryLevel", "Warehouse"),
)

QUOTED = Expression(
    price_for(
        '{row}."amount_minor"',
        variant='{row}."variant_id"',
        currency='{row}."currency"',
        channel="{channel}::text",
        customer="{customer}::uuid",
        units="{units}::bigint",
        at="{now}::timestamptz",
    ),
    columns=("amount_minor", "variant_id", "currency"),
)
LOWEST_OF_ROW = Expression(LOWEST, columns=("amount_minor", "variant_id", "currency", "updated_at"))


def of_expression(minor: Expression) -> Mapping[str, Field]:
    """Money of what the database works out; Python writes it, for what is asked of it varies."""
    return {"amount": Written((minor, "currency"), amount), "currencyCode": Column("currency")}


def wanted_currency(context: GraphContext, args: Args) -> str | None:
    """The currency asked for, if any."""
    return args.get("currency")


def instant(context: GraphContext, args: Args) -> datetime:
    """When this is asked."""
    return context.domain.now


def bought(args: Args) -> tuple[str | None, int | None]:
    """Where it would be bought, and how much of it at once."""
    return where_bought(args.get("channel"), args.get("quantity"))


CHANNEL_CODE = '(SELECT c."code" FROM sales_channel c WHERE c."id" = {row}."channel_id")'
BY_PLACE = ("position", "id")
TAG_NAME = '(SELECT t."name" FROM tag t WHERE t."id" = {row}."tag_id")'

PUBLICATIONS = Many(
    "ProductPublication", by="product_id", order=(CHANNEL_CODE,), columns=("channel_id",)
)
VARIANT: Mapping[str, Field] = {
    "product": One("Product", key="product_id"),
    "price": Depending(
        on=("channel", "quantity"),
        written=Many(
            "QuotedPrice",
            by="variant_id",
            order=("currency",),
            equals={"currency": wanted_currency},
            only_first=True,
            asked={
                "channel": lambda context, args: bought(args)[0],
                "units": lambda context, args: bought(args)[1],
                "customer": lambda context, args: context.domain.customer_id,
                "now": instant,
            },
        ),
        otherwise=Many(
            "VariantPrice",
            by="variant_id",
            order=("currency",),
            equals={"currency": wanted_currency},
            only_first=True,
        ),
    ),
    "lowestPrice30Days": Many(
        "LowestPrice",
        by="variant_id",
        order=("currency",),
        equals={"currency": wanted_currency},
        only_first=True,
        asked={"now": instant},
    ),
    "cost": Many(
        "VariantCost",
        by="variant_id",
        order=("-recorded_at", "-id"),
        equals={"currency": wanted_currency},
        only_first=True,
        columns=("recorded_at", "id"),
    ),
    "margin": Expression(
        MARGIN,
        {
            "allowed": lambda context, args: context.domain.allows(Scope.PRICING_READ),
            "currency": wanted_currency,
        },
        reads=("VariantCost",),
    ),
    "prices": Many("VariantPrice", by="variant_id", order=("currency",)),
    "media": Many("ProductMedia", link=Link("variant_media", "variant_id", "media_id", BY_PLACE)),
    "availableQuantity": AVAILABLE,
    "makeableQuantity": MAKEABLE,
    "inventoryLevels": Many(
        "InventoryLevel",
        by="variant_id",
        order=(
            '(SELECT w."priority" FROM warehouse w WHERE w."id" = {row}."warehouse_id")',
            "id",
        ),
        columns=("warehouse_id",),
    ),
    **full_reads.VARIANT,
}


def _stage(context: GraphContext, stage: str) -> LifecycleStage | None:
    return LifecycleStage(stage) if context.domain.allows(Scope.CATALOG_READ) else None


def _is_own(context: GraphContext, authors: Any) -> bool:
    return context.domain.actor.key in loaded(authors)


def _evidence(context: GraphContext, figures: Any) -> LifecycleEvidence:
    return LifecycleEvidence(**loaded(figures))


def _revision_actions(context: GraphContext, status: str) -> Any:
    return REVISION.actions(RevisionStatus(status))


READS = (
    *full_reads.READS,
    *search_reads.READS,
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
            "lifecycleStage": Computed(("lifecycle_stage",), _stage, is_personal=True),
            "publications": Many(
                "ProductPublication",
                by="product_id",
                order=(CHANNEL_CODE,),
                columns=("channel_id",),
            ),
            **full_reads.PRODUCT,
        },
    ),
    Read(
        "ProductRevision",
        revisions.visible_revisions,
        {
            "product": One("Product", key="product_id"),
            "availableActions": Computed(("status",), _revision_actions),
            "isOwn": Computed(("authors",), _is_own, is_personal=True),
        },
    ),
    Read(
        "LifecycleSuggestion",
        lifecycle.visible_suggestions,
        {
            "product": One("Product", key="product_id"),
            "evidence": Computed(("evidence",), _evidence),
        },
    ),
    Read(
        "ProductPublication",
        publication.visible_publications,
        {"channel": One("SalesChannel", key="channel_id")},
    ),
    Read("ProductTranslation", queries.all_product_translations, {}),
    Read("CategoryTranslation", queries.all_category_translations, {}),
    Read("ProductVariant", queries.visible_variants, VARIANT),
    Read("VariantOfProduct", queries.all_variants, VARIANT, of_type="ProductVariant"),
    Read("VariantPrice", queries.all_prices, money("amount_minor").fields, of_type="Money"),
    Read("QuotedPrice", queries.all_prices, of_expression(QUOTED), of_type="Money"),
    Read("LowestPrice", queries.all_prices, of_expression(LOWEST_OF_ROW), of_type="Money"),
    Read("VariantCost", visible_costs, money("amount_minor").fields, of_type="Money"),
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
    *bulk.READS,
)


def _order(args: Args) -> Order:
    default = product_list.RELEVANCE if args.get("search") else product_list.NAME
    return sorting(args.get("order_by"), SORTABLE, default=default)


async def _products(ctx: Context, args: Args) -> Rows:
    which = ProductFilter(
        search=args.get("search"),
        channel=args.get("channel"),
        condition=read(ctx, args.get("where"), KINDS),
    )
    return await product_list.products_to_sort(ctx, which, _order(args))


async def _revisions(ctx: Context, args: Args) -> Rows:
    return revisions.revisions_matching(ctx, read(ctx, args.get("where"), REVISION_KINDS))


async def _suggestions(ctx: Context, args: Args) -> Rows:
    return lifecycle.suggestions_matching(ctx, read(ctx, args.get("where"), SUGGESTION_KINDS))


async def _categories(ctx: Context, args: Args) -> Rows:
    return queries.categories_of_depth(args.get("depth"))


ROOTS: Mapping[str, Root] = {
    **full_reads.ROOTS,
    **bulk.ROOTS,
    **search_reads.ROOTS,
    "product": Single("Product", by_name("Product", slug="slug"), columns=("slug",)),
    "products": Listed("Product", _order, narrowed=("where", "search", "channel"), rows=_products),
    "productRevisions": Listed(
        "ProductRevision", lambda args: revisions.NEWEST, narrowed=("where",), rows=_revisions
    ),
    "lifecycleSuggestions": Listed(
        "LifecycleSuggestion", lambda args: lifecycle.NEWEST, narrowed=("where",), rows=_suggestions
    ),
    "variant": Single("ProductVariant", by_name("ProductVariant", sku="sku"), columns=("sku",)),
    "category": Single("Category", by_name("Category", slug="slug"), columns=("slug",)),
    "categories": Listed(
        "Category",
        lambda args: queries.BY_PATH,
        narrowed=("depth",),
        rows=_categories,
    ),
    "brands": Listed("Brand", lambda args: queries.BY_NAME),
    "tags": Listed("Tag", lambda args: queries.BY_NAME),
}
