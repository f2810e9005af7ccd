"""What items are about, read and held: a constant number of statements, however many items."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.catalog.bulk.items import ProductItem
from domain.catalog.bulk.planning import Goods, Imagined, Plan, Unit
from domain.catalog.revisions.policy import closed_to_edits
from domain.shared import sql
from domain.shared.ids import new_id

# Products are held in the order of their ids, as whoever else holds several does.
GOODS = """
SELECT id, slug, version, name, description, category_id, brand_id FROM product
WHERE id IN (
    SELECT id FROM product WHERE slug = ANY($1::text[])
    UNION SELECT product_id FROM product_variant WHERE sku = ANY($2::text[]))
ORDER BY id
"""
HOLD = " FOR NO KEY UPDATE"
UNITS = """
SELECT variant.id, product.slug, variant.sku, variant.name, variant.pack_units, variant.position
FROM product_variant AS variant JOIN product ON product.id = variant.product_id
WHERE variant.sku = ANY($1::text[])
"""
MORE = """
SELECT product.id,
    (SELECT count(*) FROM product_variant WHERE product_id = product.id) AS variants,
    ARRAY(SELECT tag.name FROM tag JOIN product_tag ON product_tag.tag_id = tag.id
        WHERE product_tag.product_id = product.id) AS tags,
    ARRAY(SELECT ARRAY[locale, name, description] FROM product_translation
        WHERE product_id = product.id) AS words
FROM product WHERE product.id = ANY($1::uuid[])
"""
KINDS = "SELECT slug, id FROM {} WHERE slug = ANY($1::text[])"
# Whoever makes a slug up waits at the slug without its number: see `slugs.free_slug`.
SLUGS = """
SELECT pg_advisory_xact_lock(hashtextextended('Product slug ' || slug, 0))
FROM (SELECT DISTINCT slug FROM unnest($1::text[]) AS slug ORDER BY slug) AS wanted
"""


async def load(items: Sequence[ProductItem], *, hold: bool, imagined: Imagined | None) -> Plan:
    """Read what is there of what the items name; with `hold` nobody changes it before the
    transaction ends.
    """
    slugs = sorted({item.slug for item in items})
    skus = sorted({item.sku for item in items if item.sku})
    plan = Plan()
    ids: dict[UUID, Goods] = {}
    for row in await sql.rows(GOODS + (HOLD if hold else ""), slugs, skus):
        ids[row["id"]] = plan.goods[row["slug"]] = Goods(**row)
    if hold and (new := [slug for slug in slugs if slug not in plan.goods]):
        await sql.execute(SLUGS, sorted({one for slug in new for one in _stems(slug)}))
    for id_ in await closed_to_edits(list(ids), hold=hold):
        ids[id_].is_closed = True
    for row in await sql.rows(MORE, list(ids)) if ids else ():
        _fill(ids[row["id"]], row)
    for row in await sql.rows(UNITS, skus) if skus else ():
        plan.units[row["sku"]] = Unit(**row)
    plan.categories = await _ids("category", [item.category for item in items])
    plan.brands = await _ids("brand", [item.brand for item in items])
    if imagined is not None:
        _imagine(plan, imagined, slugs, skus)
    return plan


def _fill(goods: Goods, row: dict[str, Any]) -> None:
    goods.variants = row["variants"]
    goods.tags = set(row["tags"])
    goods.words = {locale: (name, text) for locale, name, text in row["words"]}


async def _ids(table: str, named: Sequence[object]) -> dict[str, UUID]:
    slugs = sorted({slug for slug in named if isinstance(slug, str)})
    found = await sql.rows(KINDS.format(table), slugs) if slugs else []
    return {row["slug"]: row["id"] for row in found}


def _stems(slug: str) -> list[str]:
    stem, _, number = slug.rpartition("-")
    return [slug, stem] if number.isdigit() else [slug]


def _imagine(plan: Plan, imagined: Imagined, slugs: Sequence[str], skus: Sequence[str]) -> None:
    for slug in slugs:
        if slug not in plan.goods and slug in imagined.variants:
            plan.goods[slug] = Goods(
                new_id(), slug, variants=imagined.variants[slug], is_imagined=True
            )
    for sku in skus:
        if sku not in plan.units and sku in imagined.skus:
            plan.units[sku] = Unit(new_id(), imagined.skus[sku], sku, "", 1)
