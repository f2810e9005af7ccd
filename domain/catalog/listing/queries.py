"""Reads: how products present themselves, for whoever sees them; what is private, and how good a
listing is, for who holds `catalog:read`."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from domain.catalog.listing.models import ProductMetadata, ProductSeo
from domain.catalog.listing.quality import Facts, Quality, quality_of
from domain.catalog.listing.set_external_refs import Ref
from domain.catalog.onboarding.pictures import NOTED, PICTURES
from domain.catalog.queries import visible_products
from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.context import DEFAULT_LOCALE, LOCALES, Context

# What is known of listings, one row each. Words in the language of the shop are the product's own.
FACTS = f"""
SELECT product.id, product.name, product.description,
    product.category_id IS NOT NULL AS has_category, product.brand_id IS NOT NULL AS has_brand,
    (SELECT count(*) FROM product_tag WHERE product_id = product.id) AS tags,
    EXISTS (SELECT FROM variant_price JOIN product_variant ON product_variant.id = variant_id
        WHERE product_variant.product_id = product.id) AS has_price,
    (SELECT count(*) FROM product_type_attribute wanted
        WHERE wanted.product_type_id = product.product_type_id
        AND wanted.is_required AND wanted.level = 'product') AS attributes_wanted,
    (SELECT count(*) FROM product_type_attribute wanted
        WHERE wanted.product_type_id = product.product_type_id
        AND wanted.is_required AND wanted.level = 'product'
        AND EXISTS (SELECT FROM attribute_value given WHERE given.product_id = product.id
            AND given.variant_id IS NULL AND given.attribute_id = wanted.attribute_id)
    ) AS attributes_given,
    (SELECT count(*) FROM product_translation WHERE product_id = product.id
        AND locale = ANY($2::text[])) AS locales_given,
    coalesce(seo.title, '') AS seo_title, coalesce(seo.description, '') AS seo_description,
    {PICTURES} AS pictures
FROM product LEFT JOIN product_seo seo ON seo.product_id = product.id AND seo.locale = $3
{NOTED}
WHERE product.id = ANY($1::uuid[])
"""
REFS = """
SELECT product_id, system, external_id FROM product_external_ref WHERE product_id = ANY($1::uuid[])
UNION SELECT id, external_system, external_id FROM product
    WHERE id = ANY($1::uuid[]) AND external_system IS NOT NULL AND external_id IS NOT NULL
ORDER BY system, external_id
"""
OTHERS = [locale for locale in LOCALES if locale != DEFAULT_LOCALE]


def all_seo(ctx: Context) -> QuerySet[ProductSeo]:
    """What search engines show of products."""
    return ProductSeo.all()


def public_metadata(ctx: Context) -> QuerySet[ProductMetadata]:
    """What other systems keep on products for everybody."""
    return ProductMetadata.filter(is_private=False)


def private_metadata(ctx: Context) -> QuerySet[ProductMetadata]:
    """What they keep there for staff."""
    rows = ProductMetadata.filter(is_private=True)
    return rows if ctx.allows(Scope.CATALOG_READ) else rows.filter(id__in=[])


async def seo_of_products(
    ctx: Context, product_ids: Iterable[UUID]
) -> dict[UUID, list[ProductSeo]]:
    """What search engines show of each product, by language."""
    seen = visible_products(ctx).filter(id__in=set(product_ids)).values("id")
    found: dict[UUID, list[ProductSeo]] = defaultdict(list)
    for row in await ProductSeo.filter(product_id__in=Subquery(seen)).order_by("locale"):
        found[row.product_id].append(row)
    return found


async def metadata_of_products(
    ctx: Context, product_ids: Iterable[UUID]
) -> dict[UUID, list[ProductMetadata]]:
    """What other systems keep on each product for everybody, by key."""
    return await _kept(ctx, public_metadata(ctx), product_ids)


async def private_metadata_of_products(
    ctx: Context, product_ids: Iterable[UUID]
) -> dict[UUID, list[ProductMetadata]]:
    """What they keep there for staff, by key."""
    return await _kept(ctx, private_metadata(ctx), product_ids)


async def _kept(
    ctx: Context, rows: QuerySet[ProductMetadata], product_ids: Iterable[UUID]
) -> dict[UUID, list[ProductMetadata]]:
    seen = visible_products(ctx).filter(id__in=set(product_ids)).values("id")
    found: dict[UUID, list[ProductMetadata]] = defaultdict(list)
    for row in await rows.filter(product_id__in=Subquery(seen)).order_by("key"):
        found[row.product_id].append(row)
    return found


async def external_refs_of_products(
    ctx: Context, product_ids: Iterable[UUID]
) -> dict[UUID, list[Ref]]:
    """What other systems call each product, the one that it was imported from among them, by
    system; of none for who does not see all products."""
    found: dict[UUID, list[Ref]] = defaultdict(list)
    if ctx.allows(Scope.CATALOG_READ):
        for row in await sql.rows(REFS, list(set(product_ids))):
            found[row["product_id"]].append(Ref(row["system"], row["external_id"]))
    return found


async def quality_of_products(ctx: Context, product_ids: Iterable[UUID]) -> dict[UUID, Quality]:
    """How good each listing is; of none for who does not see all products."""
    if not ctx.allows(Scope.CATALOG_READ):
        return {}
    rows = await sql.rows(FACTS, list(set(product_ids)), OTHERS, DEFAULT_LOCALE)
    return {row.pop("id"): quality_of(Facts(**row, locales_wanted=len(OTHERS))) for row in rows}
